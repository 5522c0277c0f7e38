// Charts that live: a Vega view is made once from its design, afterwards only its named tables are swapped.
// Shared by every part that shows charts: const { createPanels, followFrames } = await runtime.load("chart").

// Every light house colour and its dark twin (course/charts/theme.py; a test holds them equal).
const DARK = {
  "#0072b2": "#56AEE6", "#e69f00": "#F2B53A", "#c1272d": "#FF7B76", "#009e73": "#35C498", "#8a4fbf": "#C19BF0",
  "#1f2933": "#E6EAEE", "#7b8794": "#8D99A6", "#ffffff": "#15191E", "#d9dfe5": "#343D47", "#f6f8fa": "#1D232A",
  "#8a5a00": "#F2B53A", "#00714f": "#35C498", "#57626e": "#A5B0BB",
};
const SLIDE_MS = 200;
const EDGE = 1; // pixels that names keep from the edge of their picture
const TOUCH = 3; // pixels that the boxes of two words may have in common: no letter reaches to the end of its line's height
const FAR = 48; // pixels that a name moves to get off other words, at most
const ASIDE = { x: 44, y: 26 }; // and to get off a thin line
const THIN = 4; // pixels: a wider line is a bar
const GRAIN = 2; // pixels within which points of a curve count as one
const HAIR = 0.8; // pixels of full ink: a fainter line is ground
const TITLES = { x: 10, y: 80 }; // pixels of a picture's width that the title of an axis leaves free
const INSIDE = 13; // pixels from an axis with numbers to the middle of a handle
const RING = 12; // pixels from the middle of a handle to its edge
const CLEAR = RING - 2; // from its middle to the next word: they may touch
const NEAR = "100%"; // of a screen: how close charts may come before they are drawn
const AROUND = 50; // pixels that titles and axes take above and below a plot, about: the room kept for a chart that is not drawn yet
const STEP = 4; // pixels that a handle stands further in than its place, again and again, until it lies on no words
// Where a name may go to get off a thin line, the nearest first: up and down before aside.
const steps = (far) => Array.from({ length: far + 1 }, (_, i) => 2 * i - far);
const WAYS = steps(ASIDE.x).flatMap((across) => steps(ASIDE.y).map((down) => [across, down]))
  .filter(([across, down]) => Math.hypot(across / ASIDE.x, down / ASIDE.y) <= 1)
  .sort((one, two) => Math.hypot(1.3 * one[0], one[1]) - Math.hypot(1.3 * two[0], two[1]));
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

/** Columns of a design: those whose order in the data is that of the picture's `rows`, and those that `sort` rows: into kinds, or by a filter. */
function columnsIn(spec) {
  const found = { rows: new Set(), sort: new Set() };
  JSON.stringify(spec, (key, value) => {
    if (key === "datasets") return undefined;
    if (value?.type === "nominal" || value?.type === "ordinal") found.sort.add(value.field);
    if (value?.type === "nominal" && value.sort === null) found.rows.add(value.field);
    if (key === "transform") for (const [, one, other] of JSON.stringify(value).matchAll(/datum\.(\w+)|"field":"(\w+)"/g)) found.sort.add(one ?? other);
    return value;
  });
  return found;
}

/** The columns that differ between two tables, where nothing but numbers does that sort no rows: none where both are the same; null where more does. */
function differing(was, is, sort) {
  if (was === is) return [];
  if (!was || was.rows !== is.rows || Object.keys(was.columns).length !== Object.keys(is.columns).length) return null;
  const found = [];
  for (const [name, values] of Object.entries(is.columns)) {
    const before = was.columns[name];
    if (!before) return null;
    if (values.every((value, i) => Object.is(value, before[i]))) continue;
    const numbers = values instanceof Float64Array && before instanceof Float64Array && !sort.has(name);
    // A mark that has no place is taken out of the picture, and would come back on top of the others.
    if (!numbers || values.some((value, i) => Number.isFinite(value) !== Number.isFinite(before[i]))) return null;
    found.push([name, values]);
  }
  return found;
}

/** Swap a table of a view: where only numbers have moved they are written into the rows that it has, else it gets new ones. */
function swap(view, name, table, columns) {
  const rows = columns && view.data(name);
  if (rows?.length !== table.rows || !table.rows) return view.data(name, rowsOf(table));
  const change = view.changeset().reflow();
  for (const [column, values] of columns) {
    for (let i = 0; i < values.length; i += 1) rows[i][column] = values[i];
    change.modify(rows[0], column, values[0]); // names the column; what is in the other rows is read again, too
  }
  return view.change(name, change);
}

// Whether names stand in another order than before, or new ones between them.
function turned(was, is, names) {
  const inOrder = (table, name) => [...new Set(table.columns[name])].join("\n");
  return [...names].some((name) => was?.columns[name] && is.columns[name] && inOrder(was, name) !== inOrder(is, name));
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
 * Keep names readable, whatever their letters take on this machine: one that would be cut by an edge moves inwards, one that would
 * lie on other words moves off them, the shortest way that is free, and so does one that a thin line would run through, where there
 * is room near by; one that is wider than its picture gets smaller letters. Of the words of axes only a title that runs along an
 * edge moves, inwards.
 * Done before anything is painted, from where the design has put them; `view` is their Vega view.
 */
function keepNames(view) {
  const renderer = view._renderer;
  const paint = renderer.render.bind(renderer);
  const moved = new WeakMap(); // item → how far it stands from where the design has put it

  // How far one side must give way: in from the near end, or back from the far one.
  const inward = (low, high, end) => (low < EDGE ? EDGE - low : high > end - EDGE ? Math.max(EDGE - low, end - EDGE - high) : 0);
  const at = ([x1, y1, x2, y2], across, down) => [x1 + across, y1 + down, x2 + across, y2 + down];
  const meet = (one, two) => Math.min(one[2], two[2]) - Math.max(one[0], two[0]) > TOUCH && Math.min(one[3], two[3]) - Math.max(one[1], two[1]) > TOUCH;

  function shrink(item, room) {
    const { x1, x2, y1, y2 } = item.bounds;
    const near = { left: 0, right: 1 }[item.align] ?? 0.5;
    renderer.dirty(item);
    item.fontSize *= room / (x2 - x1);
    item.bounds.set(x1 + near * (x2 - x1 - room), y1, x2 - (1 - near) * (x2 - x1 - room), y2);
  }

  /** Words that stand beside each other along an axis get letters so small that none lies on the next. */
  function abreast(items) {
    const level = items.filter((item) => !item.angle && item.opacity !== 0).sort((one, two) => one.bounds.x1 - two.bounds.x1);
    let share = 1;
    level.slice(1).forEach(({ bounds: two }, i) => {
      const { bounds: one } = level[i];
      if (!meet([one.x1, one.y1, one.x2, one.y2], [two.x1, two.y1, two.x2, two.y2])) return;
      share = Math.min(share, (two.x1 + two.x2 - one.x1 - one.x2 - 2 * TOUCH) / (one.width() + two.width()));
    });
    if (share < 1) level.forEach((item) => shrink(item, share * item.bounds.width()));
  }

  /** The straight pieces of a rule or a line, in pixels of the picture, four numbers each; points of a curve that lie together count as one. */
  function pieces(mark, x, y, found) {
    const piece = (x1, y1, x2, y2) => found.push(x1 + x, y1 + y, x2 + x, y2 + y);
    if (mark.marktype === "rule") for (const item of mark.items) if (drawn(item)) piece(item.x, item.y, item.x2 ?? item.x, item.y2 ?? item.y);
    if (mark.marktype === "line" && mark.items.length && drawn(mark.items[0])) {
      const corner = mark.items[0].interpolate === "step-after";
      const last = mark.items.length - 1;
      let from;
      mark.items.forEach((to, i) => {
        if (to.defined === false) return (from = undefined);
        if (from && i < last && Math.abs(to.x - from.x) < GRAIN && Math.abs(to.y - from.y) < GRAIN) return;
        if (from && corner) piece(from.x, from.y, to.x, from.y);
        if (from) piece(corner ? to.x : from.x, from.y, to.x, to.y);
        from = to;
      });
    }
  }
  const ink = (item) => item.strokeWidth * (item.opacity ?? 1) * (item.strokeOpacity ?? 1);
  const drawn = (item) => item.stroke && ink(item) >= HAIR && item.strokeWidth < THIN;

  /** The first of some pieces, from `i` on, that runs through a box: it does not lie on one side of it, nor do the box's corners lie on one side of the piece. */
  function through(lines, left, top, right, bottom, i = 0) {
    for (; i < lines.length; i += 4) {
      const [x1, y1, x2, y2] = [lines[i], lines[i + 1], lines[i + 2], lines[i + 3]];
      if ((x1 <= left && x2 <= left) || (x1 >= right && x2 >= right) || (y1 <= top && y2 <= top) || (y1 >= bottom && y2 >= bottom)) continue;
      const [across, down] = [x2 - x1, y2 - y1];
      const [one, two] = [across * (top - y1) - down * (left - x1), across * (top - y1) - down * (right - x1)];
      const [three, four] = [across * (bottom - y1) - down * (left - x1), across * (bottom - y1) - down * (right - x1)];
      if (Math.min(one, two, three, four) < 0 && Math.max(one, two, three, four) > 0) return i;
    }
    return -1;
  }

  /** Off the thin lines beneath: the shortest way that is free of them and of words. */
  function aside(box, taken, lines, wide, high) {
    const [x1, y1, x2, y2] = box;
    // No letter reaches to the end of its line's height.
    if (through(lines, x1, y1 + TOUCH, x2, y2 - TOUCH) < 0) return [0, 0];
    const near = [];
    const around = [x1 - ASIDE.x, y1 - ASIDE.y, x2 + ASIDE.x, y2 + ASIDE.y];
    for (let i = through(lines, ...around); i >= 0; i = through(lines, ...around, i + 4)) near.push(lines[i], lines[i + 1], lines[i + 2], lines[i + 3]);
    const free = (there) => !inward(there[0], there[2], wide) && !inward(there[1], there[3], high)
      && !taken.some((other) => meet(there, other)) && through(near, there[0], there[1], there[2], there[3]) < 0;
    return WAYS.find((way) => free(at(box, ...way))) ?? [0, 0];
  }

  /** Across and down, so that a name is inside, on no words and on no thin line; what cannot be had, is not. */
  function place(box, taken, lines, wide, high) {
    const off = clear(box, taken, wide, high);
    const more = aside(at(box, ...off), taken, lines, wide, high);
    return [off[0] + more[0], off[1] + more[1]];
  }

  /** Across and down, so that a name is inside and on no words; [0, 0] beyond the edges' needs where nothing near is free. */
  function clear(box, taken, wide, high) {
    const into = [inward(box[0], box[2], wide), inward(box[1], box[3], high)];
    const inside = at(box, ...into);
    if (!taken.some((other) => meet(inside, other))) return into;
    const ways = taken.flatMap((other) => [
      [other[0] + TOUCH - inside[2], 0], [other[2] - TOUCH - inside[0], 0], [0, other[1] + TOUCH - inside[3]], [0, other[3] - TOUCH - inside[1]],
    ]);
    ways.sort((one, two) => Math.hypot(...one) - Math.hypot(...two));
    const free = ways.find((way) => {
      const there = at(inside, ...way);
      const stays = !inward(there[0], there[2], wide) && !inward(there[1], there[3], high);
      return stays && Math.hypot(...way) <= FAR && !taken.some((other) => meet(there, other));
    });
    return free ? [into[0] + free[0], into[1] + free[1]] : into;
  }

  /** How far it stands from where the design has put it. Vega sets it back only on those ways that the design names. */
  function astray(item) {
    const was = moved.get(item);
    return [was?.dx === item.dx ? was?.across ?? 0 : 0, was?.dy === item.dy ? was?.down ?? 0 : 0];
  }

  function shift(item, across, down) {
    const [x, y] = astray(item);
    if (across !== x || down !== y) {
      renderer.dirty(item);
      item.dx = (item.dx ?? 0) + across - x;
      item.dy = (item.dy ?? 0) + down - y;
      item.bounds.translate(across - x, down - y);
      // Vega measures a mark anew only where an item that moves lay along its edge.
      item.mark.bounds.clear();
      for (const { bounds } of item.mark.items) item.mark.bounds.union(bounds);
      renderer.dirty(item);
    }
    moved.set(item, { across, down, dx: item.dx, dy: item.dy });
  }

  /** Where the design has put it, in pixels of the picture. */
  function designed(item, x, y) {
    const [across, down] = astray(item);
    return [item.bounds.x1 + x - across, item.bounds.y1 + y - down, item.bounds.x2 + x - across, item.bounds.y2 + y - down];
  }

  renderer.render = (scene, ...more) => {
    const [wide, high] = [renderer._width, renderer._height];
    const [names, halos, taken, lines] = [[], [], [], []];
    const walk = (mark, x, y) => {
      if (mark.marktype === "group") {
        for (const item of mark.items) for (const inner of item.items) walk(inner, x + (item.x ?? 0), y + (item.y ?? 0));
      } else if (mark.role === "mark" && mark.marktype !== "text") pieces(mark, x, y, lines);
      else if (mark.marktype === "text") {
        if (mark.role === "axis-label") abreast(mark.items);
        for (const item of mark.items) {
          if (item.opacity === 0 || item.bounds.empty() || !String(item.text ?? "").trim()) continue;
          if (mark.role === "axis-title" && !item.angle) {
            const [left, , right] = designed(item, x, y);
            shift(item, inward(left, right, wide), 0);
          }
          if (mark.role !== "mark" || item.angle) taken.push([item.bounds.x1 + x, item.bounds.y1 + y, item.bounds.x2 + x, item.bounds.y2 + y]);
          else (item.stroke ? halos : names).push({ item, x, y });
        }
      }
    };
    walk(scene, ...view.origin());
    const ways = new Map(); // the free space around letters goes with them
    const key = (item, box) => `${item.text}|${Math.round(box[0])}|${Math.round(box[1])}`;
    for (const { item, x, y } of names) {
      if (item.bounds.width() > wide - 2 * EDGE) shrink(item, wide - 2 * EDGE);
      const box = designed(item, x, y);
      const way = place(box, taken, lines, wide, high);
      taken.push(at(box, ...way));
      ways.set(key(item, box), way);
      shift(item, ...way);
    }
    for (const { item, x, y } of halos) {
      if (item.bounds.width() > wide - 2 * EDGE) shrink(item, wide - 2 * EDGE);
      const way = ways.get(key(item, designed(item, x, y)));
      if (way) shift(item, ...way);
    }
    return paint(scene, ...more);
  };
}

/** What words of a sentence mean in the picture: `marks` is "table?column=value table …". Whether a row of a table is among them. */
function meaning(marks) {
  const wanted = marks.split(" ").filter(Boolean).map((one) => {
    const [table, rows = ""] = one.split("?");
    return { table, rows: rows.split("&").filter(Boolean).map((pair) => pair.split("=")) };
  });
  return (table, row) => wanted.some((one) => one.table === table && one.rows.every(([column, value]) => String(row?.[column]) === value));
}

/** Name of a mark in Vega's scene → the table it is drawn from, as Vega-Lite numbers layers. */
function tablesOf(spec) {
  const found = new Map();
  const walk = (node, prefix, above) => {
    const table = node.data?.name ?? above;
    if (node.layer) node.layer.forEach((one, i) => walk(one, `${prefix}layer_${i}_`, table));
    else found.set(`${prefix}marks`, table);
  };
  walk(spec, "", "");
  return found;
}

/** Light some marks up: all else fades behind a veil. Returns light(marks), and point(listener) for the marks under a pointer. */
function spotlight(view, spec, veil) {
  const renderer = view._renderer;
  const paint = renderer.render.bind(renderer);
  const tables = tablesOf(spec);
  let lit = null;

  const again = (context, mark) => {
    if (mark.marktype === "group") {
      for (const item of mark.items) {
        context.save();
        context.translate(item.x ?? 0, item.y ?? 0);
        for (const inner of item.items) again(context, inner);
        context.restore();
      }
      return;
    }
    const table = tables.get(mark.name);
    if (!table) return;
    const whole = mark.marktype === "line" || mark.marktype === "area";
    const items = whole ? (mark.items.length && lit(table, mark.items[0].datum) ? mark.items : []) : mark.items.filter((item) => lit(table, item.datum));
    if (items.length) renderer.draw(context, { ...mark, items, bounds: mark.bounds }, null);
  };

  renderer.render = (scene, ...more) => {
    if (lit) renderer._redraw = true;
    paint(scene, ...more);
    if (!lit) return renderer;
    const context = renderer.context();
    const [left, top] = view.origin();
    context.save();
    context.globalAlpha = 0.72;
    context.fillStyle = veil();
    context.fillRect(-left - 5, -top - 5, renderer._width + 10, renderer._height + 10);
    context.globalAlpha = 1;
    again(context, scene);
    context.restore();
    return renderer;
  };
  return {
    light(marks) {
      if (!marks && !lit) return;
      lit = marks ? meaning(marks) : null;
      renderer._redraw = true;
      renderer.render(view.scenegraph().root);
    },
    point(listener) {
      const tell = (_, item) => {
        const table = item && tables.get(item.mark.name);
        listener(table ? (marks) => meaning(marks)(table, item.datum) : null);
      };
      view.addEventListener("pointermove", tell);
      view.addEventListener("pointerout", (_, item) => item || listener(null));
    },
  };
}

/** The titles of axes in as many lines as a picture of this width needs: that of y begins where the axis stands, that of x ends with it. */
function broken(spec, width) {
  const pen = document.createElement("canvas").getContext("2d");
  const { axis, axisY, font } = spec.config;
  pen.font = `${axis.titleFontWeight} ${axis.titleFontSize}px ${font}`;
  const fits = (text, channel) => pen.measureText(text).width <= width - TITLES[channel];
  const lines = (title, channel) => {
    if (typeof title !== "string" || fits(title, channel)) return title;
    const out = [];
    for (const word of title.split(" ")) {
      const longer = out.length ? `${out.at(-1)} ${word}` : word;
      if (out.length && fits(longer, channel)) out[out.length - 1] = longer;
      else out.push(word);
    }
    return out;
  };
  const walk = (node, channel) => {
    if (Array.isArray(node)) return node.map((part) => walk(part, channel));
    if (!node || typeof node !== "object") return node;
    const more = channel === "y" && Array.isArray(lines(node.title, channel)) ? lines(node.title, channel).length - 1 : 0;
    // Further lines of a title above the picture stand above the first.
    if (more) node = { ...node, axis: { ...node.axis, titleY: axisY.titleY - more * (axis.titleFontSize + 2) } };
    return Object.fromEntries(Object.entries(node).map(([key, value]) => {
      if (key === "title" && channel) return [key, lines(value, channel)];
      if (key === "encoding") return [key, Object.fromEntries(Object.entries(value).map(([name, said]) => [name, name in TITLES ? walk(said, name) : said]))];
      return [key, key === "axis" || key === "layer" || Array.isArray(value) ? walk(value, channel) : value];
    }));
  };
  return walk(spec, "");
}

/**
 * One chart in `el`. Returns {show(tables, slide), approach(), onDrag(channel, listener), onSignal(name, listener), destroy()}.
 * It is drawn once `approach` was called and `el` has a width (a hidden tab has none), follows that width, and is drawn anew when the
 * theme changes.
 */
function createPanel({ el, spec, runtime }) {
  el.classList.add("cx-chart");
  const canvasHome = document.createElement("div");
  canvasHome.className = "cx-chart-view";
  canvasHome.style.minHeight = `${spec.height + AROUND}px`;
  el.append(canvasHome);

  const fluid = spec.width === "container";
  const signals = [];
  let result, view, sources;
  let target = {}; // what should be on show
  let shown = {}; // what is
  const columns = columnsIn(spec);
  let width = 0;
  let near = false;
  let drawing = false;
  let stale = false;
  let gone = false;
  let painted = false; // in this animation frame
  let slideFrame = 0;
  let lastFrame = 0;
  const handles = new Map(); // by name: {node, hint, drags}
  const pointed = []; // who wants to know what a pointer is on
  let spot;
  let lit = ""; // marks that words light up
  let home = { left: 0, top: 0 }; // of the picture in its home

  // Titles that break in other places make another drawing.
  const titlesAt = (at) => (fluid ? JSON.stringify(broken({ ...spec, datasets: {} }, at)) : "");
  let titles;

  async function draw() {
    if (gone || !near || !width) return;
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
    const sized = { ...(fluid ? broken(spec, at) : spec), datasets: { ...spec.datasets, ...datasets }, ...(fluid && { width: at }) };
    titles = titlesAt(at);
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
      fresh.className = canvasHome.style.minHeight = "";
      result = made;
      view = made.view;
      keepNames(view);
      spot = spotlight(view, spec, () => getComputedStyle(el).getPropertyValue("--cx-paper") || "#fff");
      for (const listener of pointed) spot.point(listener);
      spot.light(lit);
      await view.resize().runAsync();
      for (let again = 0; again < 3 && fluid && labelsOutside(); again++) await view.resize().runAsync(); // as in resize()
      measure();
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
      if (fluid && width !== at) {
        if (titlesAt(width) !== titles) return draw();
        resize();
      }
      paint(target);
    }
  }

  function resize() {
    if (view.width() === width) view.width(width - 1); // a width that the plot has already would not be taken for the picture
    view.width(width).resize().run();
    // Room for them is made where they were laid out before, which may be elsewhere now.
    for (let again = 0; again < 3 && labelsOutside(); again++) view.resize().run();
    measure();
    // Where names stand is known when they are painted, and Vega paints later than it lays out.
    view.runAsync().then(placeHandle);
  }

  // Asking the page where something stands makes it lay out anew at once: not in the way of an answer, so only when the picture is another.
  function measure() {
    const { offsetLeft, offsetTop } = canvasHome.querySelector("canvas, svg");
    home = { left: offsetLeft, top: offsetTop };
  }

  // Against the width that is meant: the canvas takes it only when it is next painted.
  function labelsOutside() {
    const [left] = corner();
    const axes = (view.scenegraph().root.items[0]?.items ?? []).filter((mark) => mark.role === "axis");
    return axes.some(({ bounds }) => bounds.x1 + left < 1 || bounds.x2 + left > width - 1);
  }

  // Labels of an axis that grow would run out of the picture: lay out anew then, and only then, so that charts do not twitch.
  function keepInside() {
    if (labelsOutside()) resize();
  }

  /** Where the plot begins in the picture. */
  function corner() {
    const [x, y] = view.origin();
    const { left, top } = view.padding();
    return [x + left, y + top];
  }

  /** The boxes of all words of the picture, in pixels of the plot. */
  function words() {
    const found = [];
    const walk = (mark, x, y) => {
      for (const item of mark.items) {
        if (mark.marktype === "group") for (const inner of item.items) walk(inner, x + (item.x ?? 0), y + (item.y ?? 0));
        else if (mark.marktype === "text" && item.opacity !== 0 && !item.bounds.empty() && String(item.text ?? "").trim())
          found.push([item.bounds.x1 + x, item.bounds.y1 + y, item.bounds.x2 + x, item.bounds.y2 + y]);
      }
    };
    walk(view.scenegraph().root, 0, 0);
    return found;
  }

  // The ring on what can be dragged: in the plane at its point, along one axis on that axis. A finger drags nothing but the ring,
  // so that a page can be scrolled across its charts; a mouse may press anywhere.
  function placeHandle() {
    if (!handles.size || !view || gone) return;
    const [left, top] = corner();
    const written = words();
    for (const handle of handles.values()) {
      // What is set stands on its axis (just inside of it, where the axis has its numbers beside it), a result at the far side, under the title there.
      const at = handle.node.dataset.result ? { x: view.width() - INSIDE, y: INSIDE } : { x: INSIDE, y: view.height() - 8 };
      for (const { channel, value } of handle.drags) {
        const scale = view.scale(channel);
        const pixel = scale(value());
        const range = scale.range();
        if (!Number.isFinite(pixel)) at[channel] = NaN;
        else at[channel] = Math.max(Math.min(...range), Math.min(Math.max(...range), pixel));
      }
      const nowhere = Number.isNaN(at.x + at.y);
      if (handle.node.hidden !== nowhere) handle.node.hidden = nowhere;
      if (nowhere) continue;
      // Along one axis it may stand anywhere on the other: nearest to its place, where it lies on no words. Not while it is dragged.
      const free = { x: "y", y: "x" }[handle.node.dataset.way];
      if (free) {
        const size = free === "x" ? view.width() : view.height();
        const inward = at[free] > size / 2 ? -1 : 1;
        const lies = (step) => {
          const there = { ...at, [free]: at[free] + inward * step };
          return written.some(([x1, y1, x2, y2]) => there.x + CLEAR > x1 && there.x - CLEAR < x2 && there.y + CLEAR > y1 && there.y - CLEAR < y2);
        };
        const steps = Array.from({ length: Math.ceil((size - 2 * RING) / STEP) }, (_, i) => STEP * i);
        if (!handle.node.dataset.held) handle.step = steps.find((step) => !lies(step)) ?? 0;
        at[free] += inward * handle.step;
      }
      const place = `translate(${home.left + left + at.x}px, ${home.top + top + at.y}px)`;
      if (handle.place !== place) handle.node.style.transform = handle.place = place;
      handle.at = at;
      hinted ??= handle;
      const told = dragged || hinted !== handle;
      if (handle.hint.hidden !== told) handle.hint.hidden = told;
      if (!told) placeHint(handle, written);
    }
  }

  // The hint stands above its ring, or below or beside it: where it is whole and on no words.
  function placeHint(handle, written) {
    const { hint, at } = handle;
    if (!handle.hintSize?.[0]) handle.hintSize = [hint.offsetWidth / 2, hint.offsetHeight / 2]; // its words stay
    const [wide, high] = handle.hintSize;
    const [up, aside] = [RING + 5 + high, RING + 5 + wide];
    const whole = { left: -corner()[0], right: view.width() + view.padding().right, top: -corner()[1] };
    const ways = [[0, -up], [0, up], [aside, 0], [-aside, 0], [aside, -up], [-aside, -up], [aside, up], [-aside, up]];
    const found = ways.find(([dx, dy]) => {
      const [x1, y1, x2, y2] = [at.x + dx - wide, at.y + dy - high, at.x + dx + wide, at.y + dy + high];
      return x1 >= whole.left && x2 <= whole.right && y1 >= whole.top && !written.some((box) => x2 > box[0] && x1 < box[2] && y2 > box[1] && y1 < box[3]);
    });
    hint.style.display = found ? "" : "none"; // rather none than one on words
    const [across, down] = found ?? ways[0];
    hint.style.transform = `translate(-50%, -50%) translate(${across}px, ${down}px)`;
  }

  function paint(tables) {
    let changed = false;
    // A row that is never seen gone keeps its place: all are taken away first where they come in another order.
    if (sources.some((name) => tables[name] && turned(shown[name], tables[name], columns.rows))) {
      for (const name of sources) view.data(name, []);
      view.run();
      tables = { ...shown, ...tables };
      shown = {};
    }
    for (const name of sources) {
      const other = tables[name] && differing(shown[name], tables[name], columns.sort);
      if (!tables[name] || other?.length === 0) continue;
      swap(view, name, tables[name], other);
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
    const first = target;
    paint(first);
    lastFrame = requestAnimationFrame(() => {
      painted = false;
      if (target !== first) paint(target);
    });
  }

  const watch = new ResizeObserver(([entry]) => {
    const now = Math.floor(entry.contentRect.width);
    if (!now || now === width) return;
    width = now;
    if (!view) draw();
    else if (drawing || !fluid) return;
    else if (titlesAt(width) !== titles) draw();
    else resize();
  });
  watch.observe(canvasHome);
  const stopTheme = runtime.onTheme(draw);

  function valuesAt(event, channels) {
    const box = view.container().querySelector("canvas, svg").getBoundingClientRect();
    const [left, top] = corner();
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
    const [left, top] = corner();
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
    handle.node.dataset.held = "yes";
    over.signal.addEventListener("abort", () => {
      delete handle.node.dataset.held;
      placeHandle();
    });
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
    /** It is about to be seen. */
    approach() {
      near = true;
      draw();
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
    /** Light the marks up that these words mean, "" for none. */
    light(marks) {
      lit = marks;
      spot?.light(marks);
    },
    /** Tell `listener(test)` what a pointer is on: whether words of these marks mean it; null for nothing. */
    onPoint(listener) {
      pointed.push(listener);
      spot?.point(listener);
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
 * They are drawn when they come within a screen of what is seen, or the page is printed: a lesson has many, a phone little strength.
 * Until then `el` says that it is far (`data-far`), so that nobody waits for them.
 */
export function createPanels({ el, runtime, prepare }) {
  el.classList.add("cx-panels");
  let panels = [];
  let near = false;
  const approach = () => {
    near = true;
    away();
    delete el.dataset.far;
    for (const panel of panels) panel.approach();
  };
  const nearing = new IntersectionObserver(
    (seen) => (seen.some((one) => one.isIntersecting) ? approach() : (el.dataset.far = "true")),
    { rootMargin: `${NEAR} 0px` },
  );
  const away = () => {
    nearing.disconnect();
    removeEventListener("beforeprint", approach);
  };
  nearing.observe(el);
  addEventListener("beforeprint", approach);
  const clear = () => {
    for (const panel of panels) panel.destroy();
    for (const home of el.children) sizes.unobserve(home);
    el.replaceChildren();
  };
  // Where charts lie side by side and beyond the edge, keys must be able to go there too: the room may change, or what is in it.
  const sizes = new ResizeObserver(() => {
    const beyond = el.scrollWidth > el.clientWidth + 1;
    for (const [name, value] of [["tabindex", "0"], ["role", "group"], ["aria-label", "Charts side by side"]]) {
      if (beyond) el.setAttribute(name, value);
      else el.removeAttribute(name);
    }
  });
  sizes.observe(el);
  return {
    design(specs) {
      clear();
      panels = specs.map((spec, index) => {
        const home = document.createElement("div");
        el.append(home);
        sizes.observe(home);
        const panel = createPanel({ el: home, spec, runtime });
        prepare?.(panel, index);
        if (near) panel.approach();
        return panel;
      });
    },
    show(tables, slide) {
      for (const panel of panels) panel.show(tables, slide);
    },
    light(marks) {
      for (const panel of panels) panel.light(marks);
    },
    destroy() {
      away();
      clear();
    },
  };
}

/**
 * Follow a model's frames: `apply(frame, tables)` for the one in its state and for every newer one; `foresee(frame, tables)` for what
 * would be shown next, while the frame that it would follow is on show.
 */
export function followFrames(model, apply, foresee) {
  let number = 0;
  const take = (frame, block) => {
    if (!(frame.number > number)) return;
    number = frame.number;
    apply(frame, decode(frame.tables, block));
  };
  const hear = (content, buffers) => {
    if (content.event === "frame") take(content.frame, buffers[0]);
    if (content.event === "ahead" && content.number === number) foresee?.(content.frame, decode(content.frame.tables, buffers[0]));
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
