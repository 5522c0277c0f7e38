// A trade plan: five cards that are checked while one writes, the losses as bars, the prices as a ladder, files, a day to walk through.
const SVG = "http://www.w3.org/2000/svg";

export async function render({ model, el, runtime }) {
  const { KEYS, button, follow, make, spoken, twoStep, uid } = await runtime.load("panelkit");
  const id = uid("planner");
  const send = (event, more = {}) => model.send({ event, ...more });

  function draw(tag, attributes, ...children) {
    const node = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  // -- one field -----------------------------------------------------------------------------------------------------------
  // Its box is made once and stays, so that a new state never takes the focus or what is being typed.
  const fields = new Map();
  function field(box, write) {
    const own = `${id}-field-${box.field}`;
    const error = make("p", { class: "cx-error", id: `${own}-error` });
    let input;
    if (box.kind === "choice") {
      input = make("select", { id: own, class: "cx-input cx-select", "aria-describedby": `${own}-error`, ...KEYS },
        ...box.options.map(([value, words]) => make("option", { value }, words)));
      input.addEventListener("change", () => write(input.value));
    } else {
      input = make("input", { id: own, type: "text", inputmode: box.kind === "number" ? "decimal" : "text", autocomplete: "off",
        maxlength: 600, class: "cx-input", "aria-describedby": `${own}-error`, ...KEYS });
      let told = null;
      const tell = () => {
        if (input.value === told) return;
        told = input.value;
        write(input.value);
      };
      input.addEventListener("focus", () => (told = input.value));
      input.addEventListener("change", tell);
      // JupyterLab keeps Enter from changing a field.
      input.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && tell());
    }
    const before = box.unit === "$" ? make("span", { class: "cx-plan-unit", "aria-hidden": "true" }, "$") : null;
    const after = box.unit && box.unit !== "$" ? make("span", { class: "cx-plan-unit", "aria-hidden": "true" }, box.unit) : null;
    const label = make("label", { for: own }, box.label, box.unit ? spoken({ $: ", in dollars", "%": ", in per cent", "×": ", in times" }[box.unit] ?? `, counted in ${box.unit}`) : null);
    const node = make("div", { class: box.wide ? "cx-plan-field cx-plan-wide" : "cx-plan-field" }, label,
      make("div", { class: "cx-plan-box" }, before, input, after), box.help ? make("p", { class: "cx-small cx-quiet" }, box.help) : null, error);
    fields.set(box.field, { input, error });
    return node;
  }
  function fill(box) {
    const { input, error } = fields.get(box.field);
    if (document.activeElement !== input || box.error === "") {
      if (input.value !== box.value && !(document.activeElement === input && input.dataset.typing)) input.value = box.value;
    }
    error.textContent = box.error;
    input.setAttribute("aria-invalid", String(Boolean(box.error)));
  }
  el.addEventListener("input", (event) => (event.target.dataset.typing = "yes"));
  el.addEventListener("change", (event) => delete event.target.dataset.typing);
  el.addEventListener("focusout", (event) => event.target.dataset && delete event.target.dataset.typing);

  // -- the five cards --------------------------------------------------------------------------------------------------------
  const cards = new Map();
  function card(state, number) {
    const mark = make("span", { class: "cx-plan-mark" });
    const told = make("p", { class: "cx-small cx-plan-told" });
    const list = make("ul", { class: "cx-plan-findings" });
    const write = (box) => (value) => send("write", { field: box.field, value });
    const more = state.more.boxes.length
      ? make("details", { class: "cx-details" }, make("summary", { ...KEYS }, state.more.title), make("div", { class: "cx-plan-fields" }, ...state.more.boxes.map((box) => field(box, write(box)))))
      : null;
    const node = make("section", { class: "cx-plan-card", id: `${id}-${state.key}`, "aria-labelledby": `${id}-${state.key}-head` },
      make("h4", { class: "cx-plan-head", id: `${id}-${state.key}-head` }, make("span", { class: "cx-plan-number", "aria-hidden": "true" }, String(number)), state.title, mark),
      make("div", { class: "cx-plan-fields" }, ...state.boxes.map((box) => field(box, write(box)))), more, told, list);
    cards.set(state.key, { node, mark, told, list });
    return node;
  }
  function fillCard(state) {
    const { node, mark, told, list } = cards.get(state.key);
    node.classList.toggle("cx-plan-broken", !state.holds);
    mark.textContent = state.holds ? "✓ holds" : "✕ does not hold";
    told.textContent = state.told;
    told.hidden = !state.told;
    list.replaceChildren(...state.findings.map((one) => make("li", { class: `cx-plan-${one.severity}` },
      make("span", { class: "cx-plan-sign", "aria-hidden": "true" }, one.sign), spoken(`${one.word}: `), one.text, make("span", { class: "cx-quiet" }, ` ${one.code}`))));
    list.hidden = !state.findings.length;
    for (const box of [...state.boxes, ...state.more.boxes]) fill(box);
  }

  /** Room for names of any length, once they are in the reader's language: the picture gets as wide as they are. */
  function widened(svg) {
    const { width, height } = svg.viewBox.baseVal;
    const ends = [...svg.querySelectorAll("text")].map((text) => Math.ceil(text.getBBox().x + text.getBBox().width) + 4);
    const needed = Math.max(width, ...ends);
    svg.setAttribute("viewBox", `0 0 ${needed} ${height}`);
    svg.style.maxWidth = `${needed}px`;
  }

  // -- losses and ladder -------------------------------------------------------------------------------------------------------
  const losses = make("div", { class: "cx-plan-losses" });
  function fillLosses(rows) {
    losses.hidden = !rows.length;
    losses.replaceChildren(make("h4", { class: "cx-plan-head" }, "What it may cost"), ...rows.map((row) => {
      const track = make("span", { class: "cx-plan-track", "aria-hidden": "true" }, make("span", { class: `cx-plan-bar cx-plan-bar-${row.name}`, style: `width: ${(100 * row.share).toFixed(1)}%` }),
        row.budget === null ? null : make("span", { class: "cx-plan-budget", style: `left: ${(100 * row.budget).toFixed(1)}%` }));
      return make("p", { class: "cx-plan-loss" }, make("span", {}, row.label), track, make("strong", {}, row.amount));
    }), make("p", { class: "cx-small cx-quiet" }, "The upright is what may be lost."));
  }
  const rungs = make("div", { class: "cx-plan-ladder" });
  const ROW = 26;
  function fillLadder(levels) {
    rungs.hidden = !levels.length;
    rungs.replaceChildren();
    if (!levels.length) return;
    // Names keep their distance; a line leads from each to its price.
    const high = Math.max(200, levels.length * ROW + 20);
    const want = levels.map((level) => 12 + (1 - level.at) * (high - 24));
    const at = [];
    want.forEach((y, i) => at.push(i ? Math.max(y, at[i - 1] + ROW) : y));
    for (let i = at.length - 1, foot = high - 10; i >= 0; i -= 1, foot = at[i + 1] - ROW) at[i] = Math.min(at[i], foot);
    const svg = draw("svg", { viewBox: `0 0 280 ${high}`, role: "img", "aria-label": `Prices, the highest first: ${levels.map((l) => `${l.name} ${l.label}`).join(", ")}` });
    svg.append(draw("line", { x1: 20, x2: 20, y1: 8, y2: high - 8, class: "cx-plan-rail" }));
    levels.forEach((level, i) => {
      const kind = level.name.replaceAll(/[^a-z]+/g, "-");
      svg.append(draw("line", { x1: 8, x2: 32, y1: want[i], y2: want[i], class: `cx-plan-rung cx-plan-rung-${kind}` }),
        draw("line", { x1: 32, x2: 48, y1: want[i], y2: at[i], class: "cx-plan-lead" }),
        draw("text", { x: 54, y: at[i] + 5, class: `cx-plan-name cx-plan-name-${kind}` }, `${level.label} ${level.name}`));
    });
    rungs.append(make("h4", { class: "cx-plan-head" }, "Prices"), svg);
    requestAnimationFrame(() => widened(svg));
  }

  // -- if and then ---------------------------------------------------------------------------------------------------------------
  const ifs = [];
  function contingency(rows) {
    return make("section", { class: "cx-plan-card", "aria-labelledby": `${id}-ifs` }, make("h4", { class: "cx-plan-head", id: `${id}-ifs` }, "If … then"),
      make("p", { class: "cx-small cx-quiet" }, "What you will do is easier to do when it is written before."),
      ...rows.map((_, row) => {
        const inputs = ["if", "then"].map((part) => {
          const input = make("input", { type: "text", class: "cx-input", maxlength: 600, autocomplete: "off", "aria-label": `${part}, line ${row + 1}`, ...KEYS });
          let told = null;
          const tell = () => {
            if (input.value === told) return;
            told = input.value;
            send("contingency", { row, part, value: input.value });
          };
          input.addEventListener("focus", () => (told = input.value));
          input.addEventListener("change", tell);
          input.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && tell());
          return input;
        });
        ifs.push(inputs);
        return make("div", { class: "cx-plan-if" }, make("span", { "aria-hidden": "true" }, "if"), inputs[0], make("span", { "aria-hidden": "true" }, "then"), inputs[1]);
      }));
  }

  // -- a day to walk through ---------------------------------------------------------------------------------------------------------
  const fate = make("div", { class: "cx-plan-fate" });
  function fillFate(lived) {
    fate.hidden = !lived;
    if (!lived) return;
    const wide = Math.max(300, el.clientWidth - 60);
    const [high, left] = [170, 4];
    const x = (share) => left + share * (wide - left - 150);
    const y = (share) => 12 + (1 - share) * (high - 24);
    const svg = draw("svg", { viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": `The price on that day. ${lived.words}` });
    const rows = lived.levels.map(([name, at, label]) => ({ name, label, at: y(at), text: y(at) })).sort((a, b) => a.at - b.at);
    rows.forEach((row, i) => (row.text = i ? Math.max(row.at, rows[i - 1].text + 16) : row.at));
    for (const row of rows) {
      svg.append(draw("line", { x1: x(0), x2: x(1), y1: row.at, y2: row.at, class: `cx-plan-rung cx-plan-rung-${row.name}` }),
        draw("text", { x: x(1) + 6, y: row.text + 4, class: `cx-plan-name cx-plan-small cx-plan-name-${row.name}` }, `${row.name} ${row.label}`));
    }
    svg.append(draw("polyline", { points: lived.points.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(" "), class: "cx-plan-path" }));
    const [a, b, how] = lived.end;
    if (how === "venue") {
      svg.append(draw("path", { d: `M${x(a) - 6} ${y(b) - 6}l12 12m0 -12l-12 12`, class: "cx-plan-cross" }));
    } else {
      svg.append(draw("circle", { cx: x(a), cy: y(b), r: 6, class: "cx-plan-end" }));
    }
    const parts = lived.words.split(/(\$[\d,.]+|[+−]\$[\d,.]+)/);
    fate.replaceChildren(make("p", { class: "cx-plan-said", role: "status" }, ...parts), svg, make("p", { class: "cx-small cx-quiet" }, lived.about));
    requestAnimationFrame(() => widened(svg));
  }

  // -- files ---------------------------------------------------------------------------------------------------------------------
  const file = make("input", { type: "file", accept: ".json,.md,.markdown,.txt,application/json,text/markdown", class: "cx-hidden", tabindex: "-1", "aria-label": "Plan file", ...KEYS });
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    file.value = "";
    if (!chosen) return;
    send("upload", { text: chosen.size > 4 * model.get("state").limit ? null : await chosen.text() });
  });
  const load = button("Open a file");
  load.addEventListener("click", () => file.click());
  const forms = [["json", "Save as JSON"], ["markdown", "Save as Markdown"], ["shared", "Save without amounts"], ["page", "Print"]].map(([form, words]) => {
    const node = button(words);
    node.addEventListener("click", () => send("export", { form }));
    return node;
  });
  function deliver({ name, type, text }) {
    if (name) {
      const url = URL.createObjectURL(new Blob([text], { type }));
      make("a", { href: url, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10000);
      return;
    }
    // A page of its own in a frame that nobody sees: it holds no scripts, and only what is printed.
    for (const old of el.querySelectorAll("iframe")) old.remove();
    const frame = make("iframe", { class: "cx-hidden", title: "The plan on paper", tabindex: "-1", "aria-hidden": "true" });
    frame.addEventListener("load", () => frame.contentWindow.print(), { once: true });
    frame.srcdoc = text;
    el.append(frame);
  }
  const hear = (content) => content.event === "file" && deliver(content);
  model.on("msg:custom", hear);

  // -- the whole ---------------------------------------------------------------------------------------------------------------------
  const heading = make("h3", { class: "cx-title", id });
  const dots = make("nav", { class: "cx-plan-dots", "aria-label": "The five lines" });
  const message = make("p", { class: "cx-small cx-plan-message" });
  const open = button("Open anyway", { class: "cx-button cx-button-plain" });
  open.addEventListener("click", () => send("unfold"));
  const closed = make("div", { class: "cx-plan-closed" }, make("p", { class: "cx-quiet" }, "The plan waits for your guess above."), open);
  const body = make("div", { class: "cx-plan-body" });
  const undo = button("Take back", { class: "cx-button cx-button-plain" });
  undo.addEventListener("click", () => send("back"));
  const empty = twoStep({ label: "Begin an empty plan", question: "Put this plan aside?", yes: "Yes, an empty one", no: "Keep it", act: () => send("begin") });
  const again = button("The plan from the question");
  again.addEventListener("click", () => send("example"));
  el.append(make("div", { class: "cx-card cx-planner", role: "group", "aria-labelledby": id }, heading, closed, body));

  let made = false;
  function build(state) {
    made = true;
    dots.append(...state.cards.map((one) => {
      const dot = button("", { class: "cx-plan-dot" });
      dot.addEventListener("click", () => {
        const { node } = cards.get(one.key);
        node.scrollIntoView({ block: "start", behavior: runtime.still() ? "auto" : "smooth" });
        node.querySelector("input, select").focus({ preventScroll: true });
      });
      return dot;
    }));
    const day = make("select", { class: "cx-input cx-plan-day", id: `${id}-day`, ...KEYS }, ...state.days.map(([value, words]) => make("option", { value }, words)));
    const walk = button("Walk it through that day", { class: "cx-button cx-button-primary" });
    walk.addEventListener("click", () => send("confront", { day: day.value }));
    const note = button("Write that into the plan");
    note.addEventListener("click", () => send("note_result"));
    fate.noted = note;
    const after = state.after.map((box) => field(box, (value) => send("write", { field: box.field, value })));
    body.append(dots, make("div", { class: "cx-plan-columns" },
      make("div", { class: "cx-plan-cards" }, ...state.cards.map((one, i) => card(one, i + 1))),
      make("aside", { class: "cx-plan-aside", "aria-label": "What the plan comes to" }, losses, rungs)),
    contingency(state.contingency),
    make("section", { class: "cx-plan-card", "aria-labelledby": `${id}-after` }, make("h4", { class: "cx-plan-head", id: `${id}-after` }, "Afterwards: what became of it"),
      make("div", { class: "cx-row" }, make("label", { for: `${id}-day` }, "Open it on"), day, walk), fate, make("div", { class: "cx-row" }, note),
      make("details", { class: "cx-details" }, make("summary", { ...KEYS }, "Fill, result, kept to it?"), make("div", { class: "cx-plan-fields" }, ...after))),
    make("div", { class: "cx-row cx-actions" }, ...forms, load, file, empty, again, undo), message);
  }

  const stop = follow({ model, el, runtime }, (state) => {
    closed.hidden = !state.waits;
    body.hidden = state.waits;
    heading.textContent = state.waits ? "Your plan" : state.verdict;
    if (state.waits) return;
    if (!made) build(state);
    state.cards.forEach((one, i) => {
      fillCard(one);
      dots.children[i].textContent = `${one.holds ? "✓" : "✕"} ${one.title}`;
      dots.children[i].setAttribute("aria-label", `${one.title}: ${one.holds ? "holds" : "does not hold"}. Go to it`);
      dots.children[i].classList.toggle("cx-plan-dot-broken", !one.holds);
    });
    fillLosses(state.losses);
    fillLadder(state.ladder);
    state.contingency.forEach((pair, row) => pair.forEach((words, part) => {
      const input = ifs[row][part];
      if (document.activeElement !== input) input.value = words;
    }));
    for (const box of state.after) fill(box);
    fillFate(state.lived);
    fate.noted.hidden = !state.lived;
    message.textContent = state.message;
    message.hidden = !state.message;
    undo.hidden = !state.undo;
  });
  return () => {
    model.off("msg:custom", hear);
    stop();
  };
}
