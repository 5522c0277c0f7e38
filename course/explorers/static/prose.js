// Text whose numbers follow an explorer: course.explorers.Prose. Numbers that are a control of it are dragged and stepped.
const NARROW = 640; // a column in which a table may have to give way
const LINES = 4.5; // a row of more lines is read more easily as a small block
const PIXELS = 160; // a way of the hand that turns a control from one end to the other

export async function render({ model, el, runtime }) {
  const [{ createField }, reading] = await Promise.all(["controls", "reading"].map((name) => runtime.load(name)));
  const text = document.createElement("div");
  text.className = "cx-prose";
  el.append(text);
  let fields = {};
  let specs = {};
  let hand = null; // the number under a finger: {name, x, begin}

  // On a phone a table stays one while every column fits and no row is high; else each row is a small block (explorer.css).
  let width = 0; // as it was last laid out: asking the page at every answer would have it laid out anew
  function stack() {
    if (!width) return;
    const narrow = width <= NARROW;
    for (const table of text.querySelectorAll("table")) {
      table.classList.toggle("cx-narrow", narrow);
      table.classList.remove("cx-stacked");
      const wide = () => table.offsetWidth > width;
      const high = () => [...table.rows].some((row) => row.offsetHeight > LINES * parseFloat(getComputedStyle(table).lineHeight));
      table.classList.toggle("cx-stacked", narrow && !table.matches(".cx-bars") && (!table.tHead || wide() || high()));
    }
  }
  new ResizeObserver(() => {
    if (text.clientWidth === width) return;
    width = text.clientWidth;
    stack();
  }).observe(text);
  text.addEventListener("toggle", stack, true); // folded, a table has no size

  const numbers = () => [...text.querySelectorAll(".cx-turn")];
  // One question at a time, the last value wins; an answer that changes nothing is waited for no longer than this.
  const ANSWER_MS = 600;
  let asked = 0;
  let next = null;
  const told = (name, value) => {
    if (!Number.isFinite(value)) return;
    fields[name].show(value);
    if (asked) {
      next = [name, value];
      return;
    }
    asked = setTimeout(answered, ANSWER_MS);
    model.send({ event: "turn", name, value });
  };
  function answered() {
    clearTimeout(asked);
    asked = 0;
    if (!next) return;
    const [name, value] = next;
    next = null;
    told(name, value);
  }

  function show() {
    text.classList.toggle("cx-waits", model.get("waits"));
    if (model.get("waits")) {
      text.replaceChildren(Object.assign(document.createElement("p"), { className: "cx-quiet", textContent: "Follows the picture above, once that is open." }));
      return;
    }
    // Drawn anew, the number that has the focus keeps it, and the one under a finger stays there: the text itself holds the pointer.
    const at = numbers().indexOf(document.activeElement);
    const opened = [...text.querySelectorAll("details")].map((part) => part.open);
    text.innerHTML = model.get("html");
    for (const [i, part] of [...text.querySelectorAll("details")].entries()) part.open = opened[i] ?? part.open;
    stack();
    for (const span of numbers()) {
      const { label, min, max, scale } = specs[span.dataset.turn];
      const shown = span.textContent;
      for (const [key, value] of Object.entries({
        role: "slider", tabindex: "0", "aria-label": label, "aria-valuemin": min * scale, "aria-valuemax": max * scale, "aria-valuetext": shown,
        "aria-valuenow": fields[span.dataset.turn].now(), title: `${label}: drag, or use the arrow keys`, "data-lm-suppress-shortcuts": "true",
      })) span.setAttribute(key, value);
      span.classList.toggle("cx-turning", hand?.name === span.dataset.turn);
    }
    if (at >= 0) numbers()[at]?.focus({ preventScroll: true });
  }

  function renew() {
    fields = {};
    specs = {};
    for (const spec of model.get("controls")) {
      specs[spec.name] = spec;
      fields[spec.name] = createField(spec, () => {}, { reading });
    }
  }
  // What the numbers say is where they stand: the values come with the text.
  function values() {
    for (const [name, value] of Object.entries(model.get("values") ?? {})) if (fields[name] && name !== hand?.name && name !== next?.[0]) fields[name].show(value);
  }

  text.addEventListener("keydown", (event) => {
    const name = event.target.dataset?.turn;
    const way = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!name || !way) return;
    event.preventDefault();
    told(name, fields[name].step(way));
  });
  text.addEventListener("pointerdown", (event) => {
    const span = event.target.closest?.(".cx-turn");
    if (!span || event.button !== 0) return;
    event.preventDefault();
    span.focus({ preventScroll: true });
    hand = { name: span.dataset.turn, x: event.clientX, begin: fields[span.dataset.turn].share() };
    text.setPointerCapture(event.pointerId);
  });
  text.addEventListener("pointermove", (event) => {
    if (!hand) return;
    hand.sure ||= fields[hand.name].along(event, hand.x);
    if (!hand.sure) return;
    const value = fields[hand.name].at(hand.begin + (event.clientX - hand.x) / PIXELS);
    if (value * specs[hand.name].scale !== fields[hand.name].now()) told(hand.name, value);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    text.addEventListener(end, () => {
      hand = null;
      for (const span of numbers()) span.classList.remove("cx-turning");
    });
  }

  const draw = () => {
    values();
    show();
    answered();
  };
  renew();
  draw();
  model.on("change:controls", () => {
    renew();
    draw();
  });
  model.on("change:html change:waits change:values", draw);
}
