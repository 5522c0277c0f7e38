// An exercise: the task, its starter, hints one at a time, the solution when asked for twice, the last verdict.
const DOTS = ["●○○", "●●○", "●●●"];

export async function render({ model, el, runtime }) {
  const { KEYS, button, codeBlock, follow, inLine, make, rich, spoken, twoStep, uid } = await runtime.load("panelkit");
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
  const pointer = make("p", { class: "cx-small cx-quiet" },
    "Choose the lines here; to write them yourself, open the lesson in JupyterLab: ", make("code", {}, "python3 -m course lab"), ".");
  const lines = make("div", { class: "cx-lines" });
  const judge = button("Check these lines", { class: "cx-button cx-button-primary", "aria-disabled": "true" });
  const missing = make("span", { class: "cx-small cx-quiet", role: "status" });
  const puzzle = make("div", { class: "cx-puzzle", hidden: true }, lines, make("div", { class: "cx-row" }, judge, missing));
  let picks = [];
  judge.addEventListener("click", () => {
    const open = picks.filter((pick) => pick === null).length;
    if (!open) model.send({ event: "choose", picks });
    missing.textContent = open ? `${open} ${open === 1 ? "line is" : "lines are"} still to be chosen.` : "";
  });

  // The lines of the solution, those to be chosen as groups of radio buttons.
  function drawLines(given) {
    picks = [];
    lines.replaceChildren(...given.map(([indent, options]) => {
      const style = `--cx-indent: ${indent}`;
      if (options.length === 1) return make("pre", { class: "cx-line", style }, make("code", {}, options[0]));
      const place = picks.push(null) - 1;
      const group = uid("line");
      return make("div", { class: "cx-line cx-line-open", role: "radiogroup", "aria-label": `Line ${place + 1} to choose`, style }, ...options.map((option, i) => {
        const input = make("input", { type: "radio", name: group, value: i, ...KEYS });
        input.addEventListener("change", () => {
          picks[place] = i;
          judge.setAttribute("aria-disabled", String(picks.includes(null)));
          missing.textContent = "";
        });
        return make("label", {}, input, make("code", {}, option));
      }));
    }));
  }
  // An editor where the page runs its own Python; what is written is judged in a second one.
  const own = make("div", { class: "cx-own", hidden: true });
  async function drawEditor({ name, lesson, starter: begin, patience, title }) {
    const { bench, keep } = await globalThis.__course_bench__;
    const label = `Your code for ${title}`;
    const status = make("span", { class: "cx-small cx-quiet", role: "status" });
    const home = make("div", {});
    const printed = make("pre", { class: "cx-code cx-printed", hidden: true, tabindex: "0", "aria-label": "What your code printed" });
    const run = button("Check my code", { class: "cx-button cx-button-primary" });
    const back = button("Starter code", { class: "cx-button cx-button-plain" });
    const kept = keep(lesson, name);
    const where = make("span", {});
    const say = (able) => (where.textContent = able ? "What you write is kept in this browser." : "What you write lasts only while this page is open, since this browser does not keep it.");
    own.replaceChildren(home, make("div", { class: "cx-row" }, run, back, status), printed,
      make("p", { class: "cx-small cx-quiet" }, "Tab indents; Escape, then Tab, leaves the editor. ", where));
    say(kept.able);
    let busy = false;
    const judge = async () => {
      if (busy) return;
      busy = true;
      run.setAttribute("aria-disabled", "true");
      const told = await bench.check({ lesson, name, patience, code: editor.code, say: (text) => (status.textContent = text) });
      busy = false;
      run.setAttribute("aria-disabled", "false");
      status.textContent = told.failed ?? "";
      printed.hidden = !told.printed;
      printed.textContent = told.printed ?? "";
      if (told.endless) model.send({ event: "endless", seconds: told.endless });
      else if (told.verdict) model.send({ event: "judged", verdict: told.verdict, counts: told.counts });
    };
    const editor = await bench.editor({ parent: home, code: kept.code ?? begin, label, run: judge, changed: (code) => say(kept.put(code)) });
    run.addEventListener("click", judge);
    back.addEventListener("click", () => {
      editor.code = begin;
      editor.focus();
    });
    home.addEventListener("focusin", () => bench.warm(), { once: true });
  }
  const choosing = make("details", { class: "cx-details cx-choosing", hidden: true }, make("summary", { ...KEYS }, "Or choose the lines instead of writing them"));
  choosing.addEventListener("toggle", () => choosing.open && model.send({ event: "lines" }), { once: true });

  const card = make("div", { class: "cx-card cx-exercise", role: "group", "aria-labelledby": id },
    meta, heading, prompt, own, choosing, puzzle, pointer, starter, verdict, hints, solution, actions);
  el.append(card);
  const later = inLine(card, heading, "cx-exercise");

  let shown = {};
  return follow({ model, el, runtime }, (state) => {
    meta.replaceChildren(
      make("span", { class: "cx-kind" }, "Exercise"),
      make("span", {}, make("span", { "aria-hidden": "true", class: "cx-dots" }, DOTS[state.difficulty - 1]), ` ${state.difficultyWord}`),
      make("span", {}, `about ${state.minutes} min`),
      ...(state.done ? [make("span", { class: "cx-done" }, "✓ solved")] : []),
    );
    heading.textContent = state.title;
    if (shown.prompt !== state.prompt) prompt.innerHTML = state.prompt;
    pointer.hidden = later || Boolean(state.code); // said once on a page
    starter.hidden = state.code !== "cell";
    if (state.code === "page" && own.hidden) {
      own.hidden = false;
      choosing.hidden = false;
      choosing.append(puzzle);
      drawEditor(state).catch((error) => {
        console.error(error);
        own.replaceChildren(make("p", { class: "cx-error" }, "What code is written in could not be loaded. Reload the page to try again."));
      });
    }
    puzzle.hidden = !state.lines.length;
    if (JSON.stringify(shown.lines) !== JSON.stringify(state.lines)) drawLines(state.lines);
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
