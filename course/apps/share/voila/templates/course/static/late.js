// When a page that shows its opening view starts its Python: not for being looked at, but when it is about to be needed.

const PRESSED = "button, input, select, textarea, summary, label, [role=slider], .cx-turn, .cx-handle"; // what a hand or a key goes to
const NEAR = "50%"; // of a screen: how close a figure may come that only Python can show

/**
 * Call `wake()` as soon as a hand or a key comes to something in a figure of `lesson` that can be pressed, or a figure comes near
 * that the opening view has not. (What is pressed or dragged itself is told by the widgets: see onEarly.) What stands above the
 * first figure of the view is as it is stored, and a newcomer's; it waits for nobody.
 */
export function whenWanted(lesson, wake) {
  const reached = ({ target }) => target.closest?.(".page-figure") && target.closest(PRESSED) && wake();
  for (const kind of ["pointerover", "pointerdown", "focusin"]) lesson.addEventListener(kind, reached, { passive: true });
  const figures = [...lesson.querySelectorAll(".page-figure")];
  const first = figures.findIndex((figure) => !figure.classList.contains("waiting"));
  const near = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && wake(), { rootMargin: `${NEAR} 0px` });
  if (first < 0) wake();
  for (const figure of figures.slice(0, Math.max(first, 0))) figure.removeAttribute("aria-busy");
  for (const figure of figures.slice(Math.max(first, 0))) if (figure.classList.contains("waiting")) near.observe(figure);
  return () => {
    near.disconnect();
    for (const kind of ["pointerover", "pointerdown", "focusin"]) lesson.removeEventListener(kind, reached);
  };
}
