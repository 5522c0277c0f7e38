// Text whose numbers follow an explorer: course.explorers.Prose.
export async function render({ model, el }) {
  const text = document.createElement("div");
  text.className = "cx-prose";
  el.append(text);
  const show = () => (text.innerHTML = model.get("html"));
  show();
  model.on("change:html", show);
}
