// The landing page on a public server: the visitor's progress is in this browser, so the page is drawn anew with it.

import { fold } from "./fold.js";

const head = document.head.dataset;
const { createKeep, bar } = await import(`${new URL(head.assets, location.href)}keep.js`);
const keep = createKeep();
const read = fold(head.public);
const place = document.getElementById("keep");
bar(place, keep, { fold: read, largest: Number(head.largest) });

let turn = 0;
let due;

async function draw() {
  const mine = (turn += 1);
  const { page } = await read(keep.text());
  if (mine !== turn || !page) return;
  const drawn = new DOMParser().parseFromString(page, "text/html");
  for (const part of [".hero-words", "main"]) document.querySelector(part).replaceChildren(...drawn.querySelector(part).childNodes);
  document.documentElement.dataset.drawn = String(keep.count);
}

const soon = (wait) => {
  clearTimeout(due);
  due = setTimeout(() => draw().catch(() => (document.documentElement.dataset.drawn = "failed")), wait);
};
keep.onChange(() => soon(200));
addEventListener("pageshow", (event) => event.persisted && soon(0)); // back from a lesson
if (!keep.empty) soon(0);
