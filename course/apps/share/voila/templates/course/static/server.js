// The page's line to a served Python: outputs come in the page's own stream, messages through a websocket.
//
// The server sends the whole lesson first, prose and empty places, then for every cell that has run
//     <template data-output="7">…</template><i data-done="7"></i>
// so that reading can begin while the kernel starts, and the first figure moves before the last one is worked out.

// Where the text brings an opening view along (data-late), it ends there, and what follows is asked for, at the same
// address, when it is wanted: whoever only looks takes no Python away from others.

import { Kernel, RETRIES } from "./kernel.js";
import { whenWanted } from "./late.js";

const STALLED_AFTER = 20000; // milliseconds without anything new before we say that it takes long
const ASK_AGAIN = 5000; // milliseconds until a page asks a full server once more
const MARK = /<i(?: data-done="\w+")?><\/i>/g; // what stands before it is whole
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const late = "late" in root.dataset;
let kernel;
let page;
let wake = () => {};
let opened; // resolves when the opening view is drawn

/** Begin. `told` is what the page can do with what comes: see page.js. */
export function start(told) {
  page = told;
  watch();
  // The stream may break off before its end: the kernel died, or the server was stopped.
  const over = () => {
    read();
    if (late && opened) wait();
    else if (root.dataset.state !== "ready") page.state("dead");
  };
  if (document.readyState === "complete") over();
  else addEventListener("load", over);
}

/** The text is whole; Python begins when it is wanted. */
async function wait() {
  let woken = false;
  let rest = () => {};
  wake = () => {
    if (woken) return;
    woken = true;
    rest();
    ask();
  };
  page.widgets.onEarly = wake;
  await opened;
  if (woken) return;
  if (wanted || page.widgets.early) wake();
  else rest = whenWanted(byId("lesson"), wake);
}

let wanted = false;

/** What this browser keeps is the learner's own, and the opening view is a newcomer's: then Python begins at once. */
export function follow(keep) {
  const look = () => {
    if (!keep.count) return;
    wanted = true;
    wake();
  };
  keep.onChange(look);
  look();
}

/** Ask for this page's Python, until there is one. */
async function ask() {
  root.dataset.python = "starting";
  page.words("Starting Python for this page …");
  watch();
  const { version } = byId("cx-style").dataset;
  for (let tries = 0; ; tries += 1) {
    const reply = await fetch(`${location.pathname}?python=${version}`, { cache: "no-store" }).catch(() => undefined);
    if (reply?.ok) return take(reply.body.getReader());
    if (reply && reply.status !== 503) return page.state(reply.status === 410 ? "old" : "dead");
    page.state(reply ? "full" : "lost");
    await pause(reply ? ASK_AGAIN * (1 + Math.random()) : RETRIES[Math.min(tries, RETRIES.length - 1)]);
  }
}

/** Put what comes behind the text, piece by piece, as if it had come with it. */
async function take(stream) {
  page.state("open");
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let { value, done } = await stream.read(); !done; { value, done } = await stream.read()) {
      text += decoder.decode(value, { stream: true });
      const last = [...text.matchAll(MARK)].at(-1);
      const end = last ? last.index + last[0].length : 0;
      document.body.append(document.createRange().createContextualFragment(text.slice(0, end)));
      text = text.slice(end);
    }
  } catch (error) {
    console.warn(error);
  }
  read();
  if (root.dataset.state !== "ready") page.state("dead");
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
    if (mark.dataset.done === "text") opened = page.text();
    else if (mark.dataset.done === "end") {
      if (late) root.dataset.python = "ready";
      page.ready();
    }
    mark.remove();
  }
}

let patience;

/** Read whatever arrives until all is there that was asked for. */
function watch() {
  const observer = new MutationObserver(look);
  function look() {
    clearTimeout(patience);
    read();
    if (root.dataset.state === "ready" || (opened && root.dataset.python === "waiting")) observer.disconnect();
    else patience = setTimeout(stalled, STALLED_AFTER);
  }
  observer.observe(document.body, { childList: true, subtree: true });
  look();
}

const stalled = () => page.words("This takes longer than usual. The machine may be busy; please wait a little.");

globalThis.voila_heartbeat = () => {}; // called by plain Voila's signs of life
globalThis.display_cells = () => {}; // expected by Voila's front end, should it be called in
