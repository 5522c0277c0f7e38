// For browsers in which nothing else here runs, for pages that were opened as files, and for those whose scripts did not arrive: says
// so, where all others would seem to be starting for ever, and shows the stored pictures. Plain old JavaScript.
(function () {
  var root = document.documentElement;
  var alone = document.head.getAttribute("data-source") === "./inside.js"; // Python runs in the page itself
  var able =
    "noModule" in HTMLScriptElement.prototype && "IntersectionObserver" in window && "findLastIndex" in Array.prototype &&
    "replaceChildren" in Element.prototype && (!alone || ("WebAssembly" in window && "DecompressionStream" in window));

  /** One of the texts that the page brings along (able.html), in its language: the module that looks up others does not run here. */
  function say(name) {
    var place = document.getElementById("progress-text");
    var bar = document.getElementById("progress");
    root.setAttribute("data-python", "failed");
    if (bar) bar.hidden = true;
    if (!place) return; // the page has not arrived so far
    place.hidden = false;
    place.textContent = document.querySelector("[data-able=" + name + "]").textContent;
  }

  /** Whatever could not be started: pictures that otherwise only those without scripts fetch. */
  function pictures() {
    var left = document.querySelectorAll("main noscript");
    if (root.getAttribute("data-python") === "failed") for (var k = 0; k < left.length; k++) left[k].outerHTML = left[k].textContent;
  }
  new MutationObserver(pictures).observe(root, { attributes: true, attributeFilter: ["data-python"] });
  document.addEventListener("DOMContentLoaded", pictures);

  if (location.protocol === "file:") say("file");
  else if (!able) say(alone ? "inside" : "served"); // tried in none that old: see .github/MAINTENANCE.md
  else {
    // A script that did not arrive, or not to its end.
    document.addEventListener("error", function (event) {
      if (event.target.type === "module") say("missing");
    }, true);
    window.addEventListener("error", function (event) {
      if (event.error instanceof SyntaxError && root.getAttribute("data-state") !== "ready") say("missing");
    });
  }
})();
