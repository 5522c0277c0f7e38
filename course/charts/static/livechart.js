// A chart (or several) on its own: course.charts.LiveChart.
export async function render({ model, el, runtime }) {
  const { createPanel, followFrames } = await runtime.load("chart");
  let panel, tables;
  const draw = () => {
    panel?.destroy();
    const home = document.createElement("div");
    el.replaceChildren(home);
    panel = createPanel({ el: home, spec: model.get("panels")[0], runtime });
    if (tables) panel.show(tables);
  };
  draw();
  model.on("change:panels", draw);
  followFrames(model, (frame, fresh) => {
    tables = fresh;
    panel.show(tables, frame.slide);
  });
  return () => panel.destroy();
}
