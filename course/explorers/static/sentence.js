// The sentence under a chart: **bold** is the only mark it has, and numbers that are a control's value can be dragged or stepped.
const PIXELS = 160; // a way of the hand that turns a control from one end to the other

function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

// A line never breaks between a number and its per cent: one letter for one, places in a text stay. (Signs, dollars, dates: runtime.js.)
const narrow = (text) => text.replace(/(\d) %/g, "$1\u202f%");

/** Texts as [{text, bold, name, marks}]: `spans` are [start, end, {name, marks}] in `text`, whose ** are left out. */
function pieces(text, spans) {
  const out = [];
  let at = 0;
  text.split(/(\*\*[^*\n]+\*\*)/).forEach((part, i) => {
    const bold = i % 2 === 1;
    let from = at + (bold ? 2 : 0);
    const to = at + part.length - (bold ? 2 : 0);
    for (const [start, end, what] of spans) {
      if (start < from || end > to || start === end) continue;
      if (start > from) out.push({ text: text.slice(from, start), bold });
      out.push({ text: text.slice(start, end), bold, ...what });
      from = end;
    }
    if (to > from) out.push({ text: text.slice(from, to), bold });
    at += part.length;
  });
  return out;
}

/** Nodes of a text without turns. */
export function marked(text) {
  return pieces(narrow(text), []).flatMap(({ text: part, bold }) => (bold ? [element("strong", "", part)] : [part]));
}

/** Nodes and texts as the children of `node`; where they have the form of those that stand there, only letters change: nothing is styled anew. */
export function retell(node, fresh) {
  const stands = [...node.childNodes];
  const alike = (one, other) => (typeof other === "string" ? one.nodeType === Node.TEXT_NODE : one.nodeName === other.nodeName && one.className === other.className);
  if (stands.length !== fresh.length || !stands.every((one, i) => alike(one, fresh[i]))) return node.replaceChildren(...fresh);
  stands.forEach((one, i) => {
    if (typeof fresh[i] !== "string") retell(one, Array.from(fresh[i].childNodes, (inner) => (inner.nodeType === Node.TEXT_NODE ? inner.data : inner)));
    else if (one.data !== fresh[i]) one.data = fresh[i];
  });
}

/** Turns and lights as spans in the order of the text; a number that can be turned may be lit too. */
function spansOf(turns, lights) {
  const spans = turns.map(([start, end, name]) => [start, end, { name }]);
  for (const [start, end, marks] of lights) {
    const same = spans.find(([a, b]) => a === start && b === end);
    if (same) same[2].marks = marks;
    else if (!spans.some(([a, b]) => a < end && start < b)) spans.push([start, end, { marks }]);
  }
  return spans.sort(([a], [b]) => a - b);
}

/**
 * A sentence in `node`: show(text, turns, lights), and point(test) for words whose marks a pointer is on.
 * `fields` are the controls by name, `turn(name, value)` tells of a new value, `light(marks)` lights marks of the picture up ("": none).
 */
export function createSentence(node, fields, specs, turn, light) {
  let form = "";
  let turned = []; // the nodes of numbers that can be dragged, in the order of the text
  let shown = [];

  function draggable(name) {
    const { label, min, max, scale } = specs[name];
    const span = element("span", "cx-turn");
    for (const [key, value] of Object.entries({
      role: "slider", tabindex: "0", "aria-label": label, "aria-valuemin": min * scale, "aria-valuemax": max * scale, title: `${label}: drag, or use the arrow keys`,
      "data-lm-suppress-shortcuts": "true", "data-turn": name,
    })) span.setAttribute(key, value);
    span.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key];
      if (!way) return;
      event.preventDefault();
      turn(name, fields[name].step(way));
    });
    span.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      span.focus({ preventScroll: true });
      const [x, begin] = [event.clientX, fields[name].share()];
      const over = new AbortController();
      span.setPointerCapture(event.pointerId);
      span.classList.add("cx-turning");
      let sure = false;
      span.addEventListener("pointermove", (at) => {
        sure ||= fields[name].along(at, x);
        if (sure) turn(name, fields[name].at(begin + (at.clientX - x) / PIXELS));
      }, { signal: over.signal });
      for (const end of ["pointerup", "pointercancel"]) {
        span.addEventListener(end, () => {
          span.classList.remove("cx-turning");
          over.abort();
        }, { signal: over.signal });
      }
    });
    return span;
  }

  /** Pointing or going to a word lights its marks up; pressing it keeps them lit, for who has no pointer to hold there. */
  let kept = "";
  function lights(span) {
    const marks = () => span.dataset.marks ?? "";
    for (const on of ["pointerenter", "focus"]) span.addEventListener(on, () => light(marks()));
    for (const off of ["pointerleave", "blur"]) span.addEventListener(off, () => light(kept));
    if (span.getAttribute("role")) return span; // it is turned, too
    for (const [key, value] of Object.entries({ role: "button", tabindex: "0", "aria-pressed": "false", title: "Show it in the picture", "data-lm-suppress-shortcuts": "true" })) span.setAttribute(key, value);
    const press = () => {
      kept = kept === marks() ? "" : marks();
      for (const other of node.querySelectorAll(".cx-light[aria-pressed]")) other.setAttribute("aria-pressed", String(Boolean(kept) && other.dataset.marks === kept));
      light(kept || marks());
    };
    span.addEventListener("click", press);
    span.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      press();
    });
    return span;
  }

  return {
    point(test) {
      for (const span of node.querySelectorAll("[data-marks]")) span.classList.toggle("cx-lit", Boolean(test && test(span.dataset.marks)));
    },
    show(text, turns = [], lit = []) {
      const parts = pieces(narrow(text), spansOf(turns.filter(([, , name]) => fields[name]?.step), lit));
      const now = JSON.stringify(parts.map(({ bold, name, marks }) => [bold, name, marks]));
      // The same sentence with other numbers keeps its nodes: one of them may be under a finger.
      if (now !== form) {
        const { turn: held, marks: at } = node.contains(document.activeElement) ? document.activeElement.dataset : {};
        if (kept) light((kept = ""));
        turned = [];
        shown = parts.map(({ bold, name, marks }) => {
          const inner = name ? draggable(name) : element("span", marks ? "cx-light" : "");
          if (name) turned.push(inner);
          if (marks) {
            inner.dataset.marks = marks;
            lights(inner);
          }
          return bold ? element("strong", "", inner) : inner;
        });
        node.replaceChildren(...shown);
        form = now;
        const again = held ? turned.find((span) => span.dataset.turn === held) : at && node.querySelector(`[data-marks="${CSS.escape(at)}"]`);
        again?.focus({ preventScroll: true });
      }
      parts.forEach(({ text: part, bold, name }, i) => {
        const inner = bold ? shown[i].firstChild : shown[i];
        if (inner.textContent === part) return;
        retell(inner, [part]);
        if (name) inner.setAttribute("aria-valuetext", part);
        if (name) inner.setAttribute("aria-valuenow", fields[name].now());
      });
    },
  };
}
