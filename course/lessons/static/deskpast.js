// Your own history: files or a paste, prices or a crash in their place. Texts go to this page's own Python only, in pieces.
const PIECE = 500000;

export async function render({ model, el, runtime }) {
  const { KEYS, button, follow, make, uid } = await runtime.load("panelkit");
  const id = uid("deskpast");
  const tell = (event) => model.send(event);

  // A file goes over piece by piece: one message has to stay below what a server lets through.
  function hand(kind, name, text) {
    for (let at = 0; at === 0 || at < text.length; at += PIECE) {
      tell({ event: "part", kind, name, text: text.slice(at, at + PIECE), last: at + PIECE >= text.length });
    }
  }
  async function bring(kind, chosen) {
    for (const file of chosen) {
      const name = file.name.slice(-80);
      if (file.size > model.get("state").largest) tell({ event: "part", kind, name, text: null, last: true });
      else hand(kind, name, await file.text());
    }
  }
  function chooser(kind, words) {
    const file = make("input", { type: "file", multiple: true, class: "cx-hidden", tabindex: "-1", "aria-label": words, ...KEYS });
    const choose = button(words);
    choose.addEventListener("click", () => file.click());
    file.addEventListener("change", async () => {
      const chosen = [...file.files];
      file.value = "";
      await bring(kind, chosen);
    });
    return [choose, file];
  }

  const said = make("p");
  const error = make("p", { class: "cx-error", role: "alert" });
  const rows = make("div", { class: "cx-scroll", tabindex: "0", role: "region", "aria-label": "Rows that cannot be used", hidden: true });
  const rest = make("p", { class: "cx-quiet cx-small" });

  // ---- trades
  const area = make("textarea", { class: "cx-input cx-paste", rows: "4", spellcheck: "false", "aria-label": "Text of your trades", placeholder: "… or paste the text of the export here. No keys: they are refused.", ...KEYS });
  const [history, historyFile] = chooser("history", "Choose files of trades");
  const histories = make("ul", { class: "cx-files" });

  // ---- prices
  const crash = make("select", { class: "cx-input cx-select", id: `${id}-crash`, ...KEYS });
  const [candles, candlesFile] = chooser("candles", "Choose candle files");
  const bars = make("ul", { class: "cx-files" });
  const own = make("div", { class: "cx-row" }, candles, candlesFile);
  crash.addEventListener("change", () => {
    own.hidden = bars.hidden = crash.value !== "";
  });

  // ---- what is asked only where it does not show
  const field = (key, words, attributes) => make("label", { class: "cx-purse", "data-ask": key, hidden: true }, make("span", {}, words), make("input", { type: "text", class: "cx-input", size: "12", autocomplete: "off", spellcheck: "false", ...attributes, ...KEYS }));
  const money = field("start", "Money before the first trade, $", {});
  const zone = field("timezone", "Time zone of the files, if not UTC", { placeholder: "Europe/Berlin" });
  zone.hidden = false;
  const order = make("select", { class: "cx-input cx-select", ...KEYS }, ...[["", "choose"], ["day", "the day"], ["month", "the month"]].map(([value, name]) => make("option", { value }, name)));
  const days = make("label", { class: "cx-purse", "data-ask": "day_first", hidden: true }, make("span", {}, "In dates such as 03/04/2026 first stands"), order);

  const replay = button("Replay it", { class: "cx-button cx-button-primary" });
  const skip = button("Leave these rows out and replay");
  const example = button("Back to the example");
  function go(without) {
    const { pasted } = model.get("state");
    if (area.value.trim()) hand("history", pasted, area.value);
    else tell({ event: "remove", kind: "history", name: pasted });
    const symbols = Object.fromEntries([...bars.querySelectorAll("input")].map((input) => [input.dataset.file, input.value]));
    tell({ event: "replay", crash: crash.value, symbols, money: money.lastChild.value, timezone: zone.lastChild.value, days: order.value, skip: without });
  }
  replay.addEventListener("click", () => go(false));
  skip.addEventListener("click", () => go(true));
  example.addEventListener("click", () => {
    area.value = "";
    tell({ event: "example" });
  });

  el.append(make("section", { class: "cx-card cx-deskbring cx-deskpast", "aria-labelledby": `${id}-title` },
    make("h3", { class: "cx-title", id: `${id}-title` }, "Bring your own history"), said,
    make("div", { class: "cx-way" }, make("div", { class: "cx-row" }, history, historyFile), histories, area),
    make("div", { class: "cx-way" }, make("div", { class: "cx-row" }, make("label", { for: `${id}-crash` }, "Prices from"), crash), own, bars),
    make("div", { class: "cx-row" }, zone, money, days),
    make("div", { class: "cx-row" }, replay, skip, example), error, rows, rest,
    make("p", { class: "cx-quiet cx-small" }, "Nothing leaves this machine: the texts go to this page’s own Python, stay in its memory and are not stored.")));

  // A list is drawn anew only if its files have changed: what was typed stays.
  function list(node, kind, files, each) {
    const now = JSON.stringify(files);
    if (now === node.dataset.of) return;
    const had = Object.fromEntries([...node.querySelectorAll("input")].map((input) => [input.dataset.file, input.value]));
    node.dataset.of = now;
    node.replaceChildren(...files.map((file) => {
      const name = Array.isArray(file) ? file[0] : file;
      const gone = button("✕", { class: "cx-button cx-button-plain", "aria-label": `Put ${name} away` });
      gone.addEventListener("click", () => {
        tell({ event: "remove", kind, name });
        (kind === "history" ? history : candles).focus();
      });
      return make("li", {}, make("span", {}, name), each(file, had), gone);
    }));
  }
  return follow({ model, el, runtime }, (state) => {
    said.textContent = state.said;
    if (error.textContent !== state.error) error.textContent = state.error;
    list(histories, "history", state.history, () => null);
    list(bars, "candles", state.candles, ([name, symbol], had) => make("label", { class: "cx-purse" }, make("span", {}, "market"), make("input", { type: "text", class: "cx-input", size: "7", value: had[name] ?? symbol, autocomplete: "off", spellcheck: "false", "data-file": name, "aria-label": `Market of ${name}`, ...KEYS })));
    if (!crash.options.length) crash.append(...state.crashes.map(([value, name]) => make("option", { value }, name)));
    money.hidden = !state.asks.includes("start") && !money.lastChild.value;
    days.hidden = !state.asks.includes("day_first") && !order.value;
    skip.hidden = !state.skippable;
    rows.hidden = !state.bad.length;
    rest.textContent = state.more ? `${state.more} more rows like these are not listed.` : "";
    const heads = ["where", "column", "what stands there", "what to do"];
    rows.replaceChildren(make("table", { class: "cx-table cx-bad" }, make("thead", {}, make("tr", {}, ...heads.map((name) => make("th", { scope: "col" }, name)))), make("tbody", {}, ...state.bad.map((cells) => make("tr", {}, ...cells.map((cell, k) => make("td", { "data-name": heads[k], ...(k === 1 || k === 2 ? { translate: "no" } : {}) }, cell)))))));
  });
}
