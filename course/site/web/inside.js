// The page's line to a Python that it runs itself, in a worker: the source (see page.js) of the course without a server.

const WEIGHT = `about ${document.head.dataset.megabytes} MB`;
const STEPS = {
  load: `Loading Python: ${WEIGHT}, the first time only …`,
  begin: "Starting Python …",
  again: "Starting Python …",
};
const PATIENCE = 60000; // milliseconds until what was kept of Python answers: a slow machine takes long for anything else, too
const EYES_FIRST = 1000; // milliseconds that Python may be kept waiting for the first chart, but for what costs little
const OFF = "Python could not be started on this page. Text and opening pictures stay as they are.";
import { forget } from "./memory.js";
import { offline } from "./offline.js";

const head = document.head.dataset;
const byId = (id) => document.getElementById(id);
const root = document.documentElement;
const away = (path) => new URL(path, location.href).href;

/** What a worker must know to begin. */
const beginning = () => ({
  kind: "start",
  pyodide: away(head.pyodide),
  archive: away(head.archive),
  sums: JSON.parse(head.sums),
  stdlib: away(head.stdlib),
  numpy: away(head.numpy),
  release: head.release,
  keep: "caches" in globalThis,
  environ: JSON.parse(head.environ),
  lesson: head.lesson,
});

let worker;
let told = []; // what the worker was told before Python had started
let free = false; // whether Python may keep every processor busy
let wake = () => {
  python([], ({ kind, why }) => kind === "failed" && fail(why));
  go();
}; // on a page without cells; a lesson's begins with its own
let serial = 0;
const asked = new Map(); // questions to Python, by number
let never; // why there will be no Python

/** The worker, started when it is first wanted. */
function python(cells, hear, keep = true) {
  let late;
  // What was kept of Python's memory is of no use: once more, the ordinary way. Nothing was told yet but what waits here.
  const anew = () => {
    clearTimeout(late);
    worker.terminate();
    forget(head.release);
    python(cells, hear, false);
    for (const message of told) worker.postMessage(message);
  };
  worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "course" });
  worker.onmessage = ({ data }) => {
    if (data.kind === "step") clearTimeout(late);
    if (data.kind === "step" && data.name === "again") late = setTimeout(anew, PATIENCE);
    if (data.kind === "again") return anew();
    if (data.kind === "started") {
      clearTimeout(late);
      told = undefined;
      root.dataset.began = data.warm ? "warm" : "cold";
    }
    if (data.kind !== "read") return hear(data);
    asked.get(data.id)?.[0](data.reply);
    asked.delete(data.id);
  };
  worker.onerror = (event) => hear({ kind: "failed", why: event.message });
  const start = beginning();
  worker.postMessage({ ...start, cells, keep: keep && start.keep });
  if (free) go();
}

/** Python may keep the processors busy: the page's first chart is on the screen. */
function go() {
  free = true;
  worker?.postMessage({ kind: "go" });
}

/** There will be no Python: whoever waits for it is told. */
function fail(why) {
  never = new Error(why);
  for (const [, refuse] of asked.values()) refuse(never);
  asked.clear();
}

function tell(message) {
  if (told) told.push(message);
  worker.postMessage(message);
}

/** Messages to Python in the form that widgets speak. */
const line = {
  send(type, content, { buffers = [] } = {}) {
    serial += 1;
    tell({ kind: "message", id: serial, content, buffers });
    return serial;
  },
};

/** Begin. `page` is what the page can do with what comes: see page.js. */
export async function start(page) {
  await whole();
  page.text();
  const cells = JSON.parse(byId("cells").textContent);
  byId("progress").max = cells.length;
  page.widgets.attach(line);
  globalThis.__course_bench__ = import("./bench.js").then(({ createBench, keep }) => ({ keep, bench: createBench({ ...beginning(), cells, judges: true }) }));
  const spared = metered();
  root.dataset.python = spared ? "waiting" : "starting";
  let begun = false;
  wake = () => {
    if (begun) return;
    begun = true;
    root.dataset.python = "starting";
    python(cells, (data) => hear(page, data));
  };
  drawn().then(go);
  if (!spared) return wake();
  page.words(`Python (${WEIGHT}) is loaded when you touch a picture: your connection asks to be spared.`);
  for (const kind of ["pointerdown", "keydown"]) byId("lesson").addEventListener(kind, wake, { once: true });
}

/** The page's text has arrived to its end: scripts that are kept already may be there before it. */
const whole = () => document.readyState === "loading" && new Promise((resolve) => addEventListener("DOMContentLoaded", resolve, { once: true }));

/** The first chart of the opening view is on the screen, or far from it, or is not to be waited for: Python keeps every processor busy. */
const drawn = () =>
  new Promise((resolve) => {
    const look = () => document.querySelector(".cx-chart[data-drawn], [data-far]") && done();
    const observer = new MutationObserver(look);
    const done = () => (observer.disconnect(), resolve());
    observer.observe(byId("lesson"), { subtree: true, attributes: true, attributeFilter: ["data-drawn", "data-far"] });
    setTimeout(done, EYES_FIRST);
  });

/** Whether whoever pays for the line would rather be asked first. */
const metered = () => Boolean(navigator.connection?.saveData || navigator.connection?.type === "cellular");

function hear(page, data) {
  if (data.kind === "step") page.words(STEPS[data.name]);
  else if (data.kind === "message") {
    const buffers = data.buffers.map((block) => new DataView(block.buffer, block.byteOffset, block.byteLength));
    page.widgets.receive({ header: { msg_type: data.type }, parent_header: {}, content: data.content, buffers });
  } else if (data.kind === "idle") {
    page.widgets.receive({ header: { msg_type: "status" }, parent_header: { msg_id: data.id }, content: { execution_state: "idle" }, buffers: [] });
  } else if (data.kind === "output") {
    if (data.failure) console.error(data.failure);
    const template = document.createElement("template");
    template.innerHTML = data.html;
    page.output(data.number, template.content);
  } else if (data.kind === "ready") {
    root.dataset.python = "ready";
    page.ready();
  } else if (data.kind === "settled") {
    root.dataset.settled = "";
    keepOffline();
  } else if (data.kind === "failed") {
    fail(data.why);
    root.dataset.python = "failed";
    console.error(data.why);
    page.words(OFF);
    page.state("off");
  }
}

/** There is nothing that could draw widgets of another make: let them be. */
export const leave = () => {};

/** Keep the course once there is time for it; `asked`: only when the reader says so. */
export function keepOffline(asked = metered()) {
  const keep = byId("keep");
  const place = Object.assign(document.createElement("p"), { id: "offline", className: "page-keep", hidden: true });
  keep.after(place);
  offline(place, asked);
}

/** Has Python read a progress file; it resolves to {events, facts} or {refused: why}. */
export const reader = async () => ask;

const ask = (text) =>
  new Promise((resolve, refuse) => {
    if (never) return refuse(never);
    serial += 1;
    asked.set(serial, [resolve, refuse]);
    if (!worker) wake();
    tell({ kind: "read", id: serial, text });
  });

// ------------------------------------------------------------------------------- what the landing page says of the progress

const FACTS = "margin-course/facts"; // so that it can say it without a Python

/** Which progress the facts belong to: this release, and that many events up to that time. */
function mark(keep) {
  const times = Object.values(keep.events()).map((event) => Number(event?.at) || 0);
  return `${head.release} ${times.length} ${Math.max(0, ...times)}`;
}

/** What is known of this progress without asking Python. */
export function remembered(keep) {
  try {
    const kept = JSON.parse(localStorage.getItem(FACTS));
    return kept?.mark === mark(keep) ? kept.facts : undefined;
  } catch {
    return undefined;
  }
}

/** Remember it after every change, a moment later. */
export function follow(keep) {
  let due;
  let known = keep.count;
  keep.onChange(() => {
    if (keep.count > known) keep.persist(); // there is something to lose
    known = Infinity;
    clearTimeout(due);
    due = setTimeout(async () => {
      const now = mark(keep);
      const { facts } = await ask(keep.text()).catch(() => ({}));
      try {
        if (facts) localStorage.setItem(FACTS, JSON.stringify({ mark: now, facts }));
      } catch {
        // no room: the landing page asks Python itself
      }
    }, 300);
  });
}
