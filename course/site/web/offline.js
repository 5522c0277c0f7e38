// Keeps the course in the browser, so that it opens without a network: from the first lesson on, or when asked for.

const root = new URL(document.head.dataset.root || "./", location.href);
const KEPT = "The whole course is kept in this browser: it opens without a network, too.";
const NOT = "The course could not be kept in this browser: it needs the network.";
const PRIVATE = "A private window forgets it, and your progress, when it is closed.";

/** A line about it in `place`, and the start; `waits`: only when asked for, or where it is kept already. */
export function offline(place, waits) {
  const keeper = workers();
  if (!keeper) return; // an address without https, or a browser that does not let pages keep anything
  const words = document.createElement("span");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "keep-button", textContent: "Keep for offline" });
  const show = (text, offer = false) => {
    words.textContent = text;
    button.hidden = !offer;
  };
  place.replaceChildren(words, " ", button);
  place.hidden = false;

  async function keep() {
    show("Keeping the course in this browser …");
    try {
      const registration = await keeper.register(new URL("sw.js", root), { scope: root.pathname, updateViaCache: "none" });
      const { active, installing } = registration;
      await (active ? whole(active) : installing && installed(installing));
      document.documentElement.dataset.offline = "kept";
      show(`${KEPT} ${PRIVATE}`);
    } catch (error) {
      console.warn(error);
      show(NOT, true);
    }
  }
  button.addEventListener("click", keep);
  const begin = (there) => {
    if (there?.active || !waits) keep();
    else show("The course (about 9 MB) is not kept in this browser yet.", true);
  };
  keeper.getRegistration(root.pathname).then(begin, () => show(NOT, true));
}

/** What keeps a site in this browser; some let no page of a frame so much as ask for it. */
function workers() {
  try {
    return navigator.serviceWorker;
  } catch {
    return undefined;
  }
}

/** What it kept before is still there, or was fetched anew. */
const whole = (worker) =>
  new Promise((resolve, refuse) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => (data ? resolve() : refuse(new Error("a file of the course could not be fetched")));
    worker.postMessage("whole?", [port2]);
  });

const installed = (worker) =>
  new Promise((resolve, refuse) => {
    const look = () => {
      if (worker.state === "installed" || worker.state === "activated") resolve();
      else if (worker.state === "redundant") refuse(new Error("a file of the course could not be fetched"));
    };
    worker.addEventListener("statechange", look);
    look();
  });
