// A lesson's page: puts the outputs of its cells into their places and brings their widgets to life.
//
// Where outputs and messages come from is a *source*, which the page names (data-source): a server's kernel (server.js) or a
// Python that the page runs itself (inside.js of the course without a server). A source has start(page), leave() and reader();
// it is given what the page can do: text(), output(cell, fragment), words(text), ready(), state(name), and the widgets.
//
// A page may carry its opening view (course/frontend/opening_view.py): then its explorers are there, and alive, before any Python is.

import { Widgets } from "./widgets.js";

// Cut off at a place where what is left can be read, this file would begin nothing and say nothing.
if (typeof begin === "undefined") throw new SyntaxError("page.js has not arrived to its end");

const LONGEST_TURN = 3000; // milliseconds that one view may keep the next one waiting
const WIDE = new Set(["explorer", "livechart", "coursemap", "planner"]); // parts that may be wider than the column of text

const root = document.documentElement;
const head = document.head.dataset;
const assets = head.assets && new URL(head.assets, location.href).href;
if (assets) {
  // Widgets ask for this promise. What nearly every lesson draws first is fetched while the kernel is still starting.
  globalThis.__course_runtime__ = import(`${assets}preload.js`).then((module) => module.default);
  globalThis.__course_runtime__.then((runtime) => Promise.all(["vega", "explorer", "controls", "chart"].map(runtime.load))).catch(missing);
}

const byId = (id) => document.getElementById(id);
const widgets = new Widgets();
const source = await import(head.source).catch(missing);
let voila = false;

// A table that runs past its column is scrolled with the arrow keys too.
for (const table of document.querySelectorAll(".page-prose table")) {
  new ResizeObserver(() => table.toggleAttribute("tabindex", table.scrollWidth > table.clientWidth + 1) && (table.tabIndex = 0)).observe(table);
}

// ---------------------------------------------------------------------------------------------------------------- words

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

/** A message over the page, with something to do about it. */
function say(id, text, action) {
  if (byId("notice")?.classList.contains(`page-notice-${id}`)) return; // said once, however often it is tried
  byId("notice")?.remove();
  if (!text) return;
  const notice = make("div", { id: "notice", className: `page-notice page-notice-${id}` }, make("p", { textContent: text }));
  notice.setAttribute("role", ["lost", "full"].includes(id) ? "status" : "alert");
  if (action) notice.append(make("button", { type: "button", className: "page-button", textContent: action, onclick: () => location.reload() }));
  document.body.append(notice);
}

/** A file of the page could not be had. */
function missing(error) {
  if (byId("waiting")) byId("waiting").hidden = true;
  root.dataset.python = "failed";
  say("missing", "A part of this page could not be loaded, so not everything here works. Reload the page to try again.", "Reload");
  throw error;
}

const STATES = {
  open: () => {
    say("open", "");
    hold();
  },
  lost: () => say("lost", "The connection to the course is lost. Trying to reach it again …"),
  gone: () => say("gone", `This page has slept for so long that its Python was put away. ${kept()}`, "Wake it up"),
  dead: () => say("dead", `The Python behind this page has stopped. ${kept()}`, "Start it again"),
  full: () => say("full", "Every seat is taken: a page that answers has a Python of its own, and this server has no more of them to give. You can go on reading; this page asks again every few seconds."),
  old: () => say("old", `The course has been renewed since this page was opened. ${kept()}`, "Open it anew"),
  off: () => say("off", "Python could not be started, so pictures do not move and nothing is judged. The text stays as it is.", "Try again"),
  foreign: () => {
    // Two first pages at once: the browser kept the other one's cookie, and knows it from now on.
    if (navigator.cookieEnabled && performance.getEntriesByType("navigation")[0]?.type !== "reload") location.reload();
    else say("foreign", "The server could not tell that this page is yours: it sets a cookie for that. Let this site set cookies, then reload the page.", "Reload");
  },
};

// ------------------------------------------------------------------------------------------------- what the learner has done

const KEPT = {
  file: "Your progress is kept.",
  browser: "Your progress is kept in this browser.",
  no: "What you did here is not kept.",
};
let keeper; // the kernel's end of the line
let keep; // this browser's, on a public server

/** What becomes of the visitor's results without Python, as far as that is known. */
const kept = () => {
  if (keep?.trouble) return keep.count ? "Your results last only while this page is open: download them below." : "";
  return KEPT[keeper?.get("state").kept] ?? "";
};

widgets.onModel = async (model) => {
  if (model.get("_part") !== "keeper") return;
  keeper = model;
  if (!head.public) return;
  await keeping;
  model.on("msg:custom", (content) => {
    if (content.event === "keep") model.send({ event: "kept", why: keep.put(content.events, "kernel") });
    else if (content.event === "clear") keep.clear("kernel");
  });
  keep.onChange(({ events, cleared, from }) => {
    if (from === "kernel") return;
    if (cleared) model.send({ event: "cleared" });
    else hold(events);
  });
  hold();
};

/** Tell Python what this browser holds. What it knows already changes nothing. */
function hold(events) {
  if (!keep || !keeper) return;
  const pieces = keep.pieces(events);
  pieces.forEach((text, index) => keeper.send({ event: "held", text, last: index === pieces.length - 1, why: keep.trouble }));
}

const keeping = head.public && Promise.all([import(`${assets}keep.js`), source.reader()]).then(([{ createKeep, bar }, fold]) => {
  keep = createKeep();
  source.follow?.(keep);
  bar(byId("keep"), keep, { fold, largest: Number(head.largest) });
});
if (keeping) keeping.catch(missing);

// ------------------------------------------------------------------------------------------------------------- progress

let done = 0;

function words(text) {
  const place = byId("progress-text");
  if (place) place.textContent = text;
}

/** One more cell has run. */
function advance() {
  const bar = byId("progress");
  done += 1;
  bar.value = done;
  words(done < bar.max ? `Preparing figures: ${done} of ${bar.max}` : "Nearly there");
}

function ready() {
  byId("waiting")?.remove();
  root.dataset.state = "ready";
}

// -------------------------------------------------------------------------------------------------------------- outputs

/** Put a cell's output into its place; what the opening view shows there already stays. */
function output(cell, content) {
  fill(cell, content);
  advance();
}

function fill(cell, content) {
  const slot = document.querySelector(`[data-cell="${cell}"]`);
  slot.classList.remove("waiting");
  slot.removeAttribute("aria-busy");
  const name = content.querySelector("[data-model]")?.dataset.model;
  if (name && slot.querySelector(`[data-model="${name}"]`)) return;
  slot.replaceChildren(content);
  if (!slot.childElementCount) slot.remove();
  for (const view of slot.querySelectorAll("[data-model]")) show(view);
}

/** Draw what the page brought along; resolves when that is done. */
async function open() {
  const first = byId("first");
  if (!first) return;
  const { esm, views, models } = JSON.parse(first.textContent);
  widgets.open(models, esm);
  for (const [cell, name] of Object.entries(views)) {
    const view = make("div", { className: "page-view" });
    view.dataset.model = name;
    const content = document.createDocumentFragment();
    content.append(view);
    fill(cell, content);
  }
  await pause(0);
  await turn;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const frame = () => Promise.race([new Promise(requestAnimationFrame), pause(50)]); // hidden pages have no frames
let turn = Promise.resolve();

/** Draw a view when its model is there. One after the other: the first figure is to be seen before the last is begun. */
async function show(view) {
  const model = await widgets.get_model(view.dataset.model);
  if (!Widgets.draws(model)) handOver();
  else turn = turn.then(() => Promise.race([draw(view, model), pause(LONGEST_TURN)])).then(frame);
}

async function draw(view, model) {
  if (voila) return;
  try {
    if (WIDE.has(model.get("_part"))) view.parentElement.dataset.width = "wide";
    view.replaceChildren();
    await widgets.draw(model, view);
    await settled(view);
  } catch (error) {
    view.replaceChildren(make("p", { className: "page-failure", textContent: "This figure could not be drawn. Reload the page to try again." }));
    setTimeout(() => { throw error; }); // to the console, as an error that nobody caught
  }
}

const PATIENCE = 5000;

/** A chart goes on drawing after its part is in place: wait until it is on the screen, unless it is far from there or not to be seen yet. */
function settled(view) {
  const pending = () => view.querySelector(".cx-panels:not([data-far]) > .cx-chart:not([data-drawn])");
  return new Promise((resolve) => {
    if (document.hidden || !pending()) return resolve(); // a page that nobody looks at draws none
    const done = () => (observer.disconnect(), resolve());
    const observer = new MutationObserver(() => pending() || done());
    setTimeout(done, PATIENCE); // one chart that cannot be drawn does not hold up the others
    observer.observe(view, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-drawn", "data-far"] });
  });
}

/** A widget that is not of the course's own make: once every cell has run, let Voila's front end draw all of them. */
function handOver() {
  if (voila) return;
  voila = true;
  whenReady(() => {
    source.leave();
    for (const view of document.querySelectorAll("[data-model]")) {
      const output = { output_type: "display_data", trusted: true, metadata: {}, data: { "application/vnd.jupyter.widget-view+json": { version_major: 2, version_minor: 0, model_id: view.dataset.model } } };
      view.replaceChildren(make("script", { type: "application/vnd.voila.cell-output+json", textContent: JSON.stringify(output) }));
    }
    answerLateListeners();
    for (const file of [head.voilaStyle, head.voila]) document.body.append(make("script", { src: file }));
  });
}

/** Voila's front end starts at the page's load event, which may have passed by the time its last file is there. */
function answerLateListeners() {
  const listen = globalThis.addEventListener;
  globalThis.addEventListener = function (type, listener, ...options) {
    if (type === "load" && document.readyState === "complete") setTimeout(() => listener.call(globalThis, new Event("load")));
    else listen.call(this, type, listener, ...options);
  };
}

function whenReady(action) {
  if (root.dataset.state === "ready") action();
  else new MutationObserver((_, observer) => root.dataset.state === "ready" && (observer.disconnect(), action())).observe(root, { attributes: true });
}

// ----------------------------------------------------------------------------------------------------------- navigation

/** The lesson's second-level headings as a row of links that shows where one is. */
function beats() {
  const nav = byId("beats");
  const headings = [...document.querySelectorAll("main h2[id]")];
  if (!nav || headings.length < 2) return;
  const links = headings.map((heading) => make("a", { href: `#${heading.id}`, textContent: heading.textContent.trim() }));
  nav.append(...links);
  nav.hidden = false;
  let current;
  const look = () => {
    const line = innerHeight * 0.35;
    const here = links[headings.findLastIndex((heading) => heading.getBoundingClientRect().top < line)];
    if (here === current) return;
    current?.removeAttribute("aria-current");
    here?.setAttribute("aria-current", "true");
    nav.scrollTo({ left: here ? here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.clientWidth) / 2 : 0 }); // on a phone not all fit
    current = here;
  };
  let due = false;
  addEventListener("scroll", () => due || ((due = true), requestAnimationFrame(() => ((due = false), look()))), { passive: true });
  look();
}

// ------------------------------------------------------------------------------------------------------------ beginning

/** The page has not arrived to its end, or a part of it is damaged. */
function whole(beginning) {
  return Promise.resolve(beginning).catch(missing);
}

if (root.dataset.python !== "failed") begin(); // see able.js

/** The last of this file: where it is there, nothing of it is missing. */
function begin() {
  whole(source.start({
    widgets,
    output,
    words,
    ready,
    state: (name) => STATES[name](),
    text() {
      beats();
      return whole(open());
    },
  }));
}
