// An exercise: the task, its starter, hints one at a time, the solution when asked for twice, the last verdict.
const DOTS = ["●○○", "●●○", "●●●"];

export async function render({ model, el, runtime }) {
  const { KEYS, button, codeBlock, follow, make, rich, spoken, twoStep, uid } = await runtime.load("panelkit");
  const id = uid("exercise");

  const meta = make("p", { class: "cx-about" });
  const heading = make("h3", { class: "cx-title", id });
  const prompt = make("div", { class: "cx-said" });
  const starter = make("details", { class: "cx-details" }, make("summary", { ...KEYS }, "Starter code"));
  const verdict = make("div", { class: "cx-verdict-slot" });
  const hints = make("ol", { class: "cx-hints", "aria-label": "Hints" });
  const solution = make("div", { class: "cx-solution" });
  const hint = button("Hint");
  hint.addEventListener("click", () => model.send({ event: "hint" }));
  const reveal = twoStep({
    label: "Show the solution",
    question: "Sure? You learn most by one more try.",
    yes: "Show it",
    no: "I try again",
    act: () => model.send({ event: "solution" }),
  });
  const actions = make("div", { class: "cx-row cx-actions" }, hint, reveal);
  const pointer = make("p", { class: "cx-note" },
    "You write this one in JupyterLab, where the same lesson has its code: start it with ", make("code", {}, "python3 -m course lab"), ".");
  el.append(make("div", { class: "cx-card cx-exercise", role: "group", "aria-labelledby": id },
    meta, heading, prompt, pointer, starter, verdict, hints, solution, actions));

  let shown = {};
  return follow({ model, el, runtime }, (state) => {
    meta.replaceChildren(
      make("span", {}, "Exercise"),
      make("span", {}, make("span", { "aria-hidden": "true", class: "cx-dots" }, DOTS[state.difficulty - 1]), ` ${state.difficultyWord}`),
      make("span", {}, `about ${state.minutes} min`),
      ...(state.done ? [make("span", { class: "cx-done" }, "✓ solved")] : []),
    );
    heading.textContent = state.title;
    if (shown.prompt !== state.prompt) prompt.innerHTML = state.prompt;
    pointer.hidden = state.code;
    for (const node of [starter, actions]) node.hidden = !state.code;
    if (shown.starter !== state.starter) {
      starter.querySelector(".cx-code-block")?.remove();
      starter.append(codeBlock(state.starter, runtime, "starter code"));
    }
    if (shown.verdict !== state.verdict) verdict.innerHTML = state.verdict;
    verdict.hidden = !state.verdict;
    const has = hints.children.length;
    for (const text of state.hints.slice(has)) hints.append(rich("li", {}, text));
    hints.hidden = state.hints.length === 0;
    const total = state.hints.length + state.hintsLeft;
    hint.textContent = state.hintsLeft ? `Hint ${state.hints.length + 1} of ${total}` : "No more hints";
    hint.setAttribute("aria-disabled", String(state.hintsLeft === 0));
    if (shown.solution !== state.solution && state.solution) {
      solution.replaceChildren(make("p", { class: "cx-about" }, make("span", {}, "One way to solve it")), codeBlock(state.solution, runtime, "solution"));
    }
    solution.hidden = !state.solution;
    reveal.hidden = Boolean(state.solution);
    shown = state;
  });
}
