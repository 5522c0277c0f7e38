// A drill: a question with fresh numbers, a box for the answer, the worked way, dots towards mastery. Enter answers and goes on.
const OUTCOME = { right: ["✓", "Right"], wrong: ["✕", "Not right"], unreadable: ["?", "Try again"], unit: ["?", "Unit"] };

export async function render({ model, el, runtime }) {
  const { KEYS, button, follow, inLine, make, rich, spoken, uid } = await runtime.load("panelkit");
  const id = uid("drill");

  const heading = make("h3", { class: "cx-title", id });
  const number = make("p", { class: "cx-about" });
  const tabs = make("div", { class: "cx-tabs", role: "group", "aria-label": "Choose a drill" });
  const question = make("div", { class: "cx-said cx-ask", id: `${id}-question` });
  const input = make("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", class: "cx-input cx-answer", id: `${id}-input`,
    "aria-describedby": `${id}-question ${id}-note`, ...KEYS,
  });
  const before = make("span", { class: "cx-drill-unit", "aria-hidden": "true" });
  const after = make("span", { class: "cx-drill-unit", "aria-hidden": "true" });
  const label = make("label", { for: `${id}-input` });
  const check = button("Check", { type: "submit", class: "cx-button cx-button-primary" });
  const next = button("Next question", { class: "cx-button cx-button-primary" });
  const note = make("p", { class: "cx-quiet cx-small", id: `${id}-note` });
  const form = make("form", { class: "cx-drill-form", novalidate: true }, label,
    make("div", { class: "cx-row" }, make("span", { class: "cx-drill-box" }, before, input, after), check, next), note);
  const reply = make("div", { class: "cx-reply" });
  const card = make("div", { class: "cx-card cx-drill", role: "group", "aria-labelledby": id }, number, heading, tabs, question, form, reply);
  el.append(card);
  inLine(card, heading, "cx-drill");

  let asked, wasAnswered = false;
  function submit(event) {
    event.preventDefault();
    if (wasAnswered) return;
    if (!input.value.trim()) {
      runtime.announce("Type a number first.");
      input.focus();
      return;
    }
    model.send({ event: "answer", value: input.value });
  }
  form.addEventListener("submit", submit);
  // JupyterLab keeps Enter from submitting a form.
  input.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && submit(event));
  next.addEventListener("click", () => {
    model.send({ event: "next" });
    input.dataset.focus = "yes";
  });

  function dots(drill) {
    const marks = Array.from({ length: drill.of }, (_, i) => make("span", { class: i < drill.streak ? "cx-dot cx-dot-full" : "cx-dot" }));
    return make("span", { class: "cx-streak" }, make("span", { "aria-hidden": "true", class: "cx-streak-dots" }, ...marks), spoken(drill.words),
      drill.mastered ? make("span", { class: "cx-done", "aria-hidden": "true" }, "✓") : null);
  }

  function showTabs(state) {
    tabs.hidden = state.drills.length < 2;
    if (tabs.children.length !== state.drills.length) {
      tabs.replaceChildren(...state.drills.map((drill, i) => {
        const tab = button("", { class: "cx-tab" });
        tab.addEventListener("click", () => model.send({ event: "choose", drill: i }));
        return tab;
      }));
    }
    state.drills.forEach((drill, i) => {
      tabs.children[i].replaceChildren(make("span", {}, drill.title), dots(drill));
      tabs.children[i].setAttribute("aria-pressed", String(i === state.current));
    });
  }

  return follow({ model, el, runtime }, (state) => {
    const drill = state.drills[state.current];
    heading.textContent = drill.title;
    number.replaceChildren(make("span", { class: "cx-kind" }, "Drill"), make("span", { class: "cx-kind" }, `question ${state.number}`), drill.mastered ? make("span", { class: "cx-done" }, "✓ mastered") : make("span", { class: "cx-kind" }, "three in a row is mastery"),
      state.drills.length < 2 ? dots(drill) : "");
    showTabs(state);
    if (asked !== state.question) {
      question.innerHTML = state.question;
      input.value = "";
      asked = state.question;
    }
    const money = state.unit === "$";
    before.textContent = money ? "$" : "";
    after.textContent = money ? "" : state.unit;
    before.hidden = !money;
    after.hidden = money || !state.unit;
    label.textContent = "Your answer";
    if (state.unit) label.append(spoken({ $: " in dollars", "%": " in per cent", "×": " in times" }[state.unit] ?? ` counted in ${state.unit}`));
    note.textContent = state.tolerance;
    const answered = state.answered;
    input.readOnly = answered;
    input.setAttribute("aria-invalid", String(Boolean(state.reply) && !answered));
    check.hidden = answered;
    next.hidden = !answered;
    note.hidden = answered;
    reply.hidden = !state.reply;
    if (state.reply) {
      const [sign, word] = OUTCOME[state.reply.outcome];
      reply.className = `cx-reply cx-reply-${state.reply.outcome}`;
      reply.replaceChildren(
        make("p", { class: "cx-reply-head" }, make("span", { class: "cx-sign", "aria-hidden": "true" }, sign), spoken(`${word}: `), rich("span", {}, state.reply.text)),
        ...(state.reply.worked ? [rich("div", { class: "cx-worked" }, state.reply.worked)] : []),
      );
    }
    if (answered && !wasAnswered && form.contains(document.activeElement)) next.focus();
    if (!answered && input.dataset.focus) {
      delete input.dataset.focus;
      input.focus();
    }
    wasAnswered = answered;
  });
}
