// A chart on its own: course.charts.LiveChart.
export async function render({ model, el, runtime }) {
  const { createPanels, followFrames } = await runtime.load("chart");
  const panels = createPanels({ el, runtime });
  followFrames(model, (frame, tables) => {
    if (frame.panels) panels.design(frame.panels);
    panels.show(tables, frame.slide);
  });
  return () => panels.destroy();
}
