// The page's own Python: Pyodide in a worker, so that the page never waits for it. What crosses is text and bytes.

import { startPython } from "./memory.js";

class Again extends Error {}

const post = (message, transfer = []) => postMessage(message, transfer);
const channel = new MessageChannel();
/** A turn for what waits; a timer would wait for milliseconds. */
const pause = () => new Promise((resolve) => ((channel.port1.onmessage = resolve), channel.port2.postMessage(0)));
let begin;
const go = new Promise((resolve) => (begin = resolve));
let python; // the Python functions, once they are there
let bench; // those that judge a learner's code, in the worker for it
const waiting = []; // messages of the page until then

/** The page's addresses come with its first message. */
onmessage = ({ data }) => {
  if (data.kind === "start") start(data).catch((error) => {
    // A worker starts Python once: the page begins another, without what was kept.
    post({ kind: error instanceof Again ? "again" : "failed", why: String(error?.message ?? error) });
  });
  else if (data.kind === "go") begin();
  else if (python) take(data);
  else waiting.push(data);
};

async function start(told) {
  const { cells, lesson, judges } = told;
  const step = (name) => post({ kind: "step", name });
  const { pyodide, warm, later } = await startPython(told, step, judges || go).catch((error) => {
    if (!told.keep) throw error;
    console.warn("Python starts without what was kept:", error);
    throw new Again(error);
  });
  python = pyodide.pyimport("course.site.inside");
  if (!judges) python.begin((text, buffers) => {
    const { type, content } = JSON.parse(text);
    const blocks = buffers.toJs();
    post({ kind: "message", type, content, buffers: blocks }, blocks.map((block) => block.buffer));
  });
  post({ kind: "started", warm });
  if (judges) {
    bench = pyodide.pyimport("course.site.bench");
    bench.prepare(lesson, JSON.stringify(cells.map(({ source }) => source)));
    await later();
    for (const data of waiting.splice(0)) take(data);
    return post({ kind: "ready" });
  }
  for (const data of waiting.splice(0)) take(data); // what is for a part that is not made yet waits in Python
  for (const { number, source } of cells) {
    post({ kind: "output", number, ...JSON.parse(python.run(source)) });
    await pause(); // what was turned meanwhile is answered between two cells
  }
  post({ kind: "ready" });
  await later(); // files that a function imports when it is first asked; the memory for the next page
  post({ kind: "settled" });
}

function take({ kind, id, content, buffers, text, name, code }) {
  if (kind === "message") {
    try {
      python.hear(content.comm_id, JSON.stringify(content.data.content), buffers);
    } catch (error) {
      console.error(error); // the widget has told its page already
    }
    post({ kind: "idle", id });
  } else if (kind === "define") {
    post({ kind: "defined", id, reply: JSON.parse(bench.define(name, code)) });
  } else if (kind === "judge") {
    post({ kind: "judged", id, reply: JSON.parse(bench.judge(name)) });
  } else if (kind === "read") {
    post({ kind: "read", id, reply: JSON.parse(python.read(text)) });
  }
}
