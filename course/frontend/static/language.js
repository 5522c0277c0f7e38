// The page in another language: every text that is put on it is looked up in a catalogue of English texts. Loaded only where
// a language is set (course/language.py); what Python has said already, code and what a learner types stay as they are.
const TEXTS = {};

const READ = ["aria-label", "aria-roledescription", "title", "placeholder", "alt", "label"];
const LEFT = "script, style, pre, code, textarea, svg style";
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
// A text that a script fills in has an empty pair of braces for each thing that it fills in.
const FILLED = Object.entries(TEXTS)
  .filter(([key]) => key.includes("{}") && /[a-z]{2}/i.test(key))
  .sort(([one], [other]) => other.length - one.length)
  .map(([key, text]) => [new RegExp(`^${key.split("{}").map(escaped).join("([^]*?)")}$`), text]);

/** A text in the page's language, spaces around it kept; as it stands where the catalogue does not have it. */
function word(text) {
  const bare = text.trim();
  if (!bare) return text;
  const known = TEXTS[text] ?? TEXTS[bare];
  if (typeof known === "string") return known === TEXTS[text] ? known : text.replace(bare, () => known);
  for (const [form, said] of FILLED) {
    const found = form.exec(bare);
    if (!found) continue;
    let i = 0;
    return text.replace(bare, () => said.replaceAll("{}", () => word(found[(i += 1)])));
  }
  return text;
}

function put(holder, name, text) {
  const said = word(text);
  if (said !== text) holder[name] = said;
}

function read(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (!node.parentElement?.closest(LEFT)) put(node, "data", node.data);
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  for (const name of READ) {
    const text = node.getAttribute(name);
    const said = text && word(text);
    if (said && said !== text) node.setAttribute(name, said);
  }
  node.childNodes.forEach(read);
}

read(document.documentElement);
new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes) {
    if (type === "childList") addedNodes.forEach(read);
    else read(target);
  }
}).observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: READ });
