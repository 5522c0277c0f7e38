// What the teaching panels share: building nodes, following the state, links to lessons, terms of the glossary.

// JupyterLab's command mode takes keys from anything that does not carry this.
export const KEYS = { "data-lm-suppress-shortcuts": "true" };

let serial = 0;
export const uid = (word) => `cx-${word}-${(serial += 1)}`;

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// `markup` is HTML made by course.teaching.markup, which escapes whatever it is given: never a learner's text.
export function rich(tag, attributes, markup) {
  const node = make(tag, attributes);
  node.innerHTML = markup;
  return node;
}

export const button = (text, attributes = {}) => make("button", { type: "button", class: "cx-button", ...KEYS, ...attributes }, text);

export const spoken = (text) => make("span", { class: "cx-hidden" }, text);

const standing = new Map(); // by kind: what folds the panel that is the first one so far

/** Of the panels of one kind on a lesson's page the first is open; each of the others is one line until it is asked for.
 *  They arrive in any order: what was the first until now becomes a line, unless somebody is in it. Says whether this one is one. */
export function inLine(card, heading, kind) {
  if (!document.querySelector("meta[name=course-page]")) return false;
  const fold = () => {
    if (card.contains(document.activeElement)) return;
    card.dataset.folded = "more";
    heading.tabIndex = -1;
    const open = button("Open", { class: "cx-button cx-button-plain cx-open-panel", "aria-describedby": heading.id });
    open.addEventListener("click", () => {
      delete card.dataset.folded;
      open.remove();
      heading.focus({ preventScroll: true });
    });
    heading.after(open);
  };
  if (document.querySelector(`.${kind}`) === card) {
    standing.get(kind)?.();
    standing.set(kind, fold);
    return false;
  }
  fold();
  return true;
}

/** Have the browser save a text as a file. */
export function saveText({ name, text, type = "application/json" }) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** Call `update(state)` now and whenever Python changes it; say aloud what Python asks to. Returns the clean-up. */
export function follow({ model, el, runtime }, update) {
  const notice = make("p", { class: "cx-error cx-notice" });
  el.append(notice);
  const show = () => {
    const state = model.get("state");
    notice.textContent = state.notice;
    update(state);
  };
  const hear = (content) => content.event === "say" && runtime.announce(content.text);
  model.on("change:state", show);
  model.on("msg:custom", hear);
  const quiet = dismissTips(el);
  show();
  return () => {
    model.off("change:state", show);
    model.off("msg:custom", hear);
    quiet();
  };
}

// A definition shown on hover or focus goes away with Escape, and never hangs over the edge.
function dismissTips(el) {
  const close = (event) => {
    if (event.key !== "Escape") return;
    for (const tip of el.querySelectorAll(".cx-gloss")) tip.classList.add("cx-dismissed");
  };
  const open = (event) => {
    const gloss = event.target.closest?.(".cx-gloss");
    if (!gloss) return;
    gloss.classList.remove("cx-dismissed");
    const left = gloss.getBoundingClientRect().left - el.getBoundingClientRect().left;
    gloss.classList.toggle("cx-gloss-end", left > el.clientWidth / 2);
  };
  el.addEventListener("keydown", close);
  el.addEventListener("pointerover", open);
  el.addEventListener("focusin", open);
  return () => {
    el.removeEventListener("keydown", close);
    el.removeEventListener("pointerover", open);
    el.removeEventListener("focusin", open);
  };
}

// JupyterLab knows which notebook a widget stands in; other pages do not say, and need not.
async function folderInLab(model) {
  const real = await model.widget_manager.get_model(model.get("_self"));
  const path = real.widget_manager?.context?.path;
  return path === undefined ? undefined : path.slice(0, path.lastIndexOf("/") + 1);
}

/** A link to a lesson's notebook beside this one. In JupyterLab it opens in a tab instead of loading the page anew. */
export function lessonLink(model, file, attributes, ...children) {
  const node = make("a", { href: file, ...KEYS, ...attributes }, ...children);
  folderInLab(model).then((folder) => {
    if (folder === undefined) return;
    node.dataset.commandlinkerCommand = "docmanager:open";
    node.dataset.commandlinkerArgs = JSON.stringify({ path: folder + file });
    node.addEventListener("click", (event) => event.preventDefault());
  });
  return node;
}

/** Code with a button that copies it. */
export function codeBlock(code, runtime, label) {
  const copy = button("Copy", { class: "cx-button cx-button-plain cx-copy-code", "aria-label": `Copy ${label}` });
  const text = make("pre", { class: "cx-code", tabindex: "0", "aria-label": label, ...KEYS }, make("code", {}, code));
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code);
      copy.textContent = "Copied";
      runtime.announce("Copied");
    } catch {
      // No right to the clipboard (an insecure address): select it, so that one key press copies it.
      getSelection().selectAllChildren(text);
      copy.textContent = "Press Ctrl+C";
      runtime.announce("Selected; press Control C to copy");
    }
    setTimeout(() => (copy.textContent = "Copy"), 2500);
  });
  return make("div", { class: "cx-code-block" }, text, copy);
}

/** A button that asks once more before it acts. */
export function twoStep({ label, question, yes, no, act }) {
  const first = button(label);
  const sure = button(yes, { class: "cx-button cx-button-primary" });
  const back = button(no);
  const asking = make("span", { class: "cx-row cx-asking", role: "group", "aria-label": question }, make("span", {}, question), sure, back);
  const node = make("span", { class: "cx-twostep" }, first, asking);
  const ask = (open) => {
    first.hidden = open;
    asking.hidden = !open;
  };
  ask(false);
  first.addEventListener("click", () => { ask(true); sure.focus(); });
  back.addEventListener("click", () => { ask(false); first.focus(); });
  sure.addEventListener("click", () => { ask(false); act(); });
  return node;
}
