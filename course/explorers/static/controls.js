// Form controls with real labels, units and an error line: createField(spec, onInput) for number, choice and toggle.
// onInput(value, {live}) — live while a slider is being moved or a number typed, not when something jumps.
let counter = 0;
const LOG_STOPS = 200;
const TYPING_PAUSE_MS = 700;

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
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

// A value as a screen reader should say it; the same words as Number.shown in Python.
function words(spec, shown) {
  const exact = decimalsOf(spec.step === null ? Number(shown.toPrecision(4)) : shown);
  const digits = spec.unit === "$" && exact ? Math.max(2, exact) : exact;
  const text = Math.abs(shown).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const sign = shown < 0 ? "−" : "";
  if (spec.unit === "$") return `${sign}$${text}`;
  return sign + text + (["", "×", "°"].includes(spec.unit) ? "" : " ") + spec.unit;
}

function numberField(spec, id, onInput, unset) {
  const low = spec.min * spec.scale;
  const high = spec.max * spec.scale;
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
    type: "number", class: "cx-input cx-number", inputmode: "decimal", step: step ?? "any", "aria-label": `${spec.label}, exact`, "aria-describedby": described, ...KEYS,
    min: low, max: high,
  });
  const node = make("div", { class: "cx-field", "data-control": spec.name },
    make("div", { class: "cx-field-head" }, make("label", { for: id }, spec.label), help.button),
    help.text,
    make("div", { class: "cx-pair" }, slider,
      make("span", { class: "cx-boxed" },
        spec.unit === "$" ? make("span", { class: "cx-unit", "aria-hidden": "true" }, "$") : null,
        box,
        spec.unit && spec.unit !== "$" ? make("span", { class: "cx-unit", "aria-hidden": "true" }, spec.unit) : null)),
    error);

  let current;
  const paint = () => {
    const share = (toPosition(current) - slider.min) / (slider.max - slider.min);
    slider.style.setProperty("--cx-share", `${Math.max(0, Math.min(1, share)) * 100}%`);
    slider.setAttribute("aria-valuetext", words(spec, current));
  };
  let committed;
  const toBox = () => (committed = box.value = step === null ? String(tidy(current)) : String(Number(current.toFixed(Math.max(digits, 6)))));
  const touched = () => node.classList.remove("cx-unset");
  let typing;

  slider.addEventListener("input", () => {
    clearTimeout(typing);
    touched();
    current = fromPosition(Number(slider.value));
    toBox();
    paint();
    onInput(current / spec.scale, { live: true });
  });
  // A number being typed passes through others ("2", "25"): those inside the limits are shown at once, the rest after a pause.
  const commit = () => {
    clearTimeout(typing);
    if (box.value === committed) return;
    committed = box.value;
    const typed = box.value === "" ? null : Number(box.value);
    if (typed !== null && typed >= low && typed <= high) {
      touched();
      current = typed;
      slider.value = toPosition(typed);
      paint();
    }
    onInput(typed === null ? null : typed / spec.scale, { live: false });
  };
  box.addEventListener("input", () => {
    clearTimeout(typing);
    const typed = Number(box.value);
    if (box.value !== "" && typed >= low && typed <= high) commit();
    else typing = setTimeout(commit, TYPING_PAUSE_MS);
  });
  box.addEventListener("change", commit);

  if (unset) {
    node.classList.add("cx-unset");
    slider.value = (Number(slider.min) + Number(slider.max)) / 2;
    slider.setAttribute("aria-valuetext", "nothing chosen yet");
  }
  return {
    node,
    inputs: [slider, box],
    error,
    /** Show a value that came from elsewhere. One that is no number is left as typed. */
    show(value) {
      if (value === null) return;
      current = value * spec.scale;
      slider.value = toPosition(current);
      if (document.activeElement !== box) toBox();
      paint();
    },
    /** The value a handle in a chart asks for, on this control's stops. */
    snap: (value) => tidy(Math.min(high, Math.max(low, value * spec.scale))) / spec.scale,
  };
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
    return { node, inputs: [select], error, show: (value) => (select.selectedIndex = spec.options.findIndex(([v]) => v === value)), snap: (v) => v };
  }
  const inputs = spec.options.map((_, i) => make("input", { type: "radio", name: id, value: i, id: `${id}-${i}`, class: "cx-hidden", "aria-describedby": described, ...KEYS }));
  const segments = spec.options.map(([, label], i) => make("span", { class: "cx-segment" }, inputs[i], make("label", { for: inputs[i].id }, label)));
  inputs.forEach((input, i) => input.addEventListener("change", () => onInput(spec.options[i][0], { live: false })));
  const legend = make("legend", { class: "cx-field-head" }, make("span", {}, spec.label), help.button);
  const node = make("fieldset", { class: "cx-field cx-oneof", "data-control": spec.name }, legend, help.text, make("div", { class: "cx-segments" }, ...segments), error);
  return { node, inputs, error, show: (value) => inputs.forEach((input, i) => (input.checked = spec.options[i][0] === value)), snap: (v) => v };
}

function toggleField(spec, id, onInput) {
  const error = make("p", { class: "cx-error", id: `${id}-error`, role: "alert" });
  const help = helpFor(spec, id);
  const input = make("input", { type: "checkbox", id, class: "cx-check", "aria-describedby": [help.text?.id, error.id].filter(Boolean).join(" "), ...KEYS });
  input.addEventListener("change", () => onInput(input.checked, { live: false }));
  const node = make("div", { class: "cx-field cx-toggle", "data-control": spec.name },
    make("div", { class: "cx-field-head" }, input, make("label", { for: id }, spec.label), help.button), help.text, error);
  return { node, inputs: [input], error, show: (value) => (input.checked = value), snap: (v) => v };
}

const KINDS = { number: numberField, choice: choiceField, toggle: toggleField };

/** A field for `spec` (a control's as_json); `unset`: it starts without a value. Returns {node, inputs, show, snap, complain}. */
export function createField(spec, onInput, { unset = false } = {}) {
  counter += 1;
  const field = KINDS[spec.kind](spec, `cx-control-${counter}`, onInput, unset);
  if (!unset) field.show(spec.value);
  return {
    ...field,
    /** Say beside the control what is wrong with it; "" takes that back. */
    complain(text) {
      if (field.error.textContent !== text) field.error.textContent = text;
      for (const input of field.inputs) {
        if (text) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    },
  };
}
