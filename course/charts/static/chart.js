// Charts that live: a Vega view is made once from its design, afterwards only its named tables are swapped.
// Shared by every part that shows charts: const { createPanels, followFrames } = await runtime.load("chart").

// Every light house colour and its dark twin (course/charts/theme.py; a test holds them equal).
const DARK = {
  "#0072b2": "#56AEE6", "#e69f00": "#F2B53A", "#c1272d": "#FF7B76", "#009e73": "#35C498", "#8a4fbf": "#C19BF0",
  "#1f2933": "#E6EAEE", "#7b8794": "#8D99A6", "#ffffff": "#15191E", "#d9dfe5": "#343D47", "#f6f8fa": "#1D232A",
  "#8a5a00": "#F2B53A", "#00714f": "#35C498", "#57626e": "#A5B0BB",
};
const SLIDE_MS = 200;
const INSIDE = 13; // pixels from an axis with numbers to the middle of a handle
const HANDLE_CURSOR = { x: "ew-resize", y: "ns-resize", xy: "move" };
const HANDLE_ARROWS = { x: "↔", y: "↕", xy: "" };
let dragged = false; // whether somebody has dragged a handle on this page: then nobody needs the hint any more
let hinted; // the one handle of the page that says so

/** Tables {name: {rows, columns: {column: array}}} from a layout and its binary block. */
function decode(layout, block) {
  const aligned = block.byteOffset % 8 === 0 ? block : new DataView(block.buffer.slice(block.byteOffset, block.byteOffset + block.byteLength));
  const tables = {};
  for (const [name, { rows, columns }] of Object.entries(layout)) {
    const decoded = {};
    for (const [column, { at, levels }] of Object.entries(columns)) {
      const numbers = new Float64Array(aligned.buffer, aligned.byteOffset + at, rows);
      decoded[column] = levels ? Array.from(numbers, (code) => levels[code]) : numbers;
    }
    tables[name] = { rows, columns: decoded };
  }
  return tables;
}

function rowsOf({ rows, columns }) {
  const names = Object.keys(columns);
  const arrays = Object.values(columns);
  const out = new Array(rows);
  for (let i = 0; i < rows; i += 1) {
    const row = {};
    for (let k = 0; k < names.length; k += 1) row[names[k]] = arrays[k][i];
    out[i] = row;
  }
  return out;
}

function sameTable(a, b) {
  if (!a || a.rows !== b.rows) return false;
  const names = Object.keys(b.columns);
  if (names.length !== Object.keys(a.columns).length) return false;
  return names.every((name) => {
    const [was, is] = [a.columns[name], b.columns[name]];
    if (!was) return false;
    for (let i = 0; i < is.length; i += 1) if (!Object.is(was[i], is[i])) return false;
    return true;
  });
}

// Part of the way from one table to another of the same shape; what is no number arrives at once.
function between(from, to, share) {
  if (!from || from.rows !== to.rows) return to;
  const columns = {};
  for (const [name, target] of Object.entries(to.columns)) {
    const start = from.columns[name];
    if (!(target instanceof Float64Array) || !(start instanceof Float64Array)) {
      columns[name] = target;
      continue;
    }
    columns[name] = target.map((value, i) => (Number.isFinite(start[i]) && Number.isFinite(value) ? start[i] + (value - start[i]) * share : value));
  }
  return { rows: to.rows, columns };
}

const ease = (t) => 1 - (1 - t) ** 3;

function darkened(spec) {
  return JSON.parse(JSON.stringify(spec).replace(/#[0-9a-f]{6}\b/gi, (hex) => DARK[hex.toLowerCase()] ?? hex));
}

/**
 * One chart in `el`. Returns {show(tables, slide), onDrag(channel, listener), onSignal(name, listener), destroy()}.
 * It is drawn when `el` first has a width (a hidden tab has none), follows that width, and is drawn anew when the theme changes.
 */
function createPanel({ el, spec, runtime }) {
  el.classList.add("cx-chart");
  const canvasHome = document.createElement("div");
  canvasHome.className = "cx-chart-view";
  el.append(canvasHome);

  const fluid = spec.width === "container";
  const signals = [];
  let result, view, sources;
  let target = {}; // what should be on show
  let shown = {}; // what is
  let width = 0;
  let drawing = false;
  let stale = false;
  let gone = false;
  let painted = false; // in this animation frame
  let slideFrame = 0;
  let lastFrame = 0;
  const handles = new Map(); // by name: {node, hint, drags}

  async function draw() {
    if (gone || !width) return;
    if (drawing) {
      stale = true;
      return;
    }
    drawing = true;
    stale = false;
    const { vegaEmbed } = await runtime.load("vega");
    const at = width;
    const first = target;
    const datasets = Object.fromEntries(Object.entries(first).map(([name, table]) => [name, rowsOf(table)]));
    const sized = { ...spec, datasets: { ...spec.datasets, ...datasets }, ...(fluid && { width: at }) };
    const fresh = document.createElement("div");
    fresh.className = "cx-chart-fresh";
    canvasHome.append(fresh);
    try {
      const made = await vegaEmbed(fresh, runtime.dark() ? { ...darkened({ ...sized, datasets: {} }), datasets: sized.datasets } : sized, {
        mode: "vega-lite",
        renderer: "canvas",
        actions: false,
        defaultStyle: false,
        tooltip: { theme: "custom" },
      });
      result?.finalize();
      for (const old of [...canvasHome.children]) if (old !== fresh) old.remove();
      fresh.className = "";
      result = made;
      view = made.view;
      el.__view__ = view;
      const state = view.getState({ data: () => true, signals: () => false }).data;
      sources = Object.keys(first).filter((name) => name in state);
      shown = { ...first };
      for (const { name, listener } of signals) view.addSignalListener(name, (_, value) => listener(value));
      el.dataset.drawn = "true";
    } catch (error) {
      fresh.className = "cx-error";
      fresh.setAttribute("role", "alert");
      fresh.textContent = "This chart could not be drawn; the sentence below says what it shows.";
      throw error;
    } finally {
      drawing = false;
    }
    if (gone) result.finalize();
    else if (stale) await draw();
    else {
      if (fluid && width !== at) resize();
      paint(target);
    }
  }

  function resize() {
    view.width(width).resize().run();
    placeHandle();
  }

  // Labels of an axis that grow would run out of the picture: lay out anew then, and only then, so that charts do not twitch.
  function keepInside() {
    const picture = canvasHome.querySelector("canvas");
    const [left] = view.origin();
    const axes = (view.scenegraph().root.items[0]?.items ?? []).filter((mark) => mark.role === "axis");
    if (axes.some(({ bounds }) => bounds.x1 + left < -1 || bounds.x2 + left > picture.clientWidth + 1)) resize();
  }

  // The ring on what can be dragged: in the plane at its point, along one axis on that axis. A finger drags nothing but the ring,
  // so that a page can be scrolled across its charts; a mouse may press anywhere.
  function placeHandle() {
    if (!handles.size || !view || gone) return;
    const canvas = view.container().querySelector("canvas, svg");
    const [left, top] = view.origin();
    for (const handle of handles.values()) {
      // What is set stands on its axis (just inside of it, where the axis has its numbers beside it), a result at the far side.
      const at = handle.node.dataset.result ? { x: view.width(), y: 0 } : { x: INSIDE, y: view.height() };
      handle.node.hidden = true;
      for (const { channel, value } of handle.drags) {
        const scale = view.scale(channel);
        const pixel = scale(value());
        const range = scale.range();
        if (!Number.isFinite(pixel)) at[channel] = NaN;
        else at[channel] = Math.max(Math.min(...range), Math.min(Math.max(...range), pixel));
      }
      if (Number.isNaN(at.x + at.y)) continue;
      handle.node.style.transform = `translate(${canvas.offsetLeft + left + at.x}px, ${canvas.offsetTop + top + at.y}px)`;
      handle.node.hidden = false;
      handle.at = at;
      hinted ??= handle;
      handle.hint.hidden = dragged || hinted !== handle;
    }
  }

  function paint(tables) {
    let changed = false;
    for (const name of sources) {
      if (!tables[name] || sameTable(shown[name], tables[name])) continue;
      view.data(name, rowsOf(tables[name]));
      shown[name] = tables[name];
      changed = true;
    }
    if (changed) {
      view.runAsync().then(() => {
        if (fluid && !gone) keepInside();
        placeHandle();
      });
    } else placeHandle();
  }

  function slideTo() {
    stopPainting();
    el.dataset.sliding = "true";
    const from = { ...shown };
    const to = target;
    const began = performance.now();
    const step = (now) => {
      const share = (now - began) / SLIDE_MS;
      if (share >= 1) {
        delete el.dataset.sliding;
        return paint(to);
      }
      paint(Object.fromEntries(Object.entries(to).map(([name, table]) => [name, between(from[name], table, ease(share))])));
      slideFrame = requestAnimationFrame(step);
    };
    slideFrame = requestAnimationFrame(step);
  }

  function stopSliding() {
    cancelAnimationFrame(slideFrame);
    delete el.dataset.sliding;
  }

  function stopPainting() {
    stopSliding();
    cancelAnimationFrame(lastFrame);
    painted = false;
  }

  // At most one evaluation a frame: the first at once, later ones together, the last value wins.
  function paintSoon() {
    stopSliding();
    if (painted) return; // the frame's end paints whatever is the target then
    painted = true;
    paint(target);
    lastFrame = requestAnimationFrame(() => {
      painted = false;
      paint(target);
    });
  }

  const watch = new ResizeObserver(([entry]) => {
    const now = Math.floor(entry.contentRect.width);
    if (!now || now === width) return;
    width = now;
    if (!view) draw();
    else if (fluid && !drawing) resize();
  });
  watch.observe(canvasHome);
  const stopTheme = runtime.onTheme(draw);

  function valuesAt(event, channels) {
    const box = view.container().querySelector("canvas, svg").getBoundingClientRect();
    const [left, top] = view.origin();
    const values = {};
    for (const channel of channels) {
      const scale = view.scale(channel);
      const pixel = channel === "x" ? event.clientX - box.left - left : event.clientY - box.top - top;
      const range = scale.range();
      const kept = Math.max(Math.min(...range), Math.min(Math.max(...range), pixel));
      values[channel] = +scale.invert(kept);
    }
    return values;
  }

  // The handle that was pressed; a mouse that pressed none of them takes the nearest along its own way.
  function handleAt(event) {
    const there = [...handles.values()].filter(({ node }) => !node.hidden);
    const pressed = there.find(({ node }) => node.contains(event.target));
    if (pressed || event.pointerType === "touch") return pressed;
    const box = view.container().querySelector("canvas, svg").getBoundingClientRect();
    const [left, top] = view.origin();
    const at = { x: event.clientX - box.left - left, y: event.clientY - box.top - top };
    const way = (handle) => Math.hypot(...handle.drags.map(({ channel }) => at[channel] - handle.at[channel]));
    return there.sort((one, other) => way(one) - way(other))[0];
  }

  function startDrag(event) {
    if (!view || event.button !== 0) return;
    const handle = handleAt(event);
    if (!handle) return;
    const channels = [...new Set(handle.drags.map((drag) => drag.channel))];
    const tell = (at) => {
      const values = valuesAt(at, channels);
      for (const { channel, listener } of handle.drags) listener(values[channel]);
      placeHandle();
    };
    dragged = true;
    for (const { hint } of handles.values()) hint.hidden = true;
    const over = new AbortController();
    canvasHome.setPointerCapture(event.pointerId);
    canvasHome.addEventListener("pointermove", tell, { signal: over.signal });
    for (const end of ["pointerup", "pointercancel"]) canvasHome.addEventListener(end, () => over.abort(), { signal: over.signal });
    tell(event);
  }
  el.addEventListener("pointerdown", startDrag);

  return {
    /** Show `tables`; with `slide` numbers move there in a fifth of a second, unless the visitor asked for stillness. */
    show(tables, slide = false) {
      target = tables;
      if (!view || drawing) return;
      if (slide && !runtime.still()) slideTo();
      else paintSoon();
    },
    /** Dragging in the plot tells `listener(value on that channel)`; `value()` is where the handle stands now. Those of one `name` are one handle. */
    onDrag(channel, listener, value, name = "") {
      if (!handles.has(name)) {
        // For eyes and hands only: keys and screen readers have the control beside the chart.
        const node = document.createElement("span");
        node.className = name ? "cx-handle cx-handle-result" : "cx-handle";
        node.setAttribute("aria-hidden", "true");
        if (name) node.dataset.result = name;
        node.hidden = true;
        const hint = document.createElement("span");
        hint.className = "cx-handle-hint";
        hint.textContent = "drag me";
        el.append(node);
        handles.set(name, { node, hint, drags: [] });
      }
      const { node, hint, drags } = handles.get(name);
      drags.push({ channel, listener, value });
      const channels = [...new Set(drags.map((drag) => drag.channel))].sort().join("");
      el.style.cursor = handles.size > 1 ? "grab" : HANDLE_CURSOR[channels];
      node.style.cursor = HANDLE_CURSOR[channels];
      node.dataset.way = channels;
      node.replaceChildren(HANDLE_ARROWS[channels], hint);
    },
    onSignal(name, listener) {
      signals.push({ name, listener });
      view?.addSignalListener(name, (_, value) => listener(value));
    },
    destroy() {
      gone = true;
      watch.disconnect();
      stopTheme();
      stopPainting();
      result?.finalize();
      el.replaceChildren();
    },
  };
}

/**
 * The charts of one part side by side in `el`. Returns {design(specs), show(tables, slide), destroy()}.
 * `prepare(panel, index)` is called for every chart that is made: the place to attach handles.
 */
export function createPanels({ el, runtime, prepare }) {
  el.classList.add("cx-panels");
  let panels = [];
  const clear = () => {
    for (const panel of panels) panel.destroy();
    el.replaceChildren();
  };
  // Where charts lie side by side and beyond the edge, keys must be able to go there too.
  new ResizeObserver(() => {
    const beyond = el.scrollWidth > el.clientWidth + 1;
    for (const [name, value] of [["tabindex", "0"], ["role", "group"], ["aria-label", "Charts side by side"]]) {
      if (beyond) el.setAttribute(name, value);
      else el.removeAttribute(name);
    }
  }).observe(el);
  return {
    design(specs) {
      clear();
      panels = specs.map((spec, index) => {
        const home = document.createElement("div");
        el.append(home);
        const panel = createPanel({ el: home, spec, runtime });
        prepare?.(panel, index);
        return panel;
      });
    },
    show(tables, slide) {
      for (const panel of panels) panel.show(tables, slide);
    },
    destroy: clear,
  };
}

/** Follow a model's frames: `apply(frame, tables)` for the one in its state and for every newer one. */
export function followFrames(model, apply) {
  let number = 0;
  const take = (frame, block) => {
    if (!(frame.number > number)) return;
    number = frame.number;
    apply(frame, decode(frame.tables, block));
  };
  const hear = (content, buffers) => {
    if (content.event === "frame") take(content.frame, buffers[0]);
  };
  model.on("msg:custom", hear);
  const first = model.get("frame");
  if (first.number) take(first, first.block);
  // The state comes anew only where a page showed the part before its Python had made it: what Python says counts from then on.
  const anew = () => {
    const { panels, ...frame } = model.get("frame");
    number = 0;
    take(JSON.stringify(panels) === JSON.stringify(first.panels) ? frame : { panels, ...frame }, frame.block);
  };
  model.on("change:frame", anew);
  try {
    model.send({ event: "hello", number });
  } catch {
    // Drawn again after its Python is gone: there is nobody to ask for more, and what the state holds is on show.
  }
  return () => {
    model.off("msg:custom", hear);
    model.off("change:frame", anew);
  };
}
