// Bring it in: the example, a paste or a file, a table by hand; pools and parameters. Texts go to this page's own Python only.
/** Lines of what was taken for granted that stand in sight; a large book has one for each of its pools. */
const FEW = 4;

export async function render({ model, el, runtime }) {
  const { KEYS, button, follow, make, uid } = await runtime.load("panelkit");
  const id = uid("deskbring");
  const tell = (event) => model.send(event);

  // ---- which way in
  const said = make("p", {}, "");
  const dated = make("p", { class: "cx-quiet cx-small" });
  const remarked = make("p", { class: "cx-told", hidden: true });
  const assumed = make("ul", { class: "cx-assumed" });
  const asking = make("form", { class: "cx-asking-of", hidden: true });
  asking.addEventListener("submit", (event) => {
    event.preventDefault();
    tell({ event: "answer", answers: Object.fromEntries([...asking.querySelectorAll("[data-key]")].map((node) => [node.dataset.key, node.value])) });
  });
  const rules = make("p", { class: "cx-quiet cx-small" });
  const error = make("p", { class: "cx-error", role: "alert", id: `${id}-error` });
  const tabs = ["Paste or drop a file", "Table by hand", "From a public address", "New marks"];
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
    look.textContent = `Ask ${host} now`;
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

  // ---- new marks: a box for each market that is held, or lines of symbol and price
  const boxes = make("div", { class: "cx-cash cx-marks", tabindex: "0", role: "region", "aria-label": "Marks" });
  let prices = [];
  const renew = button("Take these marks", { class: "cx-button cx-button-primary" });
  renew.addEventListener("click", () => tell({ event: "marks", typed: prices.map((input) => input.value) }));
  const lines = make("textarea", { class: "cx-input cx-paste", rows: "4", spellcheck: "false", "aria-label": "Text of new marks", placeholder: "BTC,60000", ...KEYS });
  const pasted = button("Take the pasted marks");
  pasted.addEventListener("click", () => tell({ event: "paste_marks", text: lines.value }));
  const visible = make("p", { class: "cx-quiet cx-small", hidden: true }, "A snapshot holds no prices: there are no marks to renew.");
  const renewal = [boxes, make("div", { class: "cx-row" }, renew), lines, make("div", { class: "cx-row" }, pasted), make("p", { class: "cx-quiet cx-small" }, "A line for each market, symbol and price, or what a venue answers about its marks, as JSON. Sizes, entries and collateral stay.")];
  bodies[3].append(visible, ...renewal);
  // How old they are is said by this machine's clock, and anew every minute that the page stays open.
  let oldest = "";
  function aged() {
    const minutes = (Date.now() - Date.parse(oldest)) / 60000;
    const hours = Math.floor(minutes / 60);
    if (!(minutes < -5 || hours >= 1)) return "";
    if (minutes < 0) return "By this machine’s clock that time is still to come: which of the two is wrong?";
    return hours < 48 ? `The oldest is ${hours} h old: bring new ones under “New marks”.` : `The oldest is ${Math.floor(hours / 24)} days old: bring new ones under “New marks”.`;
  }
  const old = make("strong", { class: "cx-old" });
  const minute = setInterval(() => (old.textContent = aged()), 60000);

  // ---- pools and parameters
  const venue = make("select", { class: "cx-input cx-select", id: `${id}-venue`, ...KEYS });
  venue.addEventListener("change", () => tell({ event: "venue", venue: venue.value }));
  const sorts = make("span", { class: "cx-row" });
  const undo = button("Undo");
  undo.addEventListener("click", () => undo.getAttribute("aria-disabled") !== "true" && tell({ event: "undo" }));

  el.append(make("section", { class: "cx-card cx-deskbring", "aria-labelledby": `${id}-title` },
    make("h3", { class: "cx-title", id: `${id}-title` }, "Bring it in"), said, dated, remarked, assumed, rules,
    make("div", { class: "cx-row" }, example, ...ways, undo), error, asking, ...bodies,
    make("div", { class: "cx-row cx-deskrules" }, make("label", { for: `${id}-venue` }, "Parameters"), venue, make("span", {}, "Put all positions into"), sorts)));

  // What was taken for granted, the first few in sight and the others for who asks, each with a field that changes it while the text is still here.
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

  /** A few lines in sight, the rest behind a press. */
  function folded(lines) {
    const [first, rest] = [lines.slice(0, FEW), lines.slice(FEW)];
    if (rest.length) first.push(make("li", {}, make("details", {}, make("summary", {}, `and ${rest.length} more`), make("ul", { class: "cx-assumed" }, ...rest))));
    return first;
  }

  /** One amount for the collateral of every pool that has none yet. */
  function sameForAll(keys) {
    const amount = make("input", { type: "text", class: "cx-input", size: "10", autocomplete: "off", ...KEYS });
    const fill = button("Fill the empty ones");
    fill.addEventListener("click", () => {
      const wanted = [...asking.querySelectorAll("[data-key]")].filter((node) => keys.includes(node.dataset.key) && !node.value.trim());
      for (const node of wanted) node.value = amount.value;
    });
    amount.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // it fills, and does not answer
      fill.click();
    });
    return [
      make("div", { class: "cx-row" }, make("label", { class: "cx-purse" }, make("span", {}, "The same in each pool ($)"), amount), fill),
      make("p", { class: "cx-quiet cx-small" }, "Or say it in the table: for each pool a row with the market USD, and the amount as its size."),
    ];
  }

  let shown = "";
  const stop = follow({ model, el, runtime }, (state) => {
    columns = state.columns;
    said.textContent = `${state.told}: ${state.said}.`;
    oldest = state.oldest;
    old.textContent = aged();
    dated.replaceChildren(...state.dated.map((text) => make("span", {}, `${text}. `)), old);
    dated.hidden = !state.dated.length;
    remarked.textContent = state.remarked;
    remarked.hidden = !state.remarked;
    const marks = JSON.stringify(state.marks);
    if (marks !== boxes.dataset.of) {
      boxes.dataset.of = marks;
      prices = state.marks.map(([market, value]) => field(value, `mark of ${market}, USD`, 9));
      boxes.replaceChildren(...state.marks.map(([market], i) => make("label", { class: "cx-purse" }, make("span", {}, market), prices[i])));
      lines.value = "";
    }
    visible.hidden = state.marks.length > 0;
    for (const node of renewal) node.hidden = !state.marks.length;
    for (const input of prices) input.removeAttribute("aria-invalid");
    prices[state.box]?.setAttribute("aria-invalid", "true");
    prices[state.box]?.focus();
    const taken = JSON.stringify(state.assumed);
    if (taken !== assumed.dataset.of) {
      assumed.dataset.of = taken;
      assumed.replaceChildren(...folded(state.assumed.map(granted)));
      assumed.hidden = !state.assumed.length;
    }
    if (!place.options.length) place.append(...state.places.map(([name, title]) => make("option", { value: name }, title)));
    named();
    rules.textContent = state.rules;
    const questions = JSON.stringify([state.asking, state.asked]);
    if (questions !== asking.dataset.of) {
      asking.dataset.of = questions;
      const answers = state.asked.map(([key, text, unit]) => {
        const input = unit === "mode"
          ? make("select", { class: "cx-input cx-select", "data-key": key, ...KEYS }, ...["", "cross", "isolated"].map((mode) => make("option", { value: mode }, mode || "choose")))
          : make("input", { type: "text", class: "cx-input", size: "10", autocomplete: "off", "data-key": key, ...KEYS });
        return make("label", { class: "cx-purse" }, make("span", {}, `${text}${unit === "mode" ? "" : ` (${unit})`}`), input);
      });
      const pools = state.asked.map(([key]) => key).filter((key) => key.startsWith("collateral:"));
      asking.replaceChildren(
        make("p", {}, make("strong", {}, state.asking), ". It does not say this; what lies on the desk stays until you answer:"),
        ...(state.taken.length ? [make("ul", { class: "cx-assumed" }, ...folded(state.taken.map((text) => make("li", { class: "cx-quiet" }, text))))] : []),
        ...(pools.length > FEW ? sameForAll(pools) : []),
        ...(answers.length > FEW ? [make("div", { class: "cx-asked", tabindex: "0", role: "region", "aria-label": "What is asked" }, ...answers)] : answers),
        make("button", { type: "submit", class: "cx-button cx-button-primary", ...KEYS }, "Answer"),
      );
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
      table.replaceChildren(make("table", { class: "cx-table cx-typed" }, make("thead", {}, make("tr", {}, ...columns.map((name) => make("th", { scope: "col" }, name)), make("td"))), make("tbody", {}, ...lines)));
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
  return () => {
    clearInterval(minute);
    stop();
  };
}
