// The head of a lesson: where it stands in the course, what it is for, how far the learner is.

const element = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

export async function render({ model, el }) {
  const card = element("section", "cx-card cx-head");
  const facts = element("p", "cx-head-facts");
  const lead = element("p", "cx-head-lead", "Afterwards you can");
  const goals = element("ul", "cx-head-goals");
  const state = element("div", "cx-head-state");
  const words = element("span", "cx-small");
  const bar = element("progress", "cx-head-bar");
  bar.setAttribute("aria-label", "Your progress in this lesson");
  state.append(words, bar);
  card.setAttribute("aria-label", "About this lesson");
  const notice = element("p", "cx-error cx-notice"); // what to know about saving, if anything
  card.append(facts, lead, goals, state, notice);
  el.append(card);

  const draw = () => {
    const now = model.get("state");
    facts.textContent = now.facts;
    goals.replaceChildren(...now.goals.map((goal) => element("li", "", goal)));
    words.textContent = `Your progress: ${now.progress}`;
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
