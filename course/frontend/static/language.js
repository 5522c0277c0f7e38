// The page in another language: every text that is put on it is looked up in a catalogue of English texts. Loaded only where
// a language is set (course/language.py); what Python has said already, code and what a learner types stay as they are.
const TEXTS = {};
const CODE = TEXTS.en ?? "en";

// What is read out, shown on pointing, or written by a style sheet.
const READ = ["aria-label", "aria-roledescription", "title", "placeholder", "alt", "label", "data-label", "data-name"];
const LEFT = "script, style, pre, code, textarea, svg style, [translate=no]";
// On a page of the course everything is its own; what a kernel sends stands on somebody else's, such as JupyterLab.
const ours = !import.meta.url.startsWith("blob:");
const OWN = ours ? "*" : '[class^="cx-"], [class*=" cx-"]';
// As course/language.py has it: a text that is put together has an empty pair of braces for each piece, and is known by a word of
// four letters or by two; a row is looked up word by word.
const FORMS = Object.entries(TEXTS)
  .filter(([key]) => key.includes("{}") && /\p{L}{4}|\p{L}{2}[^]*[^\p{L}]\p{L}{2}/u.test(key))
  .map(([key, text]) => [key.trim().split("{}"), text.trim().split("{}"), key.replaceAll("{}", "").length])
  .sort(([, , one], [, , other]) => other - one);
const ROWS = [/(\n)/, /((?<=[.?!]) )/, /(; | → )/, /( · )/, /(: )/, /(, )/, /( and | or )/];
const said = new Map();

/** A text in the page's language, spaces around it kept; as it stands where the catalogue does not have it. */
function word(text) {
  if (!/\p{L}{2}/u.test(text)) return text;
  if (!said.has(text)) {
    const shown = spoken(text, text.trim(), text.replace(/^[\s:;,·✓✕✗]+|[\s:;,·✓✕✗]+$/g, ""));
    said.set(text, shown).set(shown, shown); // what is put on the page is seen again, and is not English
  }
  return said.get(text);
}

/** What stands between those parts of a text, each as short as can be; null if it is not made of them. */
function pieces(text, around) {
  const [head, tail, found] = [around[0], around.at(-1), []];
  const end = text.length - tail.length;
  let at = head.length;
  if (end < at || !text.startsWith(head) || !text.endsWith(tail)) return null;
  for (const part of around.slice(1, -1)) {
    const place = text.indexOf(part, at);
    if (place < 0 || place + part.length > end) return null;
    found.push(text.slice(at, place));
    at = place + part.length;
  }
  return [...found, text.slice(at, end)];
}

function spoken(text, whole, bare) {
  if (Object.hasOwn(TEXTS, text)) return TEXTS[text];
  if (Object.hasOwn(TEXTS, bare)) return text.replace(bare, () => TEXTS[bare]);
  const rows = ROWS.map((between) => text.split(between)).filter((row) => row.length > 1);
  const known = rows.find((row) => row.every((piece, i) => i % 2 || Object.hasOwn(TEXTS, piece)));
  const put = (row) => row.map((part, i) => (i % 2 ? TEXTS[part] ?? part : word(part))).join("");
  if (known) return put(known);
  for (const [around, there] of FORMS) {
    const found = pieces(whole, around);
    if (found) return text.replace(whole, () => there.map((part, i) => part + word(found[i] ?? "")).join(""));
  }
  const core = bare.replace(/^[\d\s.,:;$%×−+–✓✕✗]+|[\d\s.,:;$%×−+–✓✕✗]+$/g, ""); // a price with its name
  if (Object.hasOwn(TEXTS, core)) return text.replace(core, () => TEXTS[core]);
  if (!rows.length) return text;
  const [first, between] = rows[0]; // the rest may be known as a whole
  return put([first, between, text.slice(first.length + between.length)]);
}

function put(holder, name, text) {
  const shown = word(text);
  if (shown !== text) holder[name] = shown;
}

function read(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (node.parentElement?.closest(OWN) && !node.parentElement.closest(LEFT)) put(node, "data", node.data);
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  if (node.closest(OWN)) {
    if (!ours && !node.parentElement.closest(OWN)) node.lang = CODE;
    for (const name of READ) {
      const text = node.getAttribute(name);
      const shown = text && word(text);
      if (shown && shown !== text) node.setAttribute(name, shown);
    }
  }
  node.childNodes.forEach(read);
}

globalThis.__course_word__ = word; // for what is drawn and not put on the page
if (ours) document.documentElement.lang = CODE;
read(document.documentElement);
new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes) {
    if (type === "childList") addedNodes.forEach(read);
    else read(target);
  }
}).observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: READ });
