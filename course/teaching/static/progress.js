// The learner's saved progress: take it along, bring it back, begin anew. Files pass through the browser only.
export async function render({ model, el, runtime }) {
  const { KEYS, button, follow, make, saveText, twoStep, uid } = await runtime.load("panelkit");
  const id = uid("progress");

  const count = make("p", {});
  const where = make("p", { class: "cx-quiet cx-small" });
  const message = make("p", { class: "cx-small" });
  const download = button("Download");
  download.addEventListener("click", () => model.send({ event: "download" }));
  const file = make("input", { type: "file", accept: ".json,application/json", class: "cx-hidden", id: `${id}-file`, tabindex: "-1", "aria-label": "Progress file", ...KEYS });
  const upload = button("Upload");
  upload.addEventListener("click", () => file.click());
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    file.value = "";
    if (!chosen) return;
    const { limit } = model.get("state");
    const text = chosen.size > limit ? "" : await chosen.text();
    // As a message a text is quoted; one that would be too long for the line to Python is no progress file either.
    const fits = chosen.size <= limit && new Blob([JSON.stringify(text)]).size <= 2 * limit - 100000;
    model.send({ event: "upload", text: fits ? text : null });
  });
  const reset = twoStep({
    label: "Begin anew",
    question: "Set all results aside?",
    yes: "Yes, begin anew",
    no: "Keep them",
    act: () => model.send({ event: "reset" }),
  });
  el.append(make("div", { class: "cx-card cx-progress", role: "group", "aria-labelledby": id },
    make("h3", { class: "cx-title", id }, "Your progress"), count, where,
    make("div", { class: "cx-row cx-actions" }, download, upload, file, reset), message));

  const hear = (content) => content.event === "file" && saveText(content);
  model.on("msg:custom", hear);

  const stop = follow({ model, el, runtime }, (state) => {
    count.textContent = state.words;
    where.textContent = state.path;
    where.hidden = !state.path;
    message.textContent = state.message;
    message.hidden = !state.message;
    download.setAttribute("aria-disabled", String(state.empty));
  });
  return () => {
    model.off("msg:custom", hear);
    stop();
  };
}
