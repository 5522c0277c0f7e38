// The account line of the desk: figures of the main pool, every pool by itself, and the way back.
export async function render({ model, el, runtime }) {
  const { button, follow, make, uid } = await runtime.load("panelkit");
  const id = uid("deskline");
  const title = make("p", { class: "cx-title", id });
  const figures = make("dl", { class: "cx-figures" });
  const pools = make("ul", { class: "cx-pools", "aria-label": "Pools" });
  const sum = make("p", { class: "cx-quiet cx-small" });
  const rest = make("dl", { class: "cx-figures" });
  const more = make("details", { class: "cx-details" }, make("summary", {}, "Equity, margin ratio, every pool"), rest, pools, sum);
  const undo = button("Undo", { class: "cx-button cx-undo" });
  undo.addEventListener("click", () => undo.getAttribute("aria-disabled") !== "true" && model.send({ event: "undo" }));
  const card = make("section", { class: "cx-card cx-deskline", "aria-labelledby": id }, make("div", { class: "cx-deskline-head" }, title, undo), figures, more);
  el.append(card);
  // It stays in sight on the page of the apps: what is jumped to, and what sticks below it, keeps clear of its height. The page is
  // told so: a style that looked for the line would have the browser search the page for it, on every page and at every change.
  const page = document.documentElement;
  page.dataset.deskline = "";
  const height = new ResizeObserver(() => page.style.setProperty("--cx-deskline", `${Math.ceil(card.getBoundingClientRect().height)}px`));
  height.observe(card);
  // In the lesson it goes away with the desk: what is practised below is about other books.
  const below = document.getElementById("Practise");
  const gone = below && new IntersectionObserver(([{ isIntersecting }]) => card.classList.toggle("cx-rests", isIntersecting), { rootMargin: "1000000px 0px -50% 0px" });
  gone?.observe(below);
  let told = "";
  let resting;
  const stop = follow({ model, el, runtime }, (state) => {
    title.closest("section").classList.toggle("cx-waits", state.waits);
    undo.hidden = figures.hidden = more.hidden = state.waits;
    if (state.waits) {
      title.textContent = "The account line opens with your first guess.";
      return;
    }
    title.textContent = state.title;
    const [first, others] = [state.figures.slice(0, 4), state.figures.slice(4)];
    for (const [list, items] of [[figures, first], [rest, others]]) {
      list.replaceChildren(...items.map(([name, value, about]) => make("div", {}, make("dt", {}, name), make("dd", {}, value), about && make("dd", { class: "cx-quiet cx-small" }, about))));
    }
    pools.replaceChildren(...state.pools.map(([name, health, far]) => make("li", {}, make("strong", {}, name), ` ${health}, ${far}`)));
    if (state.more) pools.append(make("li", {}, `and ${state.more} more`));
    pools.hidden = state.pools.length < 2;
    sum.textContent = state.sum;
    sum.hidden = !state.sum;
    undo.setAttribute("aria-disabled", String(!state.steps));
    // Said once the hand rests, not at every step.
    clearTimeout(resting);
    if (told && told !== state.title) resting = setTimeout(() => runtime.announce(`${state.title}. Health ${state.figures[0][1]}.`), 700);
    told = state.title;
  });
  return () => {
    clearTimeout(resting);
    height.disconnect();
    delete page.dataset.deskline;
    gone?.disconnect();
    stop();
  };
}
