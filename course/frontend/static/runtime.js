// The shared runtime: one per page and version, used by every part. Holds the modules, the style sheet, the Vega bundle,
// the announcer for screen readers and the theme.

const STYLE_ID = "cx-style";

// A source is {text}, {gzip: DataView | Uint8Array} or {url}: from the kernel the first two, from a page's own files the last.
async function textOf(source) {
  if (source.text !== undefined) return source.text;
  const packed = source.gzip;
  const bytes = new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

async function importSource(source) {
  if (source.url) return import(/* webpackIgnore: true */ source.url);
  const url = URL.createObjectURL(new Blob([await textOf(source)], { type: "text/javascript" }));
  try {
    return await import(/* webpackIgnore: true */ url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function injectStyle(css, version) {
  const old = document.getElementById(STYLE_ID);
  if (old?.dataset.version === version) return;
  let node;
  if (css.url) {
    node = document.createElement("link");
    node.rel = "stylesheet";
    node.href = css.url;
  } else {
    node = document.createElement("style");
    node.textContent = css.text;
  }
  node.id = STYLE_ID;
  node.dataset.version = version;
  document.head.append(node);
  old?.remove();
}

// The page's own wish (data-cx-theme) goes first, then JupyterLab's theme, then the system's.
function wantsDark() {
  const wish = document.documentElement.dataset.cxTheme;
  if (wish === "dark" || wish === "light") return wish === "dark";
  const lab = document.body?.dataset.jpThemeLight;
  if (lab !== undefined) return lab === "false";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function watchTheme() {
  const listeners = new Set();
  const root = document.documentElement;
  let dark;
  const look = () => {
    const now = wantsDark();
    if (now === dark) return;
    dark = now;
    root.dataset.cxDark = String(dark);
    for (const listener of [...listeners]) listener(dark);
  };
  look();
  new MutationObserver(look).observe(root, { attributes: true, attributeFilter: ["data-cx-theme"] });
  // A page that brings these files itself may run this before it has a body.
  const watchBody = () => {
    new MutationObserver(look).observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
    look();
  };
  if (document.body) watchBody();
  else addEventListener("DOMContentLoaded", watchBody, { once: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);
  return { listeners, dark: () => dark };
}

// One polite live region for the page. Text is set a moment after it is emptied so that a repeated sentence is spoken again.
function announcer() {
  let region, speak, clear;
  return (text) => {
    if (!region?.isConnected) {
      region = document.createElement("div");
      region.className = "cx-hidden";
      region.setAttribute("role", "status");
      region.setAttribute("aria-live", "polite");
      document.body.append(region);
    }
    region.textContent = "";
    clearTimeout(speak);
    clearTimeout(clear);
    speak = setTimeout(() => (region.textContent = text), 60);
    clear = setTimeout(() => (region.textContent = ""), 8000);
  };
}

// A line never breaks between a sign and its dollar, nor in a date, wherever a part of the course writes one: what is put on the
// page is looked at once. What is copied, typed or compared stays as it was: the letters are the same.
const WHOLE = /([−+]\$[\d.,]*\d|\d{4}-\d\d-\d\d)/;
const AS_IT_IS = "pre, code, textarea, option, svg, script, style, [contenteditable], .cx-nobreak";

function keepTogether() {
  const whole = (text) => {
    const parent = text.parentElement;
    if (!WHOLE.test(text.data) || !parent?.closest(".cx-root") || parent.closest(AS_IT_IS)) return;
    text.replaceWith(...text.data.split(WHOLE).map((part, i) => {
      if (i % 2 === 0) return part;
      const span = document.createElement("span");
      span.className = "cx-nobreak";
      span.textContent = part;
      return span;
    }));
  };
  const look = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return whole(node);
    if (node.nodeType !== Node.ELEMENT_NODE) return undefined;
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found.forEach(whole);
  };
  look(document.documentElement);
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "childList") addedNodes.forEach(look);
      else look(target);
    }
  }).observe(document.documentElement, { subtree: true, childList: true, characterData: true });
}

/** Build the page's runtime. `sources` = {css, modules: {name: source}, vega: source}. */
export function createRuntime(version, sources) {
  injectStyle(sources.css, version);
  // Only where another language is set. It looks a text up before that is taken apart.
  const speaks = sources.modules.language && importSource(sources.modules.language);
  Promise.resolve(speaks).catch(() => {}).then(keepTogether);
  const theme = watchTheme();
  const loaded = new Map();
  return Object.freeze({
    version,
    /** The module `name`: the shared Vega bundle as "vega" ({vegaEmbed}), or any static/*.js of the course by its stem. */
    load(name) {
      if (!loaded.has(name)) {
        const source = name === "vega" ? sources.vega : sources.modules[name];
        const module = source
          ? importSource(source)
          : Promise.reject(new Error(`the course has no front-end module "${name}"`));
        module.catch(() => loaded.delete(name));
        loaded.set(name, module);
      }
      return loaded.get(name);
    },
    announce: announcer(),
    dark: theme.dark,
    /** Call `listener(dark)` when the theme changes; returns a function that stops it. */
    onTheme(listener) {
      theme.listeners.add(listener);
      return () => theme.listeners.delete(listener);
    },
    still: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
}
