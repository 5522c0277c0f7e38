// Take it along: files pass through the browser only. What is seen of the snapshot is the file.
export async function render({ model, el, runtime }) {
  const { button, follow, make, uid } = await runtime.load("panelkit");
  const id = uid("desktake");
  const files = [["save", "Save the portfolio"], ["snapshot", "Snapshot without amounts"], ["redacted", "The same as a file for the desk"], ["alarms", "Alarms as prices"]];
  const buttons = files.map(([what, name]) => {
    const one = button(name);
    one.addEventListener("click", () => model.send({ event: "download", what }));
    return one;
  });
  // Black on white: the colour of a number would tell profit from loss.
  const look = { paper: "#ffffff", ink: "#1b2530", quiet: "#4a5563", font: "ui-monospace, Menlo, Consolas, monospace" };
  const picture = button("Picture without amounts");
  picture.addEventListener("click", async () => {
    const [title, tables, note] = model.get("state").picture;
    const { columns, picture: drawn, save } = await runtime.load("share");
    const wide = Math.max(...tables.flatMap(columns).map((line) => line.length));
    const parts = [{ text: title, size: 17, weight: 700 }];
    for (const rows of tables) columns(rows).forEach((line, i) => parts.push({ text: line, size: 13, quiet: !i, weight: i ? 400 : 600 }), parts.push({ text: "\u00a0", size: 6 }));
    const below = [{ text: note, size: 12, quiet: true }];
    save(drawn(make("div"), parts, below, look, Math.max(wide * 8.2, 420)), "snapshot");
    runtime.announce("snapshot.png saved");
  });
  buttons.splice(2, 0, picture);
  const text = make("pre", { class: "cx-code cx-snapshot", tabindex: "0", "aria-label": "The snapshot, as it is saved" });
  const alarms = make("div", { class: "cx-scroll", tabindex: "0", role: "region", "aria-label": "Alarms as prices, the first rows" });
  el.append(make("section", { class: "cx-card cx-desktake", "aria-labelledby": id },
    make("h3", { class: "cx-title", id }, "Take it along"), make("div", { class: "cx-row" }, ...buttons),
    make("details", { class: "cx-details" }, make("summary", {}, "See the snapshot: the preview is the file"), text),
    make("details", { class: "cx-details" }, make("summary", {}, "See the alarms"), alarms),
    make("p", { class: "cx-quiet cx-small" }, "The desk watches nothing and sends nothing. Set the alarms where somebody watches.")));
  const hear = (content) => {
    if (content.event !== "file") return;
    const url = URL.createObjectURL(new Blob([content.text], { type: "text/plain" }));
    make("a", { href: url, download: content.name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    runtime.announce(`${content.name} saved`);
  };
  model.on("msg:custom", hear);
  const stop = follow({ model, el, runtime }, (state) => {
    text.textContent = state.snapshot;
    picture.hidden = !state.picture.length;
    const [head, ...rows] = state.alarms;
    alarms.replaceChildren(make("table", { class: "cx-table" }, make("thead", {}, make("tr", {}, ...head.map((name) => make("th", { scope: "col" }, name)))), make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell)))))));
  });
  return () => {
    model.off("msg:custom", hear);
    stop();
  };
}
