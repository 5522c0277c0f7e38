// The whole front-end code that a part itself carries: find the page's runtime, let it load the part's module, render.
const booted = (globalThis.__course_runtimes__ ??= new Map());
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// After a page reload models come back in any order: the shared one may be a moment late.
async function sharedModel(model) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await model.widget_manager.get_model(model.get("_runtime"));
    } catch (error) {
      if (tries === 100) throw error;
      await pause(100);
    }
  }
}

async function boot(model) {
  const shared = await sharedModel(model);
  const sources = shared.get("sources");
  const url = URL.createObjectURL(new Blob([sources.modules.runtime.text], { type: "text/javascript" }));
  const { createRuntime } = await import(/* webpackIgnore: true */ url);
  URL.revokeObjectURL(url);
  return createRuntime(model.get("_version"), sources);
}

async function runtimeFor(model) {
  const version = model.get("_version");
  // A page that serves the same files itself says so before any widget is drawn (see course.frontend.assets).
  const preloaded = await globalThis.__course_runtime__;
  if (preloaded?.version === version) return preloaded;
  if (!booted.has(version)) {
    booted.set(version, boot(model));
    booted.get(version).catch(() => booted.delete(version));
  }
  return booted.get(version);
}

// anywidget drops every message of a model that took more than two seconds to start, as on a busy machine it may.
// Ours need nothing from it by then, so messages go straight to the model.
async function initialize({ model }) {
  const real = await model.widget_manager.get_model(model.get("_self"));
  const direct = Object.getPrototypeOf(Object.getPrototypeOf(real))._handle_comm_msg;
  real.comm?.on_msg((message) => direct.call(real, message));
}

function complain(el, text) {
  const line = document.createElement("p");
  line.className = "cx-error";
  line.setAttribute("role", "alert");
  line.textContent = text;
  el.append(line);
  return line;
}

async function render({ model, el }) {
  el.classList.add("cx-root");
  let runtime, module;
  try {
    runtime = await runtimeFor(model);
    module = await runtime.load(model.get("_part"));
  } catch (error) {
    complain(el, "This part could not be drawn. Reload the page; in JupyterLab run its cell again.");
    throw error;
  }
  let line;
  model.on("msg:custom", (content) => {
    if (content.event !== "failed") return;
    line?.remove();
    line = complain(el, "Something went wrong in Python while answering that. Your last good view is kept.");
  });
  const cleanup = await module.render({ model, el, runtime });
  return cleanup;
}

export default { initialize, render };
