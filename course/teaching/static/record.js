// What was done in every lesson, as a table, and as a file to print or to keep.
export async function render({ model, el, runtime }) {
  const { button, follow, make, saveText, uid } = await runtime.load("panelkit");
  const id = uid("record");
  const days = make("p", { class: "cx-quiet cx-small" });
  const words = make("div", {});
  const table = make("table", { class: "cx-record" });
  const small = make("div", { class: "cx-quiet cx-small" });
  const take = (form, label) => {
    const one = button(label);
    one.addEventListener("click", () => model.send({ event: "take", form }));
    return one;
  };
  const actions = make("div", { class: "cx-row cx-actions" }, take("html", "Save as a page to print"), take("markdown", "Save as Markdown"));
  el.append(make("section", { class: "cx-card", "aria-labelledby": id }, make("h3", { class: "cx-title", id }, "What you have done"), days, words,
    make("div", { class: "cx-wide", tabindex: "0", role: "region", "aria-label": "What you have done, lesson by lesson" }, table), small, actions));

  const hear = (content) => content.event === "file" && saveText(content);
  model.on("msg:custom", hear);
  const stop = follow({ model, el, runtime }, (state) => {
    days.textContent = state.days;
    days.hidden = !state.days;
    words.replaceChildren(...[state.words, ...state.extra].map((text) => make("p", {}, text)));
    table.hidden = !state.rows.length;
    actions.hidden = !state.rows.length;
    table.replaceChildren(
      make("thead", {}, make("tr", {}, ...state.columns.map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, ...state.rows.map(([name, ...cells]) => make("tr", {}, make("th", { scope: "row" }, name), ...cells.map((cell) => make("td", {}, cell))))));
    small.replaceChildren(...state.small.map((text) => make("p", {}, text)));
  });
  return () => {
    model.off("msg:custom", hear);
    stop();
  };
}
