// The page in another language: every text that is put on it is looked up in a catalogue of English texts. Loaded only where
// a language is set (course/language.py); what Python has said already, code and what a learner types stay as they are.
const TEXTS = {};

const READ = ["aria-label", "aria-roledescription", "title", "placeholder", "alt", "label"];
const LEFT = "script, style, pre, code, textarea, svg style";
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
// As course/language.py has it: a text that is put together has an empty pair of braces for each piece, and is known by a word of
// three letters or by two; a row is looked up word by word.
const FORMS = Object.entries(TEXTS)
  .filter(([key]) => key.includes("{}") && /\p{L}{3}|\p{L}{2}[^]*[^\p{L}]\p{L}{2}/u.test(key))
  .sort(([one], [other]) => other.length - one.length)
  .map(([key, text]) => [new RegExp(`^${key.split("{}").map(escaped).join("(.*?)")}$`), text]);
const ROW = /(\n|; | → |, )/;
const said = new Map();

/** A text in the page's language, spaces around it kept; as it stands where the catalogue does not have it. */
function word(text) {
  if (!/\p{L}{2}/u.test(text)) return text;
  if (!said.has(text)) said.set(text, spoken(text, text.trim()));
  return said.get(text);
}

function spoken(text, bare) {
  if (Object.hasOwn(TEXTS, text)) return TEXTS[text];
  if (Object.hasOwn(TEXTS, bare)) return text.replace(bare, () => TEXTS[bare]);
  for (const [form, shown] of FORMS) {
    const found = form.exec(bare);
    if (!found) continue;
    let i = 0;
    return text.replace(bare, () => shown.replaceAll("{}", () => word(found[(i += 1)])));
  }
  return ROW.test(bare) ? text.split(ROW).map(word).join("") : text;
}

function put(holder, name, text) {
  const shown = word(text);
  if (shown !== text) holder[name] = shown;
}

function read(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (!node.parentElement?.closest(LEFT)) put(node, "data", node.data);
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  for (const name of READ) {
    const text = node.getAttribute(name);
    const shown = text && word(text);
    if (shown && shown !== text) node.setAttribute(name, shown);
  }
  node.childNodes.forEach(read);
}

document.documentElement.lang = TEXTS.en ?? "en";
read(document.documentElement);
new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes) {
    if (type === "childList") addedNodes.forEach(read);
    else read(target);
  }
}).observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: READ });
