// The landing page where the visitor's browser keeps their progress: its cards are drawn anew with it.

const head = document.head.dataset;
const source = await import(head.source);
const { createKeep, bar } = await import(`${new URL(head.assets, location.href)}keep.js`);
const keep = createKeep();
const read = await source.reader();
bar(document.getElementById("keep"), keep, { fold: read, largest: Number(head.largest) });

source.keepOffline?.(true); // who only looks in has no megabytes to fetch

let turn = 0;
let due;

const make = (tag, properties, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};

/** What Python says about the progress (course/apps/landing.py: facts). */
function show({ cards, action, url, check, note, message, desk }) {
  for (const card of document.querySelectorAll("[data-lesson]")) {
    const { state, words, done, of } = cards[card.dataset.lesson];
    card.className = `card card-${state}`;
    card.querySelector(".card-state").textContent = words;
    card.querySelector(".card-progress")?.remove();
    if (!of) continue;
    const bar = make("progress", { className: "card-progress", max: of, value: done, textContent: words });
    bar.setAttribute("aria-label", `Progress in ${card.querySelector("h3").textContent}`);
    card.append(bar);
  }
  const way = make("p", { className: "hero-action" });
  if (action) way.append(make("a", { className: "page-button page-button-primary", href: url, textContent: action }), " ");
  if (check) way.append(make("a", { href: check, textContent: "I trade already: test me" }), " ");
  if (note) way.append(make("span", { className: "hero-note", textContent: note }));
  const said = message ? [make("p", { className: "hero-message", textContent: message })] : [];
  for (const line of said) line.setAttribute("role", "status");
  const tool = desk ? [make("p", { className: "hero-desk" }, make("a", { href: desk, textContent: "Open the portfolio desk" }), ": your own positions, what ends them, what to touch first.")] : [];
  document.querySelector(".hero-words").replaceChildren(...(note ? [way] : []), ...tool, ...said);
  document.documentElement.dataset.drawn = String(keep.count);
}

async function draw() {
  const mine = (turn += 1);
  const known = source.remembered?.(keep);
  const { facts } = known ? { facts: known } : await read(keep.text());
  if (mine === turn && facts) show(facts);
}

const soon = (wait) => {
  clearTimeout(due);
  due = setTimeout(() => draw().catch(() => (document.documentElement.dataset.drawn = "failed")), wait);
};
keep.onChange(() => soon(200));
addEventListener("pageshow", (event) => event.persisted && soon(0)); // back from a lesson
if (!keep.empty) soon(0);
