// A learner's code: written here, run in a worker of its own. Code that does not end takes only that worker with it.

const DEFINING = 3; // seconds for what stands outside the function
const SPARE = 3; // seconds beyond what a check allows itself
const CODE = "margin-course/code/";

/** What was written for an exercise: {code, able, put}. `put(text)` keeps it; like `able` it says whether this browser does. */
export function keep(lesson, name) {
  const key = `${CODE}${lesson}/${name}`;
  const able = (action) => {
    try {
      action();
      return true;
    } catch {
      return false; // it lasts as long as the page
    }
  };
  let code;
  return { able: able(() => (code = localStorage.getItem(key))), code, put: (text) => able(() => localStorage.setItem(key, text)) };
}

/** The page's one bench; `beginning` is the message that starts a worker. */
export function createBench(beginning) {
  let worker;
  let ready;
  let turn = Promise.resolve();
  let serial = 0;
  const asked = new Map();

  function start() {
    worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "bench" });
    ready = new Promise((resolve, refuse) => {
      worker.onerror = (event) => refuse(new Error(event.message));
      worker.onmessage = ({ data }) => {
        if (data.kind === "ready") resolve();
        else if (data.kind === "failed" || data.kind === "again") refuse(new Error(data.why));
        else if (asked.has(data.id)) {
          asked.get(data.id)(data.reply);
          asked.delete(data.id);
        }
      };
    });
    ready.catch(() => ((worker = undefined), (beginning = { ...beginning, keep: false })));
    worker.postMessage(beginning);
  }

  /** Ask for something; undefined if there is no answer within so many seconds. */
  function ask(message, seconds) {
    serial += 1;
    const id = serial;
    return new Promise((resolve) => {
      const late = setTimeout(() => (asked.delete(id), resolve(undefined)), seconds * 1000);
      asked.set(id, (reply) => (clearTimeout(late), resolve(reply)));
      worker.postMessage({ ...message, id });
    });
  }

  async function check({ name, code, patience, say }) {
    if (!worker) start();
    say("Checking …");
    const slow = setTimeout(() => say("Starting a Python of its own for your code …"), 1000);
    try {
      await ready;
    } catch (error) {
      console.error(error);
      return { failed: "Python could not be started for your code. Check again, or reload the page, to try once more." };
    } finally {
      clearTimeout(slow);
    }
    say("Checking …");
    const defined = await ask({ kind: "define", name, code }, DEFINING);
    if (!defined) return replaced(DEFINING);
    if (defined.verdict) return { verdict: defined.verdict, counts: false, printed: defined.printed };
    const verdict = await ask({ kind: "judge", name }, patience + SPARE);
    return verdict ? { verdict, counts: !["not attempted", "stopped"].includes(verdict.outcome), printed: defined.printed } : replaced(patience + SPARE);
  }

  function replaced(seconds) {
    worker.terminate();
    asked.clear();
    start();
    return { endless: seconds };
  }

  return {
    /** Start it, since code is about to be written. */
    warm: () => worker ?? start(),
    /** Judge code, one after the other: resolves to {verdict, counts, printed}, {endless: seconds} or {failed: words}. */
    check(wish) {
      turn = turn.then(() => check(wish));
      return turn;
    },
    /** An editor, or a plain field where it cannot be had. */
    async editor(wish) {
      try {
        return (await import("./editor.js")).createEditor(wish);
      } catch (error) {
        console.error(error);
        return field(wish);
      }
    },
  };
}

/** A text field in which Tab indents, unless Escape was pressed before. */
function field({ parent, code, label, changed, run }) {
  const area = Object.assign(document.createElement("textarea"), { className: "cx-bench-code", value: code, rows: Math.max(6, code.split("\n").length + 2), spellcheck: false });
  area.setAttribute("aria-label", label);
  let leaving = false;
  area.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && !event.shiftKey && !leaving) {
      event.preventDefault();
      area.setRangeText("    ", area.selectionStart, area.selectionEnd, "end");
      changed(area.value);
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
    leaving = event.key === "Escape";
  });
  area.addEventListener("input", () => changed(area.value));
  parent.append(area);
  return {
    get code() {
      return area.value;
    },
    set code(text) {
      area.value = text;
      changed(text);
    },
    focus: () => area.focus(),
  };
}
