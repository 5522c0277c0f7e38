// JupyterLab: a lesson that is opened with a fresh kernel runs by itself and stands at its top. Written by hand as the small
// container that JupyterLab expects of a prebuilt extension, so that nothing needs to be built.
(() => {
  const LESSON = /^from course\.lessons\.\w+ import LESSON as lesson\b/m;
  let scope;

  // The newest of what JupyterLab shares under that name.
  async function shared(name) {
    const versions = Object.values(scope[name] ?? {});
    const factory = await versions.at(-1).get();
    return factory();
  }

  const isLesson = (model) => {
    for (let i = 0; i < model.cells.length; i += 1) if (LESSON.test(model.cells.get(i).sharedModel.getSource())) return true;
    return false;
  };

  async function wake(panel, NotebookActions) {
    await Promise.all([panel.context.ready, panel.revealed]);
    const { content: notebook, sessionContext } = panel;
    if (!notebook.model || !isLesson(notebook.model)) return;
    await sessionContext.ready;
    const kernel = sessionContext.session?.kernel;
    if (!kernel) return;
    // A kernel that holds the lesson already belongs to somebody who works here.
    const asked = kernel.requestExecute({ code: "", silent: true, user_expressions: { held: "'lesson' in globals()" } });
    const reply = await asked.done;
    if (reply.content.user_expressions?.held?.data?.["text/plain"] !== "False") return;
    const top = () => {
      notebook.activeCellIndex = 0;
      notebook.mode = "command";
      (notebook.outerNode ?? notebook.node).scrollTop = 0;
    };
    top();
    const running = NotebookActions.runAll(notebook, sessionContext);
    // Running moves to the last cell; the reader stays at the first, unless they have gone elsewhere themselves.
    let moved = false;
    const stay = () => !moved && top();
    const gone = () => (moved = true);
    for (const sign of ["wheel", "pointerdown", "keydown", "touchstart"]) panel.node.addEventListener(sign, gone, { once: true, passive: true, capture: true });
    setTimeout(stay);
    await running.catch(() => undefined);
    stay();
    setTimeout(stay, 300);
  }

  const plugin = ({ INotebookTracker, NotebookActions }) => ({
    id: "course-alive:plugin",
    description: "Lessons run as they are opened.",
    autoStart: true,
    requires: [INotebookTracker],
    activate(app, tracker) {
      const known = new WeakSet();
      const take = (panel) => {
        if (known.has(panel)) return;
        known.add(panel);
        wake(panel, NotebookActions).catch((error) => console.error("course-alive", error));
      };
      tracker.forEach(take);
      tracker.widgetAdded.connect((_, panel) => take(panel));
    },
  });

  globalThis._JUPYTERLAB ??= {};
  globalThis._JUPYTERLAB["course-alive"] = {
    init: (given) => (scope = given),
    get: async (module) => {
      if (module !== "./extension") throw new Error(`course-alive has no ${module}`);
      const made = plugin(await shared("@jupyterlab/notebook"));
      return () => ({ __esModule: true, default: made });
    },
  };
})();
