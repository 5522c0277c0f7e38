// The head of a lesson: where it stands in the course, what it is for, how far the learner is.

const element = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

export async function render({ model, el }) {
  // One line: the first thing to do comes first, and what it is good for is for who asks.
  const head = element("section", "cx-head");
  const time = element("p", "cx-head-time");
  const fold = element("details", "cx-head-can");
  const goals = element("ul", "cx-head-goals");
  const further = element("p", "cx-head-further");
  fold.append(element("summary", "", "Afterwards you can …"), goals, further);
  const state = element("div", "cx-head-state");
  const words = element("span");
  const bar = element("progress", "cx-head-bar");
  bar.setAttribute("aria-label", "Your progress in this lesson");
  state.append(words, bar);
  head.setAttribute("aria-label", "About this lesson");
  const notice = element("p", "cx-error cx-notice"); // what to know about saving, if anything
  head.append(time, state, fold, notice);
  el.append(head);

  const draw = () => {
    const now = model.get("state");
    time.textContent = now.time;
    further.textContent = now.further;
    further.hidden = !now.further;
    goals.replaceChildren(...now.goals.map((goal) => element("li", "", goal)));
    words.textContent = now.progress;
    bar.hidden = !now.of;
    bar.max = now.of || 1;
    bar.value = now.done;
    notice.textContent = now.notice;
    notice.hidden = !now.notice;
  };
  model.on("change:state", draw);
  draw();
  model.send({ event: "seen" });
  return () => model.off("change:state", draw);
}
