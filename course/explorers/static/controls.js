// Form controls with real labels, units and an error line: createField(spec, onInput) for number, choice and toggle.
// onInput(value, {live}) — live while a slider is being moved or a number typed, not when something jumps.
let counter = 0;
const LOG_STOPS = 200;
const TYPING_PAUSE_MS = 150; // a number being typed passes through others: only one that rests is drawn
const ALONG = 6; // pixels that a finger goes along a slider or a number until it is sure to mean it and not to scroll
const STILL_MS = 1000; // a step for visitors who asked for little motion

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Hide it or show it. Said again it would be styled anew even where it stays as it is. */
export function hide(node, on) {
  if (node.hidden !== on) node.hidden = on;
}

// JupyterLab's command mode takes keys from anything that does not carry this.
const KEYS = { "data-lm-suppress-shortcuts": "true" };

function helpFor(spec, id) {
  if (!spec.help) return {};
  const text = make("p", { class: "cx-help-text", id: `${id}-help`, hidden: true });
  text.textContent = spec.help;
  const button = make("button", { type: "button", class: "cx-help", "aria-expanded": "false", "aria-controls": text.id, title: spec.help, ...KEYS });
  button.append(make("span", { "aria-hidden": "true" }, "?"), make("span", { class: "cx-hidden" }, `What is “${spec.label}”?`));
  const toggle = (open) => {
    text.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => toggle(text.hidden));
  button.addEventListener("keydown", (event) => event.key === "Escape" && toggle(false));
  return { button, text };
}

const decimalsOf = (number) => {
  const text = Number(number.toFixed(8)).toString();
  return text.includes("e-") ? 8 : (text.split(".")[1] ?? "").length;
};

// What writes numbers is made once for each number of decimals: to make one takes longer than all else that a key on a slider does.
const writers = new Map();
function written(number, least, most) {
  const key = `${least}|${most}`;
  if (!writers.has(key)) writers.set(key, new Intl.NumberFormat("en-US", { minimumFractionDigits: least, maximumFractionDigits: most }));
  return writers.get(key).format(number);
}

// A value as a screen reader should say it; the same words as Number.shown in Python.
function words(spec, shown) {
  const exact = decimalsOf(spec.step === null ? Number(shown.toPrecision(4)) : shown);
  const digits = spec.unit === "$" && exact ? Math.max(2, exact) : exact;
  const text = written(Math.abs(shown), digits, digits);
  const sign = shown < 0 ? "−" : "";
  if (spec.unit === "$") return `${sign}$${text}`;
  return sign + text + (["", "×", "°"].includes(spec.unit) ? "" : " ") + spec.unit;
}

/**
 * Play or pause, step on and back, rewind. `now()` and `last()` say where one is and where it ends, `go(number)` moves there.
 * A step waits while `ready()` is false, so that no frame is left out where answers are slow.
 */
function transport(spec, { now, first, last, step, go, ready }) {
  const icons = {
    rewind: "M6 5h3v14H6zM20 5v14L10 12z", back: "M18 5v14L7 12z", play: "M7 4v16l13-8z",
    pause: "M6 4h4v16H6zM14 4h4v16h-4z", step: "M5 5v14l9-7zM16 5h3v14h-3z",
  };
  const icon = (name) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" })) svg.setAttribute(key, value);
    path.setAttribute("d", icons[name]);
    svg.append(path);
    return svg;
  };
  const button = (name, text, act) => {
    const node = make("button", { type: "button", class: `cx-button cx-transport-${name}`, title: text, "aria-label": `${text}: ${spec.label}`, ...KEYS }, icon(name));
    node.addEventListener("click", act);
    return node;
  };
  let timer;
  const pace = () => Math.max(spec.play * 1000, matchMedia("(prefers-reduced-motion: reduce)").matches ? STILL_MS : 0);
  const move = (number) => go(Math.min(last(), Math.max(first, number)));
  const playing = (on) => {
    clearInterval(timer);
    timer = on ? setInterval(tick, pace()) : undefined;
    const text = on ? "Pause" : "Play";
    play.replaceChildren(icon(on ? "pause" : "play"), text);
    play.title = text;
    play.setAttribute("aria-label", `${text}: ${spec.label}`);
  };
  const tick = () => {
    if (!play.isConnected) return playing(false);
    if (!ready()) return;
    if (now() < last()) move(now() + step);
    if (now() >= last()) playing(false);
  };
  const by = (way) => () => {
    playing(false);
    move(now() + way * step);
  };
  const rewind = button("rewind", "Rewind", () => {
    playing(false);
    move(first);
  });
  const back = button("back", "Back", by(-1));
  const play = button("play", "Play", () => {
    if (timer) return playing(false);
    playing(true);
    move(now() >= last() ? first : now() + step);
  });
  const on = button("step", "Step", by(1));
  playing(false);
  return {
    node: make("div", { class: "cx-transport", role: "group", "aria-label": `Player: ${spec.label}` }, rewind, back, play, on),
    pause: () => timer && playing(false),
    /** Buttons that lead nowhere are quiet, yet keep the focus. */
    paint() {
      for (const [node, off] of [[rewind, now() <= first], [back, now() <= first], [on, now() >= last()]]) node.setAttribute("aria-disabled", String(off));
    },
  };
}

// A number for the box: separators, no unit.
function boxed(number, digits) {
  const sign = number < 0 ? "−" : "";
  return sign + written(Math.abs(number), 0, digits);
}

function numberField(spec, id, onInput, unset, ready, { readNumber, otherUnit }) {
  const low = spec.min * spec.scale;
  let high = spec.max * spec.scale;
  const step = spec.step === null ? null : spec.step * spec.scale;
  const digits = step === null ? 0 : decimalsOf(step);

  // Slider position ↔ shown number. A logarithmic slider has equal stops of equal ratio.
  const tidy = (number) => {
    const stepped = step === null ? Number(number.toPrecision(3)) : Number((low + Math.round((number - low) / step) * step).toFixed(digits));
    return Math.min(high, Math.max(low, stepped));
  };
  const toPosition = (number) => (spec.log ? (LOG_STOPS * Math.log(number / low)) / Math.log(high / low) : number);
  const fromPosition = (position) => tidy(spec.log ? low * (high / low) ** (position / LOG_STOPS) : position);

  const error = make("p", { class: "cx-error", id: `${id}-error`, role: "alert" });
  const help = helpFor(spec, id);
  const described = [help.text?.id, error.id].filter(Boolean).join(" ");
  const slider = make("input", {
    type: "range", id, class: "cx-range", "aria-describedby": described, ...KEYS,
    min: spec.log ? 0 : low, max: spec.log ? LOG_STOPS : high, step: spec.log ? 1 : step,
  });
  const box = make("input", {
    type: "text", class: "cx-input cx-number", inputmode: low < 0 ? "text" : "decimal", autocomplete: "off", spellcheck: "false", role: "spinbutton",
    "aria-label": `${spec.label}, exact`, "aria-describedby": described, "aria-valuemin": low, "aria-valuemax": high, ...KEYS,
  });
  const node = make("div", { class: "cx-field", "data-control": spec.name },
    make("div", { class: "cx-field-head" }, make("label", { for: id }, spec.label), help.button),
    help.text,
    make("div", { class: "cx-pair" }, slider,
      make("span", { class: "cx-boxed", style: `--cx-letters: ${Math.max(boxed(high, digits).length, boxed(low, digits).length) + spec.unit.length}` },
        spec.unit === "$" ? make("span", { class: "cx-unit", "aria-hidden": "true" }, "$") : null,
        box,
        spec.unit && spec.unit !== "$" ? make("span", { class: "cx-unit", "aria-hidden": "true" }, spec.unit) : null)),
    error);

  let current;
  const paint = () => {
    const share = (toPosition(current) - slider.min) / (slider.max - slider.min);
    slider.style.setProperty("--cx-share", `${Math.max(0, Math.min(1, share)) * 100}%`);
    slider.setAttribute("aria-valuetext", spec.play ? `${words(spec, current)} out of ${words(spec, high)}` : words(spec, current));
    player?.paint();
  };
  const player = spec.play ? transport(spec, {
    now: () => current, first: low, last: () => high, step, ready,
    go(number) {
      current = tidy(number);
      slider.value = toPosition(current);
      toBox();
      paint();
      onInput(current / spec.scale, { live: false });
    },
  }) : null;
  if (player) error.before(player.node);
  let committed;
  const toBox = () => {
    committed = box.value = boxed(step === null ? tidy(current) : current, Math.max(digits, 6));
    box.setAttribute("aria-valuenow", current);
  };
  const touched = () => node.classList.remove("cx-unset");
  // What the box itself says stays until the next number, whatever Python answers to the one that it took instead.
  let note = "";
  const complain = (text) => {
    note = text;
    if (error.textContent !== text) error.textContent = text;
    if (text) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  };
  let typing;

  const along = (event, x) => event.pointerType !== "touch" || Math.abs(event.clientX - x) > ALONG;
  // A finger sets a slider where it comes down, even if it only scrolls the page: what it sets waits until it goes along, or is let go.
  let finger = null;
  slider.addEventListener("pointerdown", (event) => (finger = event.pointerType === "touch" ? { x: event.clientX, was: slider.value } : null));
  slider.addEventListener("pointermove", (event) => {
    if (finger && along(event, finger.x)) finger = null;
  });
  slider.addEventListener("pointercancel", () => {
    if (finger) slider.value = finger.was;
    finger = null;
  });
  slider.addEventListener("pointerup", () => {
    const to = finger?.to;
    finger = null;
    if (to === undefined) return;
    slider.value = to;
    slid();
  });
  slider.addEventListener("input", () => {
    if (!finger) return slid();
    finger.to = slider.value;
    slider.value = finger.was;
  });
  function slid() {
    clearTimeout(typing);
    complain("");
    player?.pause();
    touched();
    current = fromPosition(Number(slider.value));
    onInput(current / spec.scale, { live: true }); // what is asked is on its way while the rest is written
    toBox();
    paint();
  }
  const inside = (number) => number >= low && number <= high;
  const take = (number, live) => {
    player?.pause();
    touched();
    current = number;
    slider.value = toPosition(number);
    paint();
    onInput(number / spec.scale, { live });
  };
  // What is typed is drawn once it rests, is a number and lies inside the limits; till then the last good view stays.
  const rest = () => {
    clearTimeout(typing);
    if (box.value === committed) return;
    const typed = readNumber(box.value, inside, spec.unit);
    if (typed === null || !inside(typed)) return;
    if (spec.whole && !Number.isInteger(typed)) return;
    committed = box.value;
    complain("");
    take(typed, true);
  };
  // Enter or leaving the box ends the typing: beyond an end it goes to that end, and says so.
  const commit = () => {
    clearTimeout(typing);
    if (box.value === committed) return toBox();
    const typed = readNumber(box.value, inside, spec.unit);
    if (typed === null) {
      const other = otherUnit(box.value, spec.unit);
      complain(other || (box.value.trim() ? `“${box.value.trim().slice(0, 20)}” cannot be read: enter a number, such as ${words(spec, current ?? low)}.` : "Enter a number."));
      committed = box.value;
      return;
    }
    // What counts things is whole: the picture counts no half, so the box does not say one.
    const meant = spec.whole ? Math.round(typed) : typed;
    const kept = Math.min(high, Math.max(low, meant));
    take(kept, false);
    toBox();
    complain(kept !== meant ? `${kept === high ? "Highest" : "Lowest"} here: ${words(spec, kept)}.` : kept !== typed ? "Whole numbers only." : "");
  };
  box.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(rest, TYPING_PAUSE_MS);
  });
  box.addEventListener("change", commit);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") commit();
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!way || current === undefined) return;
    event.preventDefault();
    const stop = spec.log ? fromPosition(toPosition(current) + way) : tidy(current + way * step);
    take(stop, true);
    toBox();
    complain("");
  });

  if (unset) {
    node.classList.add("cx-unset");
    slider.value = (Number(slider.min) + Number(slider.max)) / 2;
    slider.setAttribute("aria-valuetext", "nothing chosen yet");
  }
  return {
    node,
    inputs: [slider, box],
    error,
    note: () => note,
    /** Show a value that came from elsewhere. One that is no number is left as typed. */
    show(value) {
      if (value === null) return;
      if (value * spec.scale !== current) player?.pause();
      current = value * spec.scale;
      slider.value = toPosition(current);
      if (document.activeElement !== box) toBox();
      paint();
    },
    /** What a number in a sentence needs: the value so many stops on, the share of the way and the value there, the shown number. */
    step: (way) => (spec.log ? fromPosition(toPosition(current) + way) : tidy(current + way * step)) / spec.scale,
    share: () => (toPosition(current) - slider.min) / (slider.max - slider.min),
    at: (share) => fromPosition(Number(slider.min) + Math.max(0, Math.min(1, share)) * (slider.max - slider.min)) / spec.scale,
    now: () => current,
    /** Whether a pointer that came down at x means the number by now. */
    along,
    words: (value) => words(spec, value * spec.scale),
    /** The value a handle in a chart asks for, on this control's stops. */
    snap: (value) => tidy(Math.min(high, Math.max(low, value * spec.scale))) / spec.scale,
    /** How far it reaches now; nothing given: to its end. Returns the value, moved back if it lay beyond. */
    limit(value) {
      const most = Math.min(value ?? spec.max, spec.max) * spec.scale;
      if (most !== high) {
        high = most;
        slider.max = most;
        box.setAttribute("aria-valuemax", most);
        current = Math.min(current, most);
        slider.value = toPosition(current);
        if (document.activeElement !== box) toBox();
        paint();
      }
      return current / spec.scale;
    },
  };
}

/** How to share out so many in rows of these lengths at most `room`: the split into fewest rows whose lengths differ least. */
function shared(widths, room) {
  const tried = [];
  for (let cuts = 0; cuts < 2 ** (widths.length - 1); cuts += 1) {
    const rows = [[widths[0]]];
    widths.slice(1).forEach((width, i) => (cuts & (1 << i) ? rows.push([width]) : rows.at(-1).push(width)));
    const lengths = rows.map((row) => row.reduce((all, one) => all + one, 0));
    const fits = rows.length === widths.length || Math.max(...lengths) <= room;
    if (fits) tried.push({ rows, counts: rows.map((row) => row.length).join(), uneven: rows.length * 1e6 + Math.max(...lengths) - Math.min(...lengths) });
  }
  const least = Math.min(...tried.map(({ uneven }) => uneven));
  // Of those that are about as even: the full rows first.
  return tried.filter(({ uneven }) => uneven <= least + 40).sort((one, two) => (one.counts < two.counts ? 1 : -1))[0].rows;
}

/**
 * Segments beside each other, set closer if that helps; else in even rows, and where only two would share one, each in its own.
 * Measured in bold, as the chosen one is written: choosing moves nothing.
 */
function inRows(box) {
  const parts = [...box.children];
  let room = 0;
  new ResizeObserver(() => {
    const width = box.parentElement?.clientWidth ?? 0;
    if (!width || width === room) return;
    room = width;
    box.classList.remove("cx-tight", "cx-rows");
    box.classList.add("cx-measured");
    for (const part of parts) part.style.flexBasis = ""; // the share of a row that it had in another room
    const lay = () => shared(parts.map((part) => part.offsetWidth), room - 4); // the frame, and what widths are rounded by
    let rows = lay();
    if (rows.length > 1) {
      box.classList.add("cx-tight");
      rows = lay();
    }
    if (rows.length > 1 && rows.length >= parts.length - 1) rows = parts.map((part) => [part.offsetWidth]);
    box.classList.remove("cx-measured");
    box.classList.toggle("cx-rows", rows.length > 1);
    if (rows.length === parts.length) box.classList.remove("cx-tight");
    const shares = rows.flatMap((row) => {
      const all = row.reduce((sum, one) => sum + one, 0);
      const even = Math.max(...row) <= (room - 4) / row.length;
      return row.map((one) => Math.floor(10_000 * (even ? 1 / row.length : one / all)) / 100);
    });
    parts.forEach((part, i) => (part.style.flexBasis = rows.length > 1 ? `${shares[i]}%` : ""));
  }).observe(box);
  return box;
}

function choiceField(spec, id, onInput) {
  const error = make("p", { class: "cx-error", id: `${id}-error`, role: "alert" });
  const help = helpFor(spec, id);
  const described = [help.text?.id, error.id].filter(Boolean).join(" ");
  if (spec.options.length > 5) {
    const select = make("select", { id, class: "cx-input cx-select", "aria-describedby": described, ...KEYS });
    spec.options.forEach(([, label], i) => select.append(make("option", { value: i }, label)));
    select.selectedIndex = -1;
    select.addEventListener("change", () => onInput(spec.options[select.selectedIndex][0], { live: false }));
    const node = make("div", { class: "cx-field", "data-control": spec.name },
      make("div", { class: "cx-field-head" }, make("label", { for: id }, spec.label), help.button), help.text, select, error);
    return { node, inputs: [select], error, show: (value) => (select.selectedIndex = spec.options.findIndex(([v]) => v === value)), snap: (v) => v, words: (value) => spec.options.find(([v]) => v === value)?.[1] ?? "" };
  }
  const inputs = spec.options.map((_, i) => make("input", { type: "radio", name: id, value: i, id: `${id}-${i}`, class: "cx-hidden", "aria-describedby": described, ...KEYS }));
  const segments = spec.options.map(([, label], i) => make("span", { class: "cx-segment" }, inputs[i], make("label", { for: inputs[i].id }, label)));
  inputs.forEach((input, i) => input.addEventListener("change", () => onInput(spec.options[i][0], { live: false })));
  const legend = make("legend", { class: "cx-field-head" }, make("span", {}, spec.label), help.button);
  const node = make("fieldset", { class: "cx-field cx-oneof", "data-control": spec.name, hidden: spec.options.length < 2 }, legend, help.text, inRows(make("div", { class: "cx-segments" }, ...segments)), error);
  return { node, inputs, error, show: (value) => inputs.forEach((input, i) => (input.checked = spec.options[i][0] === value)), snap: (v) => v, words: (value) => spec.options.find(([v]) => v === value)?.[1] ?? "" };
}

function toggleField(spec, id, onInput) {
  const error = make("p", { class: "cx-error", id: `${id}-error`, role: "alert" });
  const help = helpFor(spec, id);
  const input = make("input", { type: "checkbox", id, class: "cx-check", "aria-describedby": [help.text?.id, error.id].filter(Boolean).join(" "), ...KEYS });
  input.addEventListener("change", () => onInput(input.checked, { live: false }));
  const node = make("div", { class: "cx-field cx-toggle", "data-control": spec.name },
    make("div", { class: "cx-field-head" }, input, make("label", { for: id }, spec.label), help.button), help.text, error);
  return { node, inputs: [input], error, show: (value) => (input.checked = value), snap: (v) => v, words: (value) => (value ? "on" : "off") };
}

const KINDS = { number: numberField, choice: choiceField, toggle: toggleField };

/**
 * A field for `spec` (a control's as_json); `unset`: it starts without a value; `ready`: whether a player may take its next step;
 * `reading`: the reader of typed numbers (the module of that name).
 * Returns {node, inputs, show, snap, complain, idle}, for a number also limit.
 */
export function createField(spec, onInput, { unset = false, ready = () => true, reading = null } = {}) {
  counter += 1;
  const field = KINDS[spec.kind](spec, `cx-control-${counter}`, onInput, unset, ready, reading);
  if (!unset) field.show(spec.value);
  const why = make("p", { class: "cx-idle-why cx-quiet cx-small", hidden: true });
  field.error.before(why);
  return {
    ...field,
    /** Say in the control's place why it changes nothing now; "" brings it back. */
    idle(text) {
      if (why.textContent !== text) why.textContent = text;
      hide(why, !text);
      field.node.classList.toggle("cx-idle", Boolean(text));
    },
    /** Say beside the control what is wrong with it; "" takes that back. */
    complain(from) {
      const text = from || field.note?.() || "";
      if (field.error.textContent !== text) field.error.textContent = text;
      for (const input of field.inputs) {
        if (text) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    },
  };
}
