// For browsers in which nothing else here runs, and for pages whose scripts did not arrive: says so, where all others would
// seem to be starting for ever. Plain old JavaScript.
(function () {
  var alone = document.head.getAttribute("data-source") === "./inside.js"; // Python runs in the page itself
  var able =
    "noModule" in HTMLScriptElement.prototype && "IntersectionObserver" in window && "findLastIndex" in Array.prototype &&
    "replaceChildren" in Element.prototype && (!alone || ("WebAssembly" in window && "DecompressionStream" in window));
  var takes = alone ? "Firefox 114 or Safari 16.4" : "Firefox 104 or Safari 15.4"; // findLastIndex; module workers, DecompressionStream. Tried in none that old

  function say(text) {
    document.documentElement.setAttribute("data-python", "failed");
    document.getElementById("progress").hidden = true;
    document.getElementById("progress-text").textContent = text;
  }

  if (!able) say("This browser is too old for the pictures to move: it takes Chrome or Edge 97, " + takes + ", or newer. The text and its pictures stay as they are.");
  else
    document.addEventListener("error", function (event) {
      if (event.target.type === "module") say("A part of this page did not arrive, so its pictures do not move. Reload the page to try again.");
    }, true);
})();
