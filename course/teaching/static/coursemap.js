// The map of the course: where to go on, and a ring for each lesson that fills as it is done. What a lesson is for stands in the lesson.
const SVG = "http://www.w3.org/2000/svg";

function ring(share) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 36 36");
  svg.setAttribute("class", "cx-ring");
  svg.setAttribute("aria-hidden", "true");
  const around = 2 * Math.PI * 15;
  for (const [kind, length] of [["cx-ring-all", around], ["cx-ring-done", around * share]]) {
    const circle = document.createElementNS(SVG, "circle");
    for (const [key, value] of Object.entries({ cx: 18, cy: 18, r: 15, class: kind })) circle.setAttribute(key, value);
    circle.setAttribute("stroke-dasharray", `${length} ${around}`);
    if (length > 0) svg.append(circle);
  }
  return svg;
}

export async function render({ model, el, runtime }) {
  const { follow, lessonLink, make } = await runtime.load("panelkit");
  const resume = make("p", { class: "cx-resume" });
  const grid = make("ol", { class: "cx-map" });
  el.append(make("nav", { class: "cx-coursemap", "aria-label": "All lessons" }, resume, grid));

  function card(data) {
    const title = `${data.title}`;
    const name = data.ready && !data.here ? lessonLink(model, data.file, { class: "cx-map-title" }, title) : make("span", { class: "cx-map-title" }, title);
    const state = data.here ? "You are here" : data.begun || !data.ready ? data.words : `${data.minutes} min`;
    return make("li", { class: `cx-map-card ${data.ready ? "" : "cx-map-planned"} ${data.here ? "cx-map-here" : ""}`, "aria-current": data.here && "page" },
      make("span", { class: "cx-map-ring" }, ring(data.share), make("span", { class: "cx-map-number" }, data.number)),
      make("div", {}, name, make("p", { class: "cx-map-state" }, data.complete ? "✓ " : "", state)));
  }

  return follow({ model, el, runtime }, (state) => {
    grid.replaceChildren(...state.cards.map(card));
    resume.hidden = !state.resume;
    if (state.resume) resume.replaceChildren(lessonLink(model, state.resume.file, { class: "cx-button cx-button-primary" }, state.resume.words));
  });
}
