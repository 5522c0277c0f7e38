// A quiz, a review or a diagnostic: options, how sure, an explanation at once, or a result at the end. Each question opens after the one before it.
const GROUPS = [["held", "Worth another look"], ["other", "Wrong in another way"], ["guessed", "Right, but a guess"], ["cleared", "Right, and not by a guess"]];

export async function render({ model, el, runtime }) {
  const { KEYS, button, follow, lessonLink, make, rich, spoken, uid } = await runtime.load("panelkit");
  const id = uid("quiz");

  const heading = make("h3", { class: "cx-title", id });
  const intro = make("p", { class: "cx-quiet" });
  const waiting = make("ul", { class: "cx-waiting", hidden: true }); // what comes before it
  const list = make("div", { class: "cx-items" });
  const place = make("p", { class: "cx-quiet cx-small cx-place" });
  const back = button("Back");
  const forward = button("Next");
  const steps = make("div", { class: "cx-row cx-steps" }, back, place, forward);
  const result = make("div", { class: "cx-result", tabindex: "-1" });
  const far = make("p", { class: "cx-quiet cx-small cx-far" }); // of a quiz that opens question by question
  const card = make("div", { class: "cx-card cx-quiz", role: "group", "aria-labelledby": id }, heading, intro, waiting, far, list, steps, result);
  el.append(card);

  let at = 0; // the item that is shown, one at a time
  let drawn = []; // the state each item was drawn from
  let latest;

  function radio(name, value, content, picked, disabled, onPick, attributes = {}) {
    const input = make("input", { type: "radio", name, value, ...KEYS, disabled, checked: picked });
    input.addEventListener("change", () => onPick(value));
    return make("label", { class: "cx-choice", ...attributes }, input, content);
  }

  function drawItem(item, number, state) {
    const own = uid("item");
    const done = item.chosen !== null;
    const explained = done && item.correct !== null;
    const picked = { option: item.chosen, confidence: item.confidence };
    const hint = make("p", { class: "cx-quiet cx-small" });
    const send = button("Answer", { class: "cx-button cx-button-primary", "aria-disabled": "true" });
    const ready = () => picked.option !== null && picked.confidence !== null;
    const review = () => {
      send.setAttribute("aria-disabled", String(!ready()));
      hint.textContent = ready() ? "" : picked.option === null ? "Choose an answer." : "And how sure are you?";
    };

    const stem = make("div", { class: "cx-stem", id: `${own}-stem`, tabindex: "-1" },
      item.note ? rich("p", { class: "cx-about" }, item.note) : null,
      state.oneAtATime && explained ? make("p", { class: "cx-about" }, `Question ${number + 1}`) : null,
      rich("div", { class: "cx-said" }, item.stem));
    const options = make("div", { class: "cx-options", role: "radiogroup", "aria-labelledby": `${own}-stem` },
      ...item.options.map((option, i) => {
        const told = option.correct !== null;
        const mark = !told ? "" : option.correct ? "cx-choice-right" : i === item.chosen ? "cx-choice-wrong" : "";
        const mine = i === item.chosen;
        const words = told && option.correct ? (mine ? "your answer, and right" : "the right answer") : mine && done ? "your answer" : "";
        const content = make("span", { class: "cx-choice-text" }, rich("span", {}, option.text),
          words ? make("span", { class: "cx-choice-mark" }, `${option.correct ? "✓ " : told ? "✕ " : ""}${words}`) : null);
        return radio(`${own}-option`, i, content, i === item.chosen, done, (value) => { picked.option = value; review(); }, { class: `cx-choice ${mark}` });
      }));
    const sure = make("div", { class: "cx-sure", role: "radiogroup", "aria-label": "How sure are you?" },
      make("span", { class: "cx-small cx-quiet", "aria-hidden": "true" }, "How sure are you?"),
      ...state.confidence.map(({ value, word }) =>
        radio(`${own}-sure`, value, make("span", {}, word), value === item.confidence, done, (v) => { picked.confidence = v; review(); }, { class: "cx-choice cx-choice-small" })));
    send.addEventListener("click", () => {
      if (ready()) model.send({ event: "choose", item: number, option: picked.option, confidence: picked.confidence });
      else runtime.announce(hint.textContent);
    });
    review();

    const node = make("div", { class: "cx-item", role: "group", "aria-label": `Question ${number + 1} of ${state.items.length}` }, stem, options,
      explained ? null : sure);
    if (!done) node.append(make("div", { class: "cx-row" }, send, hint));
    if (explained) node.append(explanation(item, state));
    return node;
  }

  function explanation(item, state) {
    const sure = state.feedback ? "" : ` You said: ${state.confidence.find(({ value }) => value === item.confidence)?.within ?? ""}.`;
    const chosen = item.options[item.chosen];
    const right = item.options.find((option) => option.correct);
    const others = item.options.filter((option) => option !== chosen && option !== right && option.explain);
    const box = make("div", { class: `cx-reply cx-reply-${item.correct ? "right" : "wrong"}`, tabindex: "-1" },
      make("p", { class: "cx-reply-head" }, make("span", { class: "cx-sign", "aria-hidden": "true" }, item.correct ? "✓" : "✕"), make("strong", {}, (item.correct ? "Right." : "Not right.") + sure)),
      rich("div", {}, chosen.explain));
    if (!item.correct && right.explain) {
      box.append(make("p", { class: "cx-because" }, make("strong", {}, "The right answer: "), rich("span", {}, right.text)), rich("div", {}, right.explain));
    }
    if (others.length) {
      box.append(make("details", { class: "cx-details" }, make("summary", { ...KEYS }, "And the others?"),
        make("dl", {}, ...others.flatMap((option) => [rich("dt", {}, option.text), rich("dd", {}, option.explain)]))));
    }
    return box;
  }

  function showResult(state) {
    result.hidden = !state.result;
    if (!state.result) return;
    const { text, gain, rows, notes, sure, groups } = state.result;
    const once = button(state.feedback ? "Once more" : "Take it again");
    once.addEventListener("click", () => {
      at = 0;
      model.send({ event: "again" });
    });
    const group = (kind, title) => {
      const found = rows.filter((row) => row.state === kind);
      if (!found.length) return null;
      return make("section", { class: `cx-beliefs cx-beliefs-${kind}` }, make("h4", {}, `${title} (${found.length})`), make("ul", {}, ...found.map(belief)));
    };
    result.replaceChildren(...[
      rich("p", { class: "cx-score" }, text),
      gain ? rich("p", {}, gain) : null,
      ...(notes ?? []).map((note) => rich("p", {}, note)),
      sure ? sureness(sure) : null,
      ...(groups ?? GROUPS).map(([kind, title]) => group(kind, title)),
      state.result.again ? make("div", { class: "cx-row" }, once) : null,
      atTheEnd(state) ? make("h4", { class: "cx-every" }, "Question by question") : null,
    ].filter(Boolean));
    // What was said at the end stands above every question with its answer; a count of practice below them.
    if (atTheEnd(state)) list.before(result);
  }

  function sureness(rows) {
    return make("table", { class: "cx-sureness" }, make("caption", {}, "How sure you were, and how often that was right"),
      make("thead", {}, make("tr", {}, ...["You said", "The first time", "Now"].map((word) => make("th", { scope: "col" }, word)))),
      make("tbody", {}, ...rows.map((row) => make("tr", {}, make("th", { scope: "row" }, row.word), make("td", {}, row.before), make("td", {}, row.after)))));
  }

  function belief(row) {
    return make("li", { class: row.certain ? "cx-belief cx-belief-certain" : "cx-belief" },
      make("p", { class: "cx-belief-said" }, row.state === "other" ? row.belief : `“${row.belief}”`),
      row.correction ? make("p", {}, row.correction) : null,
      make("p", { class: "cx-small cx-quiet" }, `${row.said}.`, ...(row.lesson ? [" Lesson: ", row.lesson.file ? lessonLink(model, row.lesson.file, { class: "cx-link" }, row.lesson.title) : row.lesson.title] : [])));
  }

  // A diagnostic tells nothing before its end, and then stands there whole.
  const atTheEnd = (state) => state.oneAtATime && !state.feedback;

  function showSteps(state) {
    const many = state.oneAtATime && state.items.length > 1;
    const all = Boolean(state.result) && atTheEnd(state);
    steps.hidden = !many || all;
    far.hidden = true;
    if (!state.oneAtATime) {
      const open = state.items.findIndex((item) => item.chosen === null);
      [...list.children].forEach((node, i) => (node.hidden = open >= 0 && i > open));
      far.textContent = `Question ${open + 1} of ${state.items.length}`;
      far.hidden = open < 0 || state.items.length < 2;
      return;
    }
    [...list.children].forEach((node, i) => (node.hidden = !all && i !== at));
    const answered = state.items.filter((item) => item.chosen !== null).length;
    place.textContent = `Question ${at + 1} of ${state.items.length} · ${answered} answered`;
    back.setAttribute("aria-disabled", String(at === 0));
    forward.setAttribute("aria-disabled", String(at === state.items.length - 1));
  }
  function go(to) {
    if (to < 0 || to >= latest.items.length) return;
    at = to;
    showSteps(latest);
    list.children[at].querySelector(".cx-stem").focus();
  }
  back.addEventListener("click", () => go(at - 1));
  forward.addEventListener("click", () => go(at + 1));

  return follow({ model, el, runtime }, (state) => {
    const first = latest === undefined;
    latest = state;
    heading.textContent = state.title;
    intro.innerHTML = state.intro;
    intro.hidden = !state.intro || Boolean(state.result && state.oneAtATime);
    waiting.hidden = !state.waiting;
    waiting.replaceChildren(...(state.waiting ?? []).map(({ text, met }) => make("li", { class: met ? "cx-met" : "cx-unmet" },
      make("span", { class: "cx-sign", "aria-hidden": "true" }, met ? "✓" : "○"), ` ${text}`, make("span", { class: "cx-hidden" }, met ? " (done)" : " (not yet)"))));
    card.hidden = !state.items.length && !state.waiting;
    const mine = el.contains(document.activeElement);
    let answered = null;
    state.items.forEach((item, i) => {
      const key = JSON.stringify(item);
      if (drawn[i] === key) return;
      const node = drawItem(item, i, state);
      if (list.children[i]) list.children[i].replaceWith(node);
      else list.append(node);
      if (drawn[i] !== undefined && item.chosen !== null) answered = i;
      drawn[i] = key;
    });
    while (list.children.length > state.items.length) list.lastChild.remove();
    drawn.length = state.items.length;
    if (first && state.oneAtATime) at = Math.max(0, state.items.findIndex((item) => item.chosen === null));
    showResult(state);
    showSteps(state);
    if (answered === null || !mine) return;
    if (!atTheEnd(state)) list.children[answered].querySelector(".cx-reply")?.focus();
    else if (state.result) result.focus();
    else go(nextOpen(state, answered));
  });

  function nextOpen(state, from) {
    const order = state.items.map((_, i) => (from + 1 + i) % state.items.length);
    return order.find((i) => state.items[i].chosen === null) ?? from;
  }
}
