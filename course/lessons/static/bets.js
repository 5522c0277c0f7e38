// Your guesses against the venue: a small table, one row a question.
export async function render({ model, el, runtime }) {
  const { follow, make, uid } = await runtime.load("panelkit");
  const id = uid("bets");
  const words = make("p", { class: "cx-quiet" });
  const list = make("div", { class: "cx-bets" });
  const card = make("section", { class: "cx-card cx-betting", "aria-labelledby": id, hidden: true }, make("h3", { class: "cx-title", id }, "Your guesses against the venue"), words, list);
  el.append(card);

  return follow({ model, el, runtime }, (state) => {
    card.hidden = !state.rows.length && Boolean(document.querySelector("meta[name=course-page]")); // a cell that ran says what it is for
    words.textContent = state.words;
    list.replaceChildren(...state.rows.map((row) => make("dl", { class: row.right ? "cx-bet cx-bet-right" : "cx-bet" },
      make("dt", {}, state.several ? `${row.lesson}: ${row.asked}` : row.asked),
      make("dd", { class: "cx-bet-said" }, make("span", { class: "cx-small" }, `You, on ${row.day}`), make("strong", {}, row.said)),
      make("dd", { class: "cx-bet-truth" }, make("span", { class: "cx-small" }, row.right ? "Right: it is" : "It is"), make("strong", {}, row.truth)))));
  });
}
