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
    const [head, ...rows] = state.alarms;
    alarms.replaceChildren(make("table", { class: "cx-table" }, make("thead", {}, make("tr", {}, ...head.map((name) => make("th", { scope: "col" }, name)))), make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell)))))));
  });
  return () => {
    model.off("msg:custom", hear);
    stop();
  };
}
