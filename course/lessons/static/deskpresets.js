// The usual what-ifs: a row each with what it changes, a press that makes it so, and the way back.
export async function render({ model, el, runtime }) {
  const { button, follow, make, spoken, uid } = await runtime.load("panelkit");
  const id = uid("deskpresets");
  const undo = button("Undo", { class: "cx-button cx-undo" });
  undo.addEventListener("click", () => undo.getAttribute("aria-disabled") !== "true" && model.send({ event: "undo" }));
  const told = make("p", { class: "cx-told", role: "status" });
  const tables = make("div", { class: "cx-presets" });
  const note = make("p", { class: "cx-quiet cx-small" });
  el.append(make("section", { class: "cx-card cx-deskpresets", "aria-labelledby": id },
    make("div", { class: "cx-deskline-head" }, make("h3", { class: "cx-title", id }, "What if, at one press"), undo), told, tables, note));
  const ask = button("");
  ask.addEventListener("click", () => model.send({ event: "work_out" }));
  tables.before(ask);
  const WORDS = { farther: "▲ farther", nearer: "▼ nearer", same: "" };
  const cell = (name, [before, after], tone) => {
    const change = before === after ? [make("span", {}, after)] : [make("span", { class: "cx-quiet" }, before), " → ", make("strong", {}, after)];
    return make("td", { "data-name": name }, ...change, tone && WORDS[tone] && make("span", { class: `cx-tone cx-${tone}` }, ` ${WORDS[tone]}`));
  };
  const line = (columns) => (row) => {
    const head = make("th", { scope: "row" }, make("span", {}, row.name));
    if (!row.cells.length) {
      head.append(make("span", { class: "cx-quiet cx-small" }, ` ${row.why}`));
      return make("tr", { class: "cx-cannot" }, head, make("td", { colspan: columns.length }));
    }
    if (row.about) head.append(make("span", { class: "cx-quiet cx-small" }, ` ${row.about}`));
    const press = button("Make it so", { class: "cx-button cx-press", "aria-label": `Make it so: ${row.name}` });
    press.addEventListener("click", () => model.send({ event: "press", key: row.key }));
    return make("tr", {}, head, ...row.cells.map((pair, i) => cell(columns[i + 1], pair, i === 2 && row.tone)), make("td", { class: "cx-do" }, press));
  };
  return follow({ model, el, runtime }, (state) => {
    undo.setAttribute("aria-disabled", String(!state.steps));
    told.textContent = state.told;
    told.hidden = !state.told;
    note.textContent = state.note;
    ask.textContent = state.waits;
    ask.hidden = !state.waits;
    tables.replaceChildren(...state.groups.filter(([, rows]) => rows.length).map(([title, rows]) => make("table", { class: "cx-table" },
      make("caption", {}, title),
      make("thead", {}, make("tr", {}, ...state.columns.map((name) => (name ? make("th", { scope: "col" }, name) : make("td"))), make("th", { scope: "col" }, spoken("Press")))),
      make("tbody", {}, ...rows.map(line(state.columns))))));
  });
}
