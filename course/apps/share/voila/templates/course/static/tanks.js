// The play of the landing page: four tanks and one pool under one price. All numbers and words come from the page itself,
// worked out by the course's engine; here they are only looked up, and what has been closed is remembered.

const { lowest, names, capacity, stops, words } = JSON.parse(document.getElementById("played").textContent);
const byId = (id) => document.getElementById(id);
const play = document.querySelector(".play");
const price = byId("price");
const again = byId("again");
const vessels = [...play.querySelectorAll(".vessel")];
const marks = play.querySelector(".rail-marks");
const POOL = vessels.length - 1;
const TOLD_AFTER = 400; // a voice hears where the thumb comes to rest, not every stop that it passes

const usd = (amount) => `$${Math.round(amount).toLocaleString("en-US")}`;

let at = 0;
let closed = 0; // a bit a vessel
let telling;

/** Whoever falls below at this stop is closed, and stays so. */
function pass(stop) {
  stops[stop - lowest].below.forEach((below, i) => {
    if (!below || closed & (1 << i)) return;
    closed |= 1 << i;
    const mark = document.createElement("span");
    mark.textContent = names[i];
    mark.dataset.of = i === POOL ? "cross" : "isolated";
    mark.style.setProperty("--at", (stop - lowest) / (stops.length - 1));
    marks.append(mark);
  });
}

function draw() {
  const stop = stops[at - lowest];
  const [title, sentence] = words[closed][at];
  const left = vessels.map((_, i) => (closed & (1 << i) ? 0 : stop.equity[i]));
  vessels.forEach((vessel, i) => {
    const gone = Boolean(closed & (1 << i));
    vessel.classList.toggle("closed", gone);
    vessel.style.setProperty("--level", left[i] / capacity[i]);
    vessel.style.setProperty("--line", stop.required[i] / capacity[i]);
    vessel.querySelector(".left").textContent = gone ? "closed" : usd(left[i]);
  });
  byId("in-tanks").textContent = usd(left.slice(0, POOL).reduce((sum, one) => sum + one, 0));
  byId("in-pool").textContent = closed & (1 << POOL) ? "closed" : usd(left[POOL]);
  byId("moved").textContent = stop.move;
  byId("play-title").textContent = title;
  byId("play-sentence").textContent = sentence;
  price.setAttribute("aria-valuetext", stop.where);
  again.hidden = at === 0 && closed === 0;
  clearTimeout(telling);
  telling = setTimeout(() => (byId("play-told").textContent = `${title} ${sentence}`), TOLD_AFTER);
}

/** The price passes every stop on its way. */
function pull(to) {
  const way = Math.sign(to - at);
  while (at !== to) pass((at += way));
  play.dataset.state = "pulled";
  draw();
}

price.addEventListener("input", () => pull(Number(price.value)));
again.addEventListener("click", () => {
  at = closed = 0;
  price.value = 0;
  marks.replaceChildren();
  price.focus(); // before the button goes
  draw();
});
price.value = 0; // a browser that comes back to the page puts the thumb where it was
play.querySelector(".rail").hidden = false;
