// Bring it in: the example, a paste or a file, a table by hand; pools and parameters. Texts go to this page's own Python only.
export async function render({ model, el, runtime }) {
  const { KEYS, button, follow, make, uid } = await runtime.load("panelkit");
  const id = uid("deskbring");
  const tell = (event) => model.send(event);

  // ---- which way in
  const said = make("p", {}, "");
  const assumed = make("ul", { class: "cx-assumed" });
  const asking = make("form", { class: "cx-asking-of", hidden: true });
  asking.addEventListener("submit", (event) => {
    event.preventDefault();
    tell({ event: "answer", answers: Object.fromEntries([...asking.querySelectorAll("[data-key]")].map((node) => [node.dataset.key, node.value])) });
  });
  const rules = make("p", { class: "cx-quiet cx-small" });
  const error = make("p", { class: "cx-error", role: "alert", id: `${id}-error` });
  const tabs = ["Paste or drop a file", "Table by hand", "From a public address"];
  const bodies = tabs.map((_, i) => make("div", { class: "cx-way", id: `${id}-way-${i}`, hidden: true }));
  const ways = tabs.map((name, i) => {
    const tab = button(name, { "aria-expanded": "false", "aria-controls": `${id}-way-${i}` });
    tab.addEventListener("click", () => open(bodies[i].hidden ? i : -1));
    return tab;
  });
  const example = button("The example");
  example.addEventListener("click", () => tell({ event: "example" }));
  function open(which) {
    bodies.forEach((body, i) => {
      body.hidden = i !== which;
      ways[i].setAttribute("aria-expanded", String(i === which));
    });
  }

  // ---- paste or drop
  const area = make("textarea", { class: "cx-input cx-paste", rows: "6", spellcheck: "false", "aria-label": "Text of a portfolio", placeholder: "Paste what the venue answered, or a file that was saved here. No keys: they are refused.", ...KEYS });
  // Several answers of one account (positions and wallet, account and markets) are read together.
  const take = button("Take it in", { class: "cx-button cx-button-primary" });
  take.addEventListener("click", () => tell({ event: "paste", text: area.value, name: "" }));
  const file = make("input", { type: "file", multiple: true, class: "cx-hidden", tabindex: "-1", "aria-label": "File of a portfolio", ...KEYS });
  const choose = button("Choose files");
  choose.addEventListener("click", () => file.click());
  async function bring(list) {
    const chosen = [...list];
    if (!chosen.length) return;
    const small = chosen.reduce((sum, one) => sum + one.size, 0) <= model.get("state").largest;
    tell({ event: "paste", text: small ? (await Promise.all(chosen.map((one) => one.text()))).join("\n") : null, name: chosen[0].name.slice(0, 60) });
  }
  file.addEventListener("change", async () => {
    await bring(file.files);
    file.value = "";
  });
  for (const kind of ["dragover", "drop"]) {
    bodies[0].addEventListener(kind, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      bodies[0].classList.toggle("cx-over", kind === "dragover");
      if (kind === "drop") bring(event.dataTransfer.files);
    });
  }
  bodies[0].addEventListener("dragleave", () => bodies[0].classList.remove("cx-over"));
  bodies[0].append(area, make("div", { class: "cx-row" }, take, choose, file), make("p", { class: "cx-quiet cx-small" }, "Positions and wallet of one account may stand below each other. What you bring stays in this page’s Python and in your own progress: nobody is asked, nothing is sent."));

  // ---- a public address: asked by this machine's Python, only when pressed, and only where that is the learner's own machine
  const place = make("select", { class: "cx-input cx-select", "aria-label": "Who is asked", ...KEYS });
  const address = make("input", { type: "text", class: "cx-input cx-address", autocomplete: "off", spellcheck: "false", "aria-label": "Public address", placeholder: "dydx1… or 0x…", ...KEYS });
  const look = button("", { class: "cx-button cx-button-primary" });
  const asks = make("p", { class: "cx-quiet cx-small" });
  look.addEventListener("click", () => tell({ event: "look", place: place.value, address: address.value }));
  function named() {
    const { looks, places } = model.get("state");
    const [, title, host, url] = places.find(([name]) => name === place.value) ?? places[0];
    look.textContent = `Ask ${host}`;
    asks.textContent = looks
      ? `Only when you press: this machine asks ${host} about this one address. Whoever runs it then knows that somebody here asked. No key is needed, and nothing else is sent.`
      : `This page asks nobody. ${url ? `Open ${url.replace("{address}", "YOUR-ADDRESS")} yourself, and paste what it answers.` : `On a machine of your own, the desk can ask ${title} when you press; here, paste its answer.`}`;
    for (const node of [address, look]) node.hidden = !looks;
  }
  place.addEventListener("change", named);
  bodies[2].append(make("div", { class: "cx-row" }, place, address, look), asks);

  // ---- table by hand
  const table = make("div", { class: "cx-scroll", tabindex: "0", role: "region", "aria-label": "Positions" });
  const cash = make("div", { class: "cx-cash" });
  const lay = button("Lay it on the desk", { class: "cx-button cx-button-primary" });
  const more = button("One more position");
  const field = (value, label, width) => make("input", { type: "text", class: "cx-input", value, size: String(width), autocomplete: "off", spellcheck: "false", "aria-label": label, ...KEYS });
  let fields = [];
  let money = [];
  let columns = [];
  function row(values) {
    const cells = values.map((value, k) => field(value, `${columns[k]}, position ${fields.length + 1}`, k < 2 ? 7 : 8));
    const gone = button("✕", { class: "cx-button cx-button-plain", "aria-label": `Leave position ${fields.length + 1} out` });
    const line = make("tr", {}, ...cells.map((cell, k) => make("td", { "data-name": columns[k] }, cell)), make("td", {}, gone));
    const mine = { cells, line };
    cells[0].addEventListener("change", purses);
    gone.addEventListener("click", () => {
      fields = fields.filter((other) => other !== mine);
      line.remove();
      purses();
      more.focus();
    });
    fields.push(mine);
    return line;
  }
  // One purse a pool that is named in the table; what was typed stays.
  function purses() {
    const had = Object.fromEntries(money.map(({ name, input }) => [name, input.value]));
    const names = [...new Set(fields.map(({ cells }) => cells[0].value.trim()).filter(Boolean))];
    money = names.map((name) => ({ name, input: field(had[name] ?? "", `collateral of ${name}, USD`, 9) }));
    cash.replaceChildren(...money.map(({ name, input }) => make("label", { class: "cx-purse" }, make("span", {}, `collateral of ${name}, $`), input)));
  }
  more.addEventListener("click", () => {
    const line = row([fields.at(-1)?.cells[0].value ?? "cross", ...columns.slice(1).map(() => "")]);
    table.querySelector("tbody").append(line);
    purses();
    line.querySelector("input").focus();
  });
  lay.addEventListener("click", () => tell({ event: "rows", rows: fields.map(({ cells }) => cells.map((cell) => cell.value)), cash: money.map(({ name, input }) => [name, input.value]) }));
  bodies[1].append(table, cash, make("div", { class: "cx-row" }, lay, more), make("p", { class: "cx-quiet cx-small" }, "Positions with the same pool name share their collateral: any partition is a matter of names. Sizes in coins, short below 0."));

  // ---- pools and parameters
  const venue = make("select", { class: "cx-input cx-select", id: `${id}-venue`, ...KEYS });
  venue.addEventListener("change", () => tell({ event: "venue", venue: venue.value }));
  const sorts = make("span", { class: "cx-row" });
  const undo = button("Undo");
  undo.addEventListener("click", () => undo.getAttribute("aria-disabled") !== "true" && tell({ event: "undo" }));

  el.append(make("section", { class: "cx-card cx-deskbring", "aria-labelledby": `${id}-title` },
    make("h3", { class: "cx-title", id: `${id}-title` }, "Bring it in"), said, assumed, rules,
    make("div", { class: "cx-row" }, example, ...ways, undo), error, asking, ...bodies,
    make("div", { class: "cx-row cx-deskrules" }, make("label", { for: `${id}-venue` }, "Parameters"), venue, make("span", {}, "Put all positions into"), sorts)));

  // What was taken for granted, each with a field that changes it while the text is still here.
  function granted([text, key, value, unit]) {
    if (!key) return make("li", {}, text);
    const input = unit === "mode"
      ? make("select", { class: "cx-input cx-select", "aria-label": text, ...KEYS }, ...["cross", "isolated"].map((mode) => make("option", { value: mode }, mode)))
      : make("input", { type: "text", class: "cx-input", size: "9", autocomplete: "off", "aria-label": text, ...KEYS });
    input.value = value;
    input.addEventListener("change", () => tell({ event: "assume", key, value: input.value }));
    const label = make("label", { class: "cx-purse", hidden: true }, input, unit === "%" || unit === "$" ? unit : "");
    const change = button("change", { class: "cx-button cx-button-plain", "aria-label": `Change: ${text}` });
    change.addEventListener("click", () => {
      label.hidden = false;
      change.hidden = true;
      input.focus();
    });
    return make("li", {}, `${text} `, change, label);
  }

  let shown = "";
  const stop = follow({ model, el, runtime }, (state) => {
    columns = state.columns;
    said.textContent = `${state.told}: ${state.said}.`;
    const taken = JSON.stringify(state.assumed);
    if (taken !== assumed.dataset.of) {
      assumed.dataset.of = taken;
      assumed.replaceChildren(...state.assumed.map(granted));
      assumed.hidden = !state.assumed.length;
    }
    if (!place.options.length) place.append(...state.places.map(([name, title]) => make("option", { value: name }, title)));
    named();
    rules.textContent = state.rules;
    const questions = JSON.stringify([state.asking, state.asked]);
    if (questions !== asking.dataset.of) {
      asking.dataset.of = questions;
      asking.replaceChildren(make("p", {}, make("strong", {}, state.asking), ". It does not say this; what lies on the desk stays until you answer:"), ...state.taken.map((text) => make("p", { class: "cx-quiet cx-small" }, text)), ...state.asked.map(([key, text, unit]) => {
        const input = unit === "mode"
          ? make("select", { class: "cx-input cx-select", "data-key": key, ...KEYS }, ...["", "cross", "isolated"].map((mode) => make("option", { value: mode }, mode || "choose")))
          : make("input", { type: "text", class: "cx-input", size: "10", autocomplete: "off", "data-key": key, ...KEYS });
        return make("label", { class: "cx-purse" }, make("span", {}, `${text}${unit === "mode" ? "" : ` (${unit})`}`), input);
      }), make("button", { type: "submit", class: "cx-button cx-button-primary", ...KEYS }, "Answer"));
      asking.hidden = !state.asked.length;
      if (state.asked.length) asking.querySelector("[data-key]").focus();
    }
    if (error.textContent !== state.error) error.textContent = state.error;
    if (!venue.options.length) venue.append(...state.venues.map(([value, name]) => make("option", { value }, name)));
    venue.value = state.venue;
    sorts.replaceChildren(...state.ways.map(([way, name]) => {
      const choice = button(name);
      choice.addEventListener("click", () => tell({ event: "sort", ways: way }));
      return choice;
    }));
    undo.setAttribute("aria-disabled", String(!state.steps));
    const now = JSON.stringify([state.rows, state.cash]);
    if (now !== shown) {
      shown = now;
      fields = [];
      const lines = state.rows.map(row);
      table.replaceChildren(make("table", { class: "cx-table cx-typed" }, make("thead", {}, make("tr", {}, ...columns.map((name) => make("th", { scope: "col" }, name)), make("th", {}, ""))), make("tbody", {}, ...lines)));
      money = state.cash.map(([name, value]) => ({ name, input: { value } }));
      purses();
    }
    for (const { cells } of fields) for (const cell of cells) cell.removeAttribute("aria-invalid");
    const [at, column] = state.place;
    if (at !== undefined) {
      const wrong = at < fields.length ? fields[at]?.cells[column] : money[at - fields.length]?.input;
      wrong?.setAttribute("aria-invalid", "true");
      wrong?.focus();
    }
  });
  return stop;
}
