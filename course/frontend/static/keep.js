// What this browser keeps of a visitor's progress: the events of a progress file, each under its own identity, for all pages and
// tabs of one origin. Merging is the union by identity, so no tab can undo what another one does; what an event means, and which
// of two that share an identity counts, only Python decides. Knows nothing of servers, kernels or widgets.

const EVENT = "margin-course/event/";
const CLEARED = "margin-course/cleared";
const PIECE = 500000; // characters of one piece: well below what a line to Python carries at once
export const SCHEMA = 1;

const fileOf = (events) => `${JSON.stringify({ schema: SCHEMA, events }, null, 1)}\n`;

const RESULTS = ["exercise", "drill", "question", "task", "diagnostic"]; // as Python counts (progress_events.py)
const results = (events) => Object.values(events).filter((event) => RESULTS.includes(event?.kind)).length;

/** Why nothing can be kept, in words; "" if it can. */
function troubleWith(storage) {
  try {
    const place = storage();
    place.setItem(`${CLEARED}?`, "1");
    place.removeItem(`${CLEARED}?`);
    return "";
  } catch (error) {
    return wordsFor(error);
  }
}

const wordsFor = (error) => (error?.name === "QuotaExceededError" ? "this browser has no room left for it" : "this browser does not let the page keep anything");

/** The keep of this page. Where the browser keeps nothing, events last as long as the page, and `trouble` says why. */
export function createKeep(storage = () => localStorage) {
  const listeners = new Set();
  const watchers = new Set(); // of what the browser promises
  const here = new Map(); // what could not be stored
  let trouble = troubleWith(storage);
  let lasting; // whether the browser has promised to clear nothing by itself; undefined: it does not say

  const names = () => {
    try {
      return Object.keys(storage()).filter((name) => name.startsWith(EVENT));
    } catch {
      return [];
    }
  };

  function events() {
    const found = Object.fromEntries(here);
    for (const name of names()) {
      try {
        found[name.slice(EVENT.length)] = JSON.parse(storage().getItem(name));
      } catch {
        // damaged by another hand: not an event
      }
    }
    return found;
  }

  /** Keep events; returns why that failed, or "". What fails stays here for as long as the page does, and is tried again with the next. */
  function put(added, from = "page") {
    store({ ...Object.fromEntries(here), ...added });
    tell({ events: added, from });
    return trouble;
  }

  function store(due) {
    let failed = "";
    for (const [id, event] of Object.entries(due)) {
      try {
        storage().setItem(EVENT + id, JSON.stringify(event));
        here.delete(id);
      } catch (error) {
        failed = wordsFor(error);
        here.set(id, event);
      }
    }
    trouble = failed || troubleWith(storage);
  }

  // Another page may have made room by now, and what is only here is gone in a moment.
  globalThis.addEventListener?.("pagehide", () => here.size && store(Object.fromEntries(here)));

  async function promise(way) {
    try {
      lasting = await navigator.storage[way]();
    } catch {
      return; // an address without https has nothing to ask
    }
    for (const watcher of watchers) watcher();
  }
  promise("persisted");

  /** Forget everything, in the other tabs too. */
  function clear(from = "page") {
    here.clear();
    try {
      for (const name of names()) storage().removeItem(name);
      storage().setItem(CLEARED, String(Date.now()));
    } catch {
      // nothing was kept
    }
    tell({ cleared: true, from });
  }

  function tell(change) {
    for (const listener of [...listeners]) listener(change);
  }

  globalThis.addEventListener?.("storage", ({ key, newValue }) => {
    if (key === CLEARED || key === null) {
      here.clear();
      tell({ cleared: true, from: "tab" });
    } else if (key.startsWith(EVENT) && newValue !== null) {
      try {
        tell({ events: { [key.slice(EVENT.length)]: JSON.parse(newValue) }, from: "tab" });
      } catch {
        // not an event
      }
    }
  });

  return {
    events,
    put,
    clear,
    /** Why new events are not being kept, or "". */
    get trouble() {
      return trouble;
    },
    /** Whether the browser may clear what it keeps when it runs short of room, as far as it says. */
    get fleeting() {
      return lasting === false;
    },
    /** Ask it not to; some browsers ask the visitor. */
    persist: () => promise("persist"),
    /** Call `watcher()` whenever the browser has said so, or otherwise. */
    onPromise: (watcher) => watchers.add(watcher),
    /** How many results there are; what was opened, guessed, written into a plan or laid on the desk is kept too, but is none. */
    get results() {
      return results(events());
    },
    /** How much there is that would be missed. */
    get count() {
      return Object.values(events()).filter((event) => event?.kind !== "opened").length;
    },
    get empty() {
      return here.size === 0 && names().length === 0;
    },
    /** Everything as the text of a progress file, in the form that Python writes and reads. */
    text() {
      const ordered = Object.entries(events()).sort(([a, x], [b, y]) => x?.at - y?.at || (a < b ? -1 : 1));
      return fileOf(Object.fromEntries(ordered));
    },
    /** The same in pieces, one at least. */
    pieces(chosen = events()) {
      const pieces = [{}];
      let size = 0;
      for (const [id, event] of Object.entries(chosen)) {
        const length = JSON.stringify(event).length;
        if (size && size + length > PIECE) {
          pieces.push({});
          size = 0;
        }
        pieces.at(-1)[id] = event;
        size += length;
      }
      return pieces.map(fileOf);
    },
    /** Call `listener({events} or {cleared}, from)` after every change, here or in another tab; returns what stops it. */
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Hand a text to the visitor as a file. */
export function save(text, name = "course-progress.json") {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

const FLEETING = " The browser may clear it when it runs short of room.";

const plural = (count) => (count === 1 ? "1 result" : `${count.toLocaleString("en-US")} results`);

/**
 * A line about the keep in `place`, with Download and Upload.
 * `fold(text)` has Python read a progress file: it resolves to {events} or {refused: why}. `largest`: bytes of a file.
 */
export function bar(place, keep, { fold, largest }) {
  const make = (tag, properties, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };
  const words = make("span", { className: "keep-words" });
  const said = make("span", { className: "keep-said" });
  said.setAttribute("role", "status");
  const button = (text, onclick) => make("button", { type: "button", className: "keep-button", textContent: text, onclick });
  const file = make("input", { type: "file", accept: ".json,application/json", hidden: true, tabIndex: -1 });
  file.setAttribute("aria-label", "Progress file");
  const download = button("Download", () => save(keep.text()));
  download.setAttribute("aria-label", "Download your progress");
  const upload = button("Upload", () => file.click());
  upload.setAttribute("aria-label", "Upload saved progress");

  async function take(chosen) {
    if (chosen.size > largest) return `That file is too large to be saved progress: at most ${largest / 1e6} MB are taken. Nothing has changed.`;
    const before = keep.events();
    const { events, refused } = await fold(await chosen.text());
    if (refused) return `That file was not taken in: ${refused}. Nothing has changed.`;
    // What is kept once, such as a book on the desk, may be a later one there.
    const added = Object.fromEntries(Object.entries(events).filter(([id, event]) => !(before[id]?.at >= event.at)));
    const count = results(added);
    keep.put(added, "file");
    if (!Object.keys(added).length) return "It held nothing that is not here already.";
    if (!count) return "It held no new result; what else was new in it was added.";
    return `${plural(count)} ${count === 1 ? "was" : "were"} added.`;
  }

  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    file.value = "";
    if (!chosen) return;
    said.textContent = "Reading …";
    said.textContent = await take(chosen).catch(() => "That file could not be read just now. Nothing has changed; try again.");
  });

  function show() {
    const count = keep.results;
    const much = count ? plural(count) : "No results yet";
    words.textContent = keep.trouble
      ? `Your progress: ${much}. It is not being kept, since ${keep.trouble}: download it before you leave.`
      : `Your progress: ${much}. Kept in this browser only; a download keeps it for good.`;
    if (!keep.trouble && keep.count && keep.fleeting) words.textContent += FLEETING;
    words.classList.toggle("keep-trouble", Boolean(keep.trouble));
    download.disabled = keep.empty;
  }
  keep.onChange(show);
  keep.onPromise(show);
  show();
  place.replaceChildren(words, " ", download, " ", upload, file, " ", said);
  place.hidden = false;
}
