// The page's line to a served Python: outputs come in the page's own stream, messages through a websocket.
//
// The server sends the whole lesson first, prose and empty places, then for every cell that has run
//     <template data-output="7">…</template><i data-done="7"></i>
// so that reading can begin while the kernel starts, and the first figure moves before the last one is worked out.

import { Kernel } from "./kernel.js";

const STALLED_AFTER = 20000; // milliseconds without anything new before we say that it takes long
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
let kernel;
let page;

/** Begin. `told` is what the page can do with what comes: see page.js. */
export function start(told) {
  page = told;
  watch();
  // The stream may break off before its end: the kernel died, or the server was stopped.
  const over = () => {
    read();
    if (root.dataset.state !== "ready") page.state("dead");
  };
  if (document.readyState === "complete") over();
  else addEventListener("load", over);
}

/** Stop listening, without a word to the kernel. */
export const leave = () => kernel.leave();

/** What reads a progress file, where a server does. */
export const reader = async () => (await import("./fold.js")).fold(document.head.dataset.public);

function connect(config) {
  const { baseUrl, kernelId } = JSON.parse(config.textContent);
  kernel = new Kernel(baseUrl, kernelId, { onMessage: (message) => page.widgets.receive(message), onState: page.state });
  page.widgets.attach(kernel);
  page.widgets.askForAll();
  addEventListener("pagehide", () => kernel.shutDown());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

/** Deal with everything that has arrived by now. A marker follows each piece, so what stands before it is whole. */
function read() {
  if (!kernel) {
    const config = byId("jupyter-config-data");
    if (config?.nextElementSibling) connect(config);
  }
  for (const mark of document.querySelectorAll("i[data-done]")) {
    const template = mark.previousElementSibling;
    if (template?.matches("template[data-output]")) {
      template.remove();
      page.output(template.dataset.output, template.content);
    }
    if (mark.dataset.done === "text") page.text();
    else if (mark.dataset.done === "end") page.ready();
    mark.remove();
  }
}

let patience;

function watch() {
  const observer = new MutationObserver(() => {
    clearTimeout(patience);
    patience = setTimeout(stalled, STALLED_AFTER);
    read();
    if (root.dataset.state === "ready") {
      clearTimeout(patience);
      observer.disconnect();
    }
  });
  observer.observe(document.body, { childList: true, subtree: true });
  patience = setTimeout(stalled, STALLED_AFTER);
  read();
}

const stalled = () => page.words("This takes longer than usual. The machine may be busy; please wait a little.");

globalThis.voila_heartbeat = () => {}; // called by plain Voila's signs of life
globalThis.display_cells = () => {}; // expected by Voila's front end, should it be called in
