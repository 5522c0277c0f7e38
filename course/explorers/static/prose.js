// Text whose numbers follow an explorer: course.explorers.Prose.
export async function render({ model, el }) {
  const text = document.createElement("div");
  text.className = "cx-prose";
  el.append(text);
  const show = () => {
    if (model.get("waits")) text.replaceChildren(Object.assign(document.createElement("p"), { className: "cx-quiet", textContent: "Follows the picture above, once that is open." }));
    else text.innerHTML = model.get("html");
  };
  show();
  model.on("change:html change:waits", show);
}
