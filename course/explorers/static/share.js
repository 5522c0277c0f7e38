// Taking a view along: its address, and a picture of it with its words, made in the page without asking anybody.
const EDGE = 28;
const LINE = 1.4;

/** The values that a page's address asks for: {name, values} of "#explorer=dial&leverage=10", or null. */
export function asked(hash, specs) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const name = given.get("explorer");
  if (!name) return null;
  const values = {};
  for (const { name: control, kind, min, max, options } of specs) {
    const text = given.get(control);
    if (text === null) continue;
    if (kind === "number") {
      const value = Number(text);
      if (text.trim() && Number.isFinite(value) && value >= min && value <= max) values[control] = value;
    } else if (kind === "toggle") {
      if (text === "true" || text === "false") values[control] = text === "true";
    } else {
      const option = options.find(([value]) => String(value) === text);
      if (option) values[control] = option[0];
    }
  }
  return { name, values };
}

/** The address of this view. */
export function address(name, values, base = location) {
  const told = new URLSearchParams({ explorer: name, ...Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)])) });
  return `${base.origin}${base.pathname}${base.search}#${told}`;
}

function lines(context, text, width) {
  const wide = (words) => context.measureText(words).width > width;
  const out = [""];
  for (const word of text.split(" ")) {
    // An address may be wider than a line: it breaks at its slashes, and whatever has none anywhere.
    const parts = wide(word) ? word.split(/(?<=\/)/).flatMap((part) => (wide(part) ? [...part] : [part])) : [word];
    parts.forEach((part, i) => {
      const last = out.at(-1);
      const longer = last ? `${last}${i ? "" : " "}${part}` : part;
      if (last && wide(longer)) out.push(part);
      else out[out.length - 1] = longer;
    });
  }
  return out;
}

/**
 * A canvas with the charts in `panels` as they stand, `texts` = [{text, size, weight, quiet}] above and below them.
 * Colours are those of `look` = {paper, ink, quiet, font}; it is at least `least` wide.
 */
export function picture(panels, above, below, look, least = 360) {
  // What is drawn nobody looks up afterwards (language.js).
  const said = (parts) => parts.map((part) => ({ ...part, text: globalThis.__course_word__?.(part.text) ?? part.text }));
  const [over, under] = [said(above), said(below)];
  const charts = [...panels.querySelectorAll("canvas")];
  const home = panels.getBoundingClientRect();
  // Where they stand among each other, however far they are scrolled.
  const boxes = charts.map((chart) => {
    const { left, top, width, height } = chart.getBoundingClientRect();
    return { left: left - home.left + panels.scrollLeft, top: top - home.top + panels.scrollTop, width, height };
  });
  const wide = Math.max(least, ...boxes.map((box) => box.left + box.width));
  const high = Math.max(0, ...boxes.map((box) => box.top + box.height));
  const scale = Math.max(2, devicePixelRatio || 1);
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const font = ({ size, weight = 400 }) => (context.font = `${weight} ${size}px ${look.font}`);
  const broken = (part) => (font(part), lines(context, part.text, wide));
  const room = (parts) => parts.reduce((sum, part) => sum + broken(part).length * part.size * LINE + 4, 0);
  canvas.width = (wide + 2 * EDGE) * scale;
  canvas.height = (room(over) + high + room(under) + 2 * EDGE + 28) * scale;
  context.scale(scale, scale);
  context.fillStyle = look.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  let y = EDGE;
  const write = (parts) => {
    for (const part of parts) {
      const rows = broken(part);
      context.fillStyle = part.quiet ? look.quiet : look.ink;
      for (const row of rows) {
        y += part.size * LINE;
        context.fillText(row, EDGE, y - part.size * (LINE - 1));
      }
      y += 4;
    }
  };
  write(over);
  y += 14;
  charts.forEach((chart, i) => context.drawImage(chart, EDGE + boxes[i].left, y + boxes[i].top, boxes[i].width, boxes[i].height));
  y += high + 14;
  write(under);
  return canvas;
}

/** The rows of a table as lines of letters of one width, each column as wide as its widest cell. */
export function columns(rows) {
  const widths = rows[0].map((_, k) => Math.max(...rows.map((row) => row[k].length)));
  return rows.map((row) => row.map((cell, k) => cell.padEnd(widths[k])).join("   ").trimEnd());
}

/** Offer a canvas as a file. */
export async function save(canvas, name) {
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
