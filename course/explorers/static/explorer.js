// An explorer: controls, charts and the sentence that says what they show, from one message and at once.
const REST_MS = 400; // a sentence is spoken when the hand rests
const WAIT_MS = 1000; // silence of Python that is worth a word
const LOST = "If Python was restarted, run this cell again; on a web page, reload it.";
let viewCounter = 0;

// "**bold**" is the only mark a sentence has; everything else is text. A line never breaks between a minus and its dollar.
function marked(text) {
  const wrap = (tag, ...children) => {
    const node = document.createElement(tag);
    node.append(...children);
    return node;
  };
  const unbroken = (piece) => piece.split(/(−\$[\d.,]*\d)/).map((part, i) => {
    if (i % 2 === 0) return part;
    const amount = wrap("span", part);
    amount.className = "cx-nobreak";
    return amount;
  });
  return text.split(/\*\*([^*\n]+)\*\*/).flatMap((piece, i) => (i % 2 ? [wrap("strong", ...unbroken(piece))] : unbroken(piece)));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages that are not served securely have no clipboard: the old way.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

export async function render({ model, el, runtime }) {
  const [{ createPanels, followFrames }, { createField, make }, { readNumber }] = await Promise.all([runtime.load("chart"), runtime.load("controls"), runtime.load("reading")]);
  const options = model.get("options");
  const view = `${(viewCounter += 1)}-${Math.random().toString(36).slice(2)}`;
  const values = Object.fromEntries(options.controls.map((spec) => [spec.name, spec.value]));

  // ------------------------------------------------------------ asking Python: one question at a time, the last value wins
  let turn = 0;
  let inFlight = 0;
  let next = null;
  let waiting;

  // After a restart JupyterLab refuses to send for what the old Python had made.
  function tell(event) {
    try {
      model.send(event);
      return true;
    } catch {
      status.textContent = LOST;
      return false;
    }
  }

  function ask(slide) {
    if (inFlight) {
      next = { slide };
      return;
    }
    turn += 1;
    if (!tell({ event: "set", view, turn, values: { ...values }, slide })) return;
    inFlight = turn;
    root.dataset.asking = "true";
    waiting = setTimeout(() => {
      root.classList.add("cx-waiting");
      status.textContent = "Waiting for Python …";
      waiting = setTimeout(() => (status.textContent = `No answer from Python: it may be busy with other cells. ${LOST}`), 9 * WAIT_MS);
    }, WAIT_MS);
  }

  function answered(answer) {
    if (answer !== inFlight) return;
    inFlight = 0;
    clearTimeout(waiting);
    root.classList.remove("cx-waiting");
    status.textContent = "";
    delete root.dataset.asking;
    if (next) {
      const { slide } = next;
      next = null;
      ask(slide);
    }
  }

  function turned(name, value, live) {
    values[name] = value;
    busy();
    ask(!live);
  }

  // ------------------------------------------------------------ what is on the page
  const fields = {};
  for (const spec of options.controls) fields[spec.name] = createField(spec, (value, { live }) => turned(spec.name, value, live), { ready: () => !inFlight, readNumber });

  const title = make("p", { class: "cx-title" });
  const subtitle = make("p", { class: "cx-subtitle" });
  const charts = make("div", {});
  const sentence = make("p", { class: "cx-sentence" });
  const error = make("p", { class: "cx-error", role: "alert" });
  const status = make("p", { class: "cx-quiet cx-small cx-status", role: "status" });
  const reset = make("button", { type: "button", class: "cx-button", "data-lm-suppress-shortcuts": "true" }, "Reset");
  const again = make("button", { type: "button", class: "cx-button cx-button-plain cx-again", "data-lm-suppress-shortcuts": "true" }, "Guess again");
  again.addEventListener("click", () => {
    if (tell({ event: "again" })) question.node.querySelector("input, select")?.focus({ preventScroll: true });
  });
  const guessed = make("p", { class: "cx-guess", tabindex: "-1", hidden: true });
  const controls = make("div", { class: "cx-controls", role: "group", "aria-label": "Controls", hidden: !options.controls.length }, ...options.controls.map((spec) => fields[spec.name].node), reset);
  const extras = make("div", { class: "cx-extras" });
  // On a phone the picture stays in sight while the controls under it are moved.
  const figure = make("div", { class: "cx-figure" }, error, guessed, title, subtitle, charts);
  const said = make("div", { class: "cx-words" }, sentence, extras);
  const open = make("div", { class: options.controls.length ? "cx-open cx-beside" : "cx-open" }, controls, figure, said);
  const root = make("div", { class: "cx-explorer cx-card", role: "group", "aria-labelledby": `${view}-name`, "data-explorer": options.name },
    make("h3", { class: "cx-name", id: `${view}-name` }, options.title), open, status);
  el.append(root);

  reset.addEventListener("click", () => {
    for (const spec of options.controls) {
      values[spec.name] = spec.value;
      fields[spec.name].show(spec.value);
    }
    busy();
    ask(true);
  });

  const code = disclosure("Show me the code", "Hide the code");
  const listing = make("code", {});
  const copied = make("button", { type: "button", class: "cx-button cx-copy", "data-lm-suppress-shortcuts": "true" }, "Copy");
  copied.addEventListener("click", async () => {
    await copy(listing.textContent);
    copied.textContent = "Copied";
    runtime.announce("Code copied");
    setTimeout(() => (copied.textContent = "Copy"), 1500);
  });
  code.body.append(make("pre", { class: "cx-code", tabindex: "0", "aria-label": "Python code of this view" }, listing), copied);
  const numbers = disclosure("Show the numbers", "Hide the numbers", (isOpen) => tell({ event: "table", open: isOpen }));
  code.button.hidden = !options.code;
  numbers.button.hidden = true;
  extras.append(make("div", { class: "cx-row" }, code.button, numbers.button), code.body, numbers.body);

  function disclosure(show, hide, changed) {
    viewCounter += 1;
    const body = make("div", { class: "cx-disclosed", id: `cx-disclosed-${viewCounter}`, hidden: true });
    const button = make("button", { type: "button", class: "cx-button cx-button-plain", "aria-expanded": "false", "aria-controls": body.id, "data-lm-suppress-shortcuts": "true" }, show);
    button.addEventListener("click", () => {
      body.hidden = !body.hidden;
      button.setAttribute("aria-expanded", String(!body.hidden));
      button.textContent = body.hidden ? show : hide;
      changed?.(!body.hidden);
    });
    return { button, body };
  }

  function showTable({ columns, rows, left_out: leftOut }) {
    const head = make("tr", {}, ...columns.map((column) => make("th", { scope: "col" }, column)));
    const body = rows.map((row) => make("tr", {}, ...row.map((cell, i) => make(i ? "td" : "th", i ? {} : { scope: "row" }, cell))));
    const table = make("table", { class: "cx-table" }, make("caption", { class: "cx-hidden" }, `${options.title}: the numbers`), make("thead", {}, head), make("tbody", {}, ...body));
    const rest = leftOut ? make("p", { class: "cx-quiet cx-small" }, `and ${leftOut} more rows`) : null;
    numbers.body.replaceChildren(make("div", { class: "cx-scroll", tabindex: "0", role: "region", "aria-label": "The numbers" }, table), ...(rest ? [rest] : []));
  }

  // ------------------------------------------------------------ the question before the chart
  const question = options.prediction && askFirst(options.prediction);
  if (question) root.insertBefore(question.node, open);

  function askFirst(spec) {
    let answer;
    const field = createField(spec.control, (value) => {
      answer = value;
      field.complain("");
      lock.setAttribute("aria-disabled", String(value === null));
    }, { unset: true, readNumber });
    const lock = make("button", { type: "button", class: "cx-button cx-button-primary", "aria-disabled": "true", "data-lm-suppress-shortcuts": "true" }, spec.lock);
    lock.addEventListener("click", () => {
      if (answer === undefined || answer === null) field.complain("Make your guess first: it need not be right.");
      else tell({ event: "predict", value: answer });
    });
    const asked = make("p", { class: "cx-question" });
    asked.append(...marked(spec.question));
    const node = make("div", { class: "cx-prediction" },
      make("p", { class: "cx-eyebrow" }, "Your guess first"), asked, field.node,
      make("div", { class: "cx-row" }, lock, make("span", { class: "cx-quiet cx-small" }, "The chart opens when it is locked, and your guess stays beside it.")));
    return { node, field };
  }

  // ------------------------------------------------------------ handles: dragging in a chart turns a control
  const panels = createPanels({
    el: charts,
    runtime,
    prepare(panel, index) {
      for (const [name, where] of Object.entries(options.handles)) {
        const [what, at = "0"] = where.split("@");
        if (Number(at) !== index) continue;
        const pull = (value) => {
          if (typeof value !== "number" || !Number.isFinite(value)) return;
          const snapped = fields[name].snap(value);
          if (snapped === values[name]) return;
          fields[name].show(snapped);
          turned(name, snapped, true);
        };
        if (what === "x" || what === "y") panel.onDrag(what, pull, () => values[name]);
        else panel.onSignal(what, (value) => pull(Array.isArray(value) ? value[0] : value));
      }
    },
  });

  // ------------------------------------------------------------ what Python shows
  let resting;
  let spoken = "";
  function busy() {
    clearTimeout(resting);
    resting = setTimeout(() => {
      const text = `${title.textContent}. ${sentence.textContent}`;
      if (inFlight) return busy();
      if (text !== spoken) runtime.announce(text);
      spoken = text;
    }, REST_MS);
  }

  followFrames(model, (frame, tables) => {
    const opens = open.hidden && !frame.closed;
    open.hidden = frame.closed;
    if (question) {
      question.node.hidden = !frame.closed;
      if (frame.guess_error) question.field.complain(frame.guess_error);
    }
    const mine = frame.echo?.[0] === view;
    if (!mine && !inFlight) {
      for (const [name, value] of Object.entries(frame.values)) {
        values[name] = value;
        fields[name].show(value);
      }
    }
    if (frame.limits) {
      for (const { name, kind } of options.controls) {
        if (kind === "number") {
          const kept = fields[name].limit(frame.limits[name]);
          if (values[name] > kept) values[name] = kept;
        }
      }
    }
    for (const [name, field] of Object.entries(fields)) field.complain(name === frame.error_control ? frame.error : "");
    if (frame.idle) for (const [name, field] of Object.entries(fields)) field.idle(frame.idle[name] ?? "");
    root.classList.toggle("cx-stale", Boolean(frame.error));
    const general = frame.error_control ? "" : frame.error;
    if (error.textContent !== general) error.textContent = general;
    if (frame.guess !== undefined) {
      guessed.hidden = false;
      guessed.replaceChildren(frame.guessed ? `You guessed on ${frame.guessed}: ` : "Your guess: ", make("strong", {}, frame.guess), " ", again);
    }
    if (!frame.closed) {
      if (frame.panels) panels.design(frame.panels);
      panels.show(tables, frame.slide);
      if (frame.sentence !== undefined) {
        title.replaceChildren(...marked(frame.title));
        title.hidden = !frame.title;
        subtitle.replaceChildren(...marked(frame.subtitle));
        subtitle.hidden = !frame.subtitle;
        sentence.replaceChildren(...marked(frame.sentence));
        listing.textContent = frame.code;
        numbers.button.hidden = !frame.has_table;
      }
      if (frame.table) showTable(frame.table);
    }
    // The button that was pressed is gone: go on where its answer stands.
    if (opens && root.contains(document.activeElement)) {
      guessed.focus({ preventScroll: true });
      busy();
    }
    if (mine) answered(frame.echo[1]);
  });
  spoken = `${title.textContent}. ${sentence.textContent}`;
  model.on("msg:custom", (content) => {
    if (content.event === "failed") answered(inFlight);
  });

  return () => {
    clearTimeout(waiting);
    clearTimeout(resting);
    panels.destroy();
  };
}
