// An explorer: controls, charts and the sentence that says what they show, from one message and at once.
const REST_MS = 400; // a sentence is spoken when the hand rests
const AHEAD_MS = 40; // a hand that rests so long may go one stop on or back next
const HASTY_MS = 100; // one that did not even rest so long before its last turn would be in the way of what it asks for
const WAIT_MS = 1000; // silence of Python that is worth a word
const LOST = "If Python was restarted, run this cell again; on a web page, reload it.";
const STARTING = "Python is starting: this is answered as soon as it is there.";
const starting = () => document.documentElement.dataset.python === "starting"; // said by a page that runs its own
const FOLDED = "cx-folded"; // told to the page: a picture has been folded or opened

const waiting = new Set(); // what waits for a guess
/** The page knows whether anything waits for a guess: a style that looked for it would search the page at every change. */
function waits(root, does) {
  waiting[does ? "add" : "delete"](root);
  document.documentElement.toggleAttribute("data-guesses", waiting.size > 0);
}

let viewCounter = 0;
let held; // the view whose control was last in a hand

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

// Other controls (of another portfolio, say) make another view; everything else changes in place.
export async function render(context) {
  const { model, el } = context;
  const controls = () => JSON.stringify(model.get("options").controls);
  let shown = controls();
  const touched = new Map(); // what a hand has turned and Python has not answered yet: control → {value, turn that told it}
  let stop = await view(context, touched);
  let drawing = Promise.resolve();
  const anew = () => {
    if (controls() === shown) return;
    shown = controls();
    drawing = drawing.then(async () => {
      stop();
      el.replaceChildren();
      stop = await view(context, touched);
    });
  };
  model.on("change:options", anew);
  return () => {
    model.off("change:options", anew);
    stop();
  };
}

/** Whether a control of this kind may be set to `value`. */
function takes({ kind, min, max, options }, value) {
  if (kind === "number") return typeof value === "number" && value >= min && value <= max;
  return kind === "choice" ? options.some(([option]) => option === value) : typeof value === "boolean";
}

/** What plays comes first: one thing to press before anything to set. */
const inOrder = (specs) => [...specs].sort((one, two) => Boolean(two.play) - Boolean(one.play));

/** What is folded under one heading stands together under it; it opens by itself once something in it is not as it began. */
function folds(specs, fields, make) {
  const groups = new Map();
  const nodes = [];
  for (const spec of inOrder(specs)) {
    const { node } = fields[spec.name];
    if (!spec.fold) {
      nodes.push(node);
      continue;
    }
    if (!groups.has(spec.fold)) {
      const inside = make("div", { class: "cx-controls" });
      const details = make("details", { class: "cx-tucked" }, make("summary", { "data-lm-suppress-shortcuts": "true" }, spec.fold), inside);
      groups.set(spec.fold, { details, inside, specs: [] });
      nodes.push(details);
    }
    const group = groups.get(spec.fold);
    group.inside.append(node);
    group.specs.push(spec);
  }
  const open = (values) => {
    for (const { details, specs: held } of groups.values()) if (held.some(({ name, value }) => values[name] !== value)) details.open = true;
  };
  return { nodes, open };
}

/** Charts that lie beside each other where there is no room for all: a button to the next and one back, while there is one. */
function turnOver(charts, make) {
  const turn = (way, label, text) => {
    const button = make("button", { type: "button", class: `cx-button cx-swipe cx-swipe-${label}`, "aria-label": text, "data-lm-suppress-shortcuts": "true", hidden: true }, make("span", { "aria-hidden": "true" }, way > 0 ? "›" : "‹"));
    button.addEventListener("click", () => {
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      charts.scrollBy({ left: way * 0.88 * charts.clientWidth, behavior: still ? "auto" : "smooth" });
    });
    return button;
  };
  const next = turn(1, "next", "Next picture");
  const back = turn(-1, "back", "Previous picture");
  const node = make("div", { class: "cx-swipes" }, next, back);
  const look = () => {
    const rest = charts.childElementCount > 1 ? charts.scrollWidth - charts.clientWidth : 0; // a handle may stick out of one
    for (const [button, there, other] of [[next, charts.scrollLeft < rest - 8, back], [back, charts.scrollLeft > 8, next]]) {
      if (!there && document.activeElement === button) other.hidden = false, other.focus({ preventScroll: true });
      button.hidden = !there;
    }
    charts.classList.toggle("cx-more", !next.hidden);
    charts.classList.toggle("cx-less", !back.hidden);
  };
  charts.addEventListener("scroll", look, { passive: true });
  const watch = new ResizeObserver(look);
  watch.observe(charts);
  return { node, destroy: () => watch.disconnect() };
}

async function view({ model, el, runtime }, touched) {
  const [{ createPanels, followFrames }, { createField, hide, make }, reading, { createSentence, marked, retell }, share] = await Promise.all(
    ["chart", "controls", "reading", "sentence", "share"].map((name) => runtime.load(name)));
  const options = model.get("options");
  const self = `${(viewCounter += 1)}-${Math.random().toString(36).slice(2)}`;
  const values = Object.fromEntries(options.controls.map((spec) => [spec.name, spec.value]));

  // ------------------------------------------------------------ asking Python: one question at a time, the last value wins
  // Told is what a hand has turned here and no more: what stands beside it may be older than what Python knows. Until the answer
  // comes it belongs to the hand, whatever other frames say.
  let turn = 0;
  let inFlight = 0;
  let next = null;
  const results = {}; // where results with a handle stand
  let drawn = values; // what the controls were set to for the picture that stands there
  let waiting;

  // After a restart JupyterLab refuses to send for what the old Python had made.
  function tell(event) {
    try {
      model.send(event);
      if (starting() && event.event !== "place") status.textContent = STARTING;
      return true;
    } catch {
      status.textContent = LOST;
      return false;
    }
  }

  function ask(slide, pull = null) {
    hasty = inFlight > 0 || performance.now() - answeredAt < HASTY_MS;
    if (inFlight) {
      next = { slide, pull };
      return;
    }
    const known = !pull && foreseen.get(keyOf(values));
    if (known) {
      settle(known.frame);
      picture(known.frame, known.tables, slide);
    }
    turn += 1;
    const told = {};
    for (const [name, hand] of touched) {
      told[name] = hand.value;
      hand.turn = turn;
    }
    if (!tell({ event: pull ? "pull" : "set", view: self, turn, values: told, slide, ...pull })) return;
    inFlight = turn;
    root.dataset.asking = "true";
    waiting = setTimeout(() => {
      root.classList.add("cx-waiting");
      if (starting()) return;
      status.textContent = "Waiting for Python …";
      waiting = setTimeout(() => (status.textContent = `No answer from Python: it may be busy with other cells. ${LOST}`), 9 * WAIT_MS);
    }, WAIT_MS);
  }

  /** What was told up to this question is no longer the hand's alone. */
  function release(answer) {
    for (const [name, hand] of touched) if (hand.turn && hand.turn <= answer) touched.delete(name);
  }

  function answered(answer) {
    if (answer !== inFlight) return;
    release(answer);
    inFlight = 0;
    answeredAt = performance.now();
    clearTimeout(waiting);
    root.classList.remove("cx-waiting");
    status.textContent = "";
    delete root.dataset.asking;
    if (next) {
      const { slide, pull } = next;
      next = null;
      ask(slide, pull);
    }
  }

  // ------------------------------------------------------------ what Python says before it is asked
  // One stop on and one back from where the hand rests are known here by the time it goes there: then the picture waits for nobody.
  // Python is told of the turn as of every other, and what it answers counts.
  const foreseen = new Map(); // values of all controls → {frame, tables}
  const keyOf = (set) => JSON.stringify(options.controls.map(({ name }) => set[name]));
  let hand = null; // the control that was last held, and the way it went
  let way = 1;
  const questions = new Map(); // number of a question → the values that it is about
  let asked = 0;
  let looking;
  let hasty = false;
  let answeredAt = -Infinity;

  function lookAhead() {
    clearTimeout(looking);
    looking = setTimeout(() => {
      const { step } = fields[hand] ?? {};
      if (inFlight || held !== self || !step || starting()) return;
      for (const value of [step(way), step(-way)]) {
        const key = keyOf({ ...values, [hand]: value });
        if (value === values[hand] || foreseen.has(key)) continue;
        asked += 1;
        questions.set(asked, key);
        try {
          model.send({ event: "ahead", view: self, turn: asked, values: { [hand]: value } });
        } catch {
          return; // whoever turns is told that Python is gone
        }
      }
    }, hasty ? REST_MS : AHEAD_MS);
  }

  function foresee(frame, tables) {
    const [view, number] = frame.echo;
    if (view === self && questions.has(number)) foreseen.set(questions.get(number), { frame, tables });
  }

  /** Another frame is on show: nothing is known of what follows it. */
  function forget() {
    foreseen.clear();
    questions.clear();
    lookAhead();
  }

  function takeUp(name) {
    hand = name;
    held = self;
  }

  function hold(name, value) {
    if (name === hand) way = value < values[name] ? -1 : 1;
    takeUp(name);
    values[name] = value;
    touched.set(name, { value, turn: 0 });
  }

  function turned(name, value, live) {
    hold(name, value);
    ask(!live);
    busy();
  }

  // ------------------------------------------------------------ what is on the page
  const fields = {};
  for (const spec of options.controls) fields[spec.name] = createField(spec, (value, { live }) => turned(spec.name, value, live), { ready: () => !inFlight, reading });

  const title = make("p", { class: "cx-title" });
  const subtitle = make("p", { class: "cx-subtitle" });
  // On a phone what it holds for stands under the picture and scrolls away, so that the finding, the picture and a control share a screen.
  const under = make("p", { class: "cx-subtitle cx-under" });
  const charts = make("div", {});
  const swipes = turnOver(charts, make);
  const sentence = make("p", { class: "cx-sentence" });
  const error = make("p", { class: "cx-error", role: "alert" });
  const status = make("p", { class: "cx-quiet cx-small cx-status", role: "status" });
  const reset = make("button", { type: "button", class: "cx-button", "data-lm-suppress-shortcuts": "true" }, "Reset");
  const again = make("button", { type: "button", class: "cx-button cx-button-plain cx-again", "data-lm-suppress-shortcuts": "true" }, "Guess again");
  again.addEventListener("click", () => {
    if (tell({ event: "again" })) question.node.querySelector("input, select")?.focus({ preventScroll: true });
  });
  const guessed = make("p", { class: "cx-guess", tabindex: "-1", hidden: true });
  const tucked = folds(options.controls, fields, make);
  const controls = make("div", { class: "cx-controls", role: "group", "aria-label": "Controls", hidden: !options.controls.length }, ...tucked.nodes, reset);
  const extras = make("div", { class: "cx-extras" });
  const foot = make("div", { class: "cx-row" });
  // On a phone the picture stays in sight while the controls under it are moved.
  const figure = make("div", { class: "cx-figure" }, error, guessed, title, subtitle, swipes.node, charts);
  const tasks = make("ul", { class: "cx-tasks", "aria-label": "To find", hidden: !options.tasks.length });
  const ticks = Object.fromEntries(options.tasks.map(([name, text]) => {
    const tick = make("li", { class: "cx-task", "data-task": name }, make("span", { class: "cx-tick", "aria-hidden": "true" }), make("span", {}, ...marked(text)), make("span", { class: "cx-hidden" }));
    return [name, tick];
  }));
  tasks.append(...Object.values(ticks));
  const said = make("div", { class: "cx-words" }, sentence, tasks, extras);
  const open = make("div", { class: options.controls.length ? "cx-open cx-beside" : "cx-open" }, controls, figure, under, said);
  const heading = make("h3", { class: "cx-name", id: `${self}-name`, tabindex: "-1" }, options.title);
  // What was set in another picture of the lesson, to be taken over here.
  const offer = make("button", { type: "button", class: "cx-button cx-offer", "data-lm-suppress-shortcuts": "true", hidden: true });
  offer.addEventListener("click", () => {
    if (!tell({ event: "take" })) return;
    heading.focus({ preventScroll: true });
    busy();
  });
  const mine = options.form.length ? own(options.form) : null;
  // Keys go the way of the eye: the controls stand beside the picture, before it, or in a narrow column below it.
  const order = new ResizeObserver(() => {
    const after = getComputedStyle(open).display === "flex" ? under : null;
    if (controls.previousElementSibling === after) return;
    const focused = document.activeElement;
    if (after) after.after(controls);
    else open.prepend(controls);
    if (controls.contains(focused)) focused.focus({ preventScroll: true });
  });
  if (options.controls.length) order.observe(open);
  controls.addEventListener("focusin", ({ target }) => {
    const name = target.closest("[data-control]")?.dataset.control;
    if (!name) return;
    takeUp(name);
    lookAhead();
  });

  /** The learner's own numbers: told once, taken by a press. */
  function own(form) {
    const given = Object.fromEntries(form.map((spec) => [spec.name, spec.value]));
    const boxes = Object.fromEntries(form.map((spec) => [spec.name, createField(spec, (value) => (given[spec.name] = value), { reading })]));
    const plain = { type: "button", class: "cx-button cx-button-plain", "data-lm-suppress-shortcuts": "true" };
    const words = make("p", { class: "cx-small cx-own-words" });
    const use = make("button", { ...plain }, "Use your numbers");
    const change = make("button", { ...plain, "aria-expanded": "false" }, "Use your own numbers …");
    const wrong = make("p", { class: "cx-error", role: "alert" });
    const keep = make("button", { type: "button", class: "cx-button cx-button-primary", "data-lm-suppress-shortcuts": "true" }, "Keep and use them");
    const forget = make("button", { ...plain }, "Forget them");
    const about = make("p", { class: "cx-quiet cx-small" }, "A position of your own, as your app shows it. It is kept with your progress and offered in other lessons.");
    const ask = make("div", { class: "cx-own-form", hidden: true }, about, ...form.map((spec) => boxes[spec.name].node), make("div", { class: "cx-row" }, keep, forget));
    const row = make("div", { class: "cx-row" }, use, change);
    const node = make("div", { class: "cx-own" }, words, row, wrong, ask);
    const open = (now) => {
      ask.hidden = !now;
      change.setAttribute("aria-expanded", String(now));
    };
    const act = (name) => {
      if (!tell({ event: "own", act: name, values: { ...given } })) return;
      acted = name;
      busy();
    };
    let acted = "";
    use.addEventListener("click", () => act("take"));
    change.addEventListener("click", () => open(ask.hidden));
    keep.addEventListener("click", () => act("tell"));
    forget.addEventListener("click", () => act("forget"));
    return {
      node,
      show({ words: text, fits, on, told, filled, refused }) {
        words.textContent = text && (on ? `${text}.` : text);
        hide(words, !text);
        node.classList.toggle("cx-own-on", on);
        hide(use, !fits || on);
        change.textContent = told ? "Change them" : "Use your own numbers …";
        hide(forget, !told);
        wrong.textContent = refused;
        if (acted && !refused) {
          if (!ask.hidden) change.focus({ preventScroll: true });
          open(false);
        }
        acted = "";
        if (!ask.hidden) return; // somebody is writing there
        for (const [name, value] of Object.entries(filled)) {
          given[name] = value;
          boxes[name].show(value);
        }
      },
    };
  }
  const root = make("div", { class: "cx-explorer cx-card", role: "group", "aria-labelledby": `${self}-name`, "data-explorer": options.name },
    heading, offer, open, status);
  el.append(root);

  // ------------------------------------------------------------ folded: a question above waits, or it lies off the core path
  const fold = make("div", { class: "cx-fold cx-row", hidden: true });
  heading.after(fold);
  let folded = "";
  function showFold(why) {
    if (why === folded) return;
    folded = why;
    root.dataset.folded = why;
    waits(root, why === "guess");
    fold.hidden = !why;
    heading.textContent = why === "deeper" ? `Deeper: ${options.title}` : options.title;
    const button = make("button", { type: "button", class: "cx-button cx-button-plain", "data-lm-suppress-shortcuts": "true" }, why === "guess" ? "Open anyway" : "Open");
    button.addEventListener("click", () => {
      if (tell({ event: "unfold" })) heading.focus({ preventScroll: true });
    });
    // What waits for the guess is said once, beside the question: here stands its name.
    fold.replaceChildren(...(why === "deeper" ? [make("span", { class: "cx-quiet cx-small" }, `${options.minutes} min`)] : []), button);
    document.dispatchEvent(new Event(FOLDED));
  }

  reset.addEventListener("click", () => {
    for (const spec of options.controls) {
      hold(spec.name, spec.value);
      fields[spec.name].show(spec.value);
    }
    busy();
    ask(true);
  });

  // On a phone each is the one word that tells it from the others, so that all stand in one line.
  const EXPLAIN = ["Explain", "Hide the explanation", "Explain"];
  const BASIS = ["What it rests on", "Hide what it rests on", "Basis"]; // where nothing is to be explained
  const explain = disclosure(...EXPLAIN);
  const explanation = make("p", { class: "cx-explain" });
  const basis = make("p", { class: "cx-explain cx-quiet" });
  explain.body.append(explanation, basis);
  explain.button.hidden = true;
  const code = disclosure("Show me the code", "Hide the code", "Code");
  const listing = make("code", {});
  const copied = make("button", { type: "button", class: "cx-button cx-copy", "data-lm-suppress-shortcuts": "true" }, "Copy");
  copied.addEventListener("click", async () => {
    await copy(listing.textContent);
    copied.textContent = "Copied";
    runtime.announce("Code copied");
    setTimeout(() => (copied.textContent = "Copy"), 1500);
  });
  code.body.append(make("pre", { class: "cx-code", tabindex: "0", "aria-label": "Python code of this view" }, listing), copied);
  const numbers = disclosure("Show the numbers", "Hide the numbers", "Numbers", (isOpen) => tell({ event: "table", open: isOpen }));
  code.button.hidden = !options.code;
  numbers.button.hidden = true;
  const link = make("button", { type: "button", class: "cx-button cx-button-plain", "data-label": "Link", "data-lm-suppress-shortcuts": "true", hidden: !document.querySelector("meta[name=course-page]") }, "Copy link");
  link.addEventListener("click", async () => {
    await copy(share.address(options.name, values));
    link.textContent = "Link copied";
    runtime.announce("Link to this view copied");
    setTimeout(() => (link.textContent = "Copy link"), 1500);
  });
  const keep = make("button", { type: "button", class: "cx-button cx-button-plain", "data-label": "Picture", "data-lm-suppress-shortcuts": "true" }, "Save picture");
  keep.addEventListener("click", () => {
    const style = getComputedStyle(root);
    const look = { paper: style.getPropertyValue("--cx-paper"), ink: style.getPropertyValue("--cx-ink"), quiet: style.getPropertyValue("--cx-quiet-text"), font: style.fontFamily };
    const set = options.controls.map((spec) => `${spec.label}: ${fields[spec.name].words(drawn[spec.name])}`).join(" · ");
    const about = `${document.title} · ${new Date().toISOString().slice(0, 10)}${link.hidden ? "" : ` · ${location.host}${location.pathname}`}`;
    const above = [{ text: title.textContent || options.title, size: 19, weight: 700 }, { text: subtitle.textContent, size: 13, quiet: true }];
    const below = [{ text: sentence.textContent, size: 15 }, { text: set, size: 12, quiet: true }, { text: basis.textContent, size: 12, quiet: true }, { text: about, size: 12, quiet: true }];
    const full = (parts) => parts.filter(({ text }) => text);
    share.save(share.picture(charts, full(above), full(below), look), options.name);
  });
  foot.append(explain.button, code.button, numbers.button, link, keep);
  // What is opened stands under what opens it.
  extras.append(foot, explain.body, code.body, numbers.body, ...(mine ? [mine.node] : []));

  /** A button and what it opens; `brief` is its name on a phone. */
  function disclosure(show, hide, brief, changed) {
    viewCounter += 1;
    const body = make("div", { class: "cx-disclosed", id: `cx-disclosed-${viewCounter}`, hidden: true });
    const button = make("button", { type: "button", class: "cx-button cx-button-plain", "aria-expanded": "false", "aria-controls": body.id, "data-label": brief, "data-lm-suppress-shortcuts": "true" }, show);
    const name = () => (button.textContent = body.hidden ? show : hide);
    button.addEventListener("click", () => {
      body.hidden = !body.hidden;
      button.setAttribute("aria-expanded", String(!body.hidden));
      name();
      changed?.(!body.hidden);
    });
    const rename = (...names) => {
      if (names[0] === show) return;
      [show, hide, brief] = names;
      button.dataset.label = brief;
      name();
    };
    return { button, body, rename };
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
      if (value !== null && staged) tell({ event: "place", value });
    }, { unset: true, reading });
    const lock = make("button", { type: "button", class: "cx-button cx-button-primary", "aria-disabled": "true", "data-lm-suppress-shortcuts": "true" }, spec.lock);
    lock.addEventListener("click", () => {
      if (answer === undefined || answer === null) field.complain("Make your guess first: it need not be right.");
      else tell({ event: "predict", value: answer });
    });
    // The guess is dragged in the picture too, while it is open.
    const place = (value) => {
      const snapped = field.snap(value);
      if (snapped === answer) return;
      field.show(snapped);
      field.node.classList.remove("cx-unset");
      answer = snapped;
      lock.setAttribute("aria-disabled", "false");
      tell({ event: "place", value: snapped });
    };
    const asked = make("p", { class: "cx-question" });
    asked.append(...marked(spec.question));
    const skip = make("button", { type: "button", class: "cx-button cx-button-plain cx-skip", "data-lm-suppress-shortcuts": "true" }, "Go on without a guess");
    const on = make("span", { class: "cx-quiet cx-small", role: "status" });
    skip.addEventListener("click", () => tell({ event: "unfold" }) && (on.textContent = "The lesson goes on below; this question stays open."));
    if (asked.textContent.endsWith(spec.control.label)) field.node.classList.add("cx-asked"); // not the same words twice
    // On a page of the course all that waits is this lesson's: how much that is, is said here and nowhere else.
    const ahead = make("p", { class: "cx-quiet cx-small cx-ahead", hidden: true });
    const count = () => {
      const waiting = document.querySelectorAll(".cx-explorer[data-folded=guess]").length;
      ahead.hidden = !waiting;
      ahead.textContent = waiting === 1 ? "Your guess opens one picture below." : `Your guess opens ${waiting} pictures below.`;
    };
    if (document.querySelector("meta[name=course-page]")) {
      document.addEventListener(FOLDED, count);
      count();
    }
    const node = make("div", { class: "cx-prediction" },
      make("p", { class: "cx-eyebrow" }, "Your guess first"), asked, field.node,
      make("div", { class: "cx-row" }, lock, skip, on), ahead);
    return { node, field, place, answer: () => answer ?? spec.control.value, destroy: () => document.removeEventListener(FOLDED, count) };
  }

  let staged = false;

  // ------------------------------------------------------------ handles: dragging in a chart turns a control
  const panels = createPanels({
    el: charts,
    runtime,
    prepare(panel, index) {
      panel.onPoint((test) => saying.point(test));
      const [channel, where = "0"] = (options.prediction?.handle ?? "").split("@");
      if (staged && channel && Number(where) === index) {
        const [a, b] = options.prediction.axis;
        panel.onDrag(channel, (value) => staged && question.place((value - a) / b), () => a + b * question.answer());
      }
      if (staged) return;
      for (const [name, place] of Object.entries(options.pulls)) {
        const [what, at = "0"] = place.split("@");
        if (Number(at) === index) panel.onDrag(what, (to) => { busy(); ask(false, { name, to }); }, () => results[name], name);
      }
      for (const [name, where] of Object.entries(options.handles)) {
        const [what, at = "0"] = where.split("@");
        if (Number(at) !== index) continue;
        const pull = (value) => {
          if (typeof value !== "number" || !Number.isFinite(value)) return;
          const snapped = fields[name].snap(value);
          if (snapped === values[name]) return;
          turned(name, snapped, true);
          fields[name].show(snapped);
        };
        if (what === "x" || what === "y") panel.onDrag(what, pull, () => values[name]);
        else panel.onSignal(what, (value) => pull(Array.isArray(value) ? value[0] : value));
      }
    },
  });

  // ------------------------------------------------------------ what Python shows
  let designs;
  const specs = Object.fromEntries(options.controls.map((spec) => [spec.name, spec]));
  const turnTo = (name, value) => {
    if (value === values[name]) return;
    turned(name, value, true);
    fields[name].show(value);
  };
  const saying = createSentence(sentence, fields, specs, turnTo, (marks) => panels.light(marks));
  const explaining = createSentence(explanation, fields, specs, turnTo, () => {});
  let resting;
  let spoken = "";
  function busy() {
    clearTimeout(resting);
    resting = setTimeout(() => {
      const text = `${title.textContent}. ${sentence.textContent}`;
      if (inFlight) return busy();
      if (options.rests || root.querySelector(".cx-task:not(.cx-found)")) tell({ event: "rest" });
      if (text !== spoken) runtime.announce(text);
      spoken = text;
    }, REST_MS);
  }

  const written = new Map();
  /** A text on the page; one that stands there already is left alone, and with it the layout. */
  function write(node, text) {
    if (written.get(node) === text) return;
    written.set(node, text);
    retell(node, marked(text));
    hide(node, !text);
  }

  /** What the controls are set to in a frame, and how far they reach there. What a hand has turned since stays the hand's. */
  function settle(frame) {
    if (!frame.error) drawn = frame.values;
    for (const [name, at] of Object.entries(frame.pulls ?? {})) results[name] = at ?? NaN;
    for (const [name, value] of Object.entries(frame.values)) {
      if (value === null || value === values[name] || touched.has(name)) continue;
      values[name] = value;
      fields[name].show(value);
    }
    tucked.open(values);
    if (frame.limits) {
      for (const { name, kind } of options.controls) {
        if (kind === "number") {
          const kept = fields[name].limit(frame.limits[name]);
          if (values[name] > kept) values[name] = kept;
        }
      }
    }
    if (frame.idle) for (const [name, field] of Object.entries(fields)) field.idle(frame.idle[name] ?? "");
  }

  function picture(frame, tables, slide) {
    panels.show(tables, slide);
    if (frame.sentence === undefined) return;
    write(title, frame.title);
    for (const node of [subtitle, under]) write(node, frame.subtitle);
    saying.show(frame.sentence, frame.turns, frame.lights);
    explaining.show(frame.explain, frame.explain_turns);
    write(basis, frame.basis);
    hide(explanation, !frame.explain);
    explain.rename(...(frame.explain || !frame.basis ? EXPLAIN : BASIS));
    hide(explain.button, !frame.explain && !frame.basis);
    if (explain.button.hidden) hide(explain.body, true);
    retell(listing, [frame.code]);
    hide(numbers.button, !frame.has_table);
  }

  const unfollow = followFrames(model, (frame, tables) => {
    forget();
    if (status.textContent === STARTING) status.textContent = "";
    const opens = (open.hidden || staged) && !frame.closed;
    if (staged !== frame.staged && frame.panels === undefined) frame.panels = designs;
    staged = frame.staged;
    hide(open, frame.closed && !staged);
    root.classList.toggle("cx-staged", staged);
    showFold(frame.folded);
    offer.textContent = frame.offer;
    hide(offer, !frame.offer);
    mine?.show(frame.own);
    for (const [name, tick] of Object.entries(ticks)) {
      const found = frame.found.includes(name);
      tick.classList.toggle("cx-found", found);
      tick.lastChild.textContent = found ? " (found)" : "";
    }
    for (const name of frame.news ?? []) runtime.announce(`Found: ${options.tasks.find(([other]) => other === name)[1]}`);
    if (question) {
      hide(question.node, !frame.closed);
      if (frame.guess_error) question.field.complain(frame.guess_error);
    }
    const ours = frame.echo?.[0] === self;
    if (ours) release(frame.echo[1]);
    settle(frame);
    for (const [name, field] of Object.entries(fields)) field.complain(name === frame.error_control ? frame.error : "");
    root.classList.toggle("cx-stale", Boolean(frame.error));
    const general = frame.error_control ? "" : frame.error;
    if (error.textContent !== general) error.textContent = general;
    if (frame.guess !== undefined) {
      hide(guessed, false);
      const of = frame.guess_of ? `, ${frame.guess_of}: ` : ": ";
      guessed.replaceChildren((frame.guessed ? `You guessed on ${frame.guessed}` : "Your guess") + of, make("strong", {}, frame.guess), " ", again);
    }
    if (frame.panels) designs = frame.panels;
    if (!frame.closed || staged) {
      if (frame.panels) panels.design(frame.panels);
      picture(frame, tables, frame.slide);
      if (frame.table) showTable(frame.table);
    }
    // The button that was pressed is gone: go on where its answer stands.
    if (opens && root.contains(document.activeElement)) {
      guessed.focus({ preventScroll: true });
      busy();
    }
    if (ours) answered(frame.echo[1]);
    if (frame.note) status.textContent = frame.note;
  }, foresee);
  spoken = `${title.textContent}. ${sentence.textContent}`;

  // An address may ask for a view, of the page that it names: once when it is opened, and whenever it is pasted over an open page.
  const asks = () => {
    const wished = document.querySelector("meta[name=course-page]") && share.asked(location.hash, options.controls);
    if (wished?.name !== options.name) return;
    if (folded) tell({ event: "unfold" });
    for (const [name, value] of Object.entries(wished.values)) {
      hold(name, value);
      fields[name].show(value);
    }
    ask(false);
    setTimeout(() => root.scrollIntoView({ block: "start" }));
  };
  if (!model.wished) asks();
  model.wished = true;
  window.addEventListener("hashchange", asks);
  // Drawn anew with other controls: what a hand has turned meanwhile is told again, where the control is still there and takes it.
  for (const [name, { value }] of touched) {
    if (specs[name] && takes(specs[name], value)) {
      hold(name, value);
      fields[name].show(value);
    } else touched.delete(name);
  }
  if (touched.size && !inFlight) ask(false);
  const hear = (content) => content.event === "failed" && answered(inFlight);
  model.on("msg:custom", hear);

  return () => {
    waits(root, false);
    unfollow();
    question?.destroy();
    swipes.destroy();
    order.disconnect();
    window.removeEventListener("hashchange", asks);
    model.off("msg:custom", hear);
    clearTimeout(waiting);
    clearTimeout(resting);
    clearTimeout(looking);
    panels.destroy();
  };
}
