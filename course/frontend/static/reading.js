// Numbers as people type them: "7,69", "1.5M", "($231)", "1/13". The twin of course/teaching/typed_numbers.py; one table of typed
// forms holds both (tests/teaching/typed.json).
const MARKS = "US\\$|USD[CT]?|dollars?|[$€£¥]";
// Units that may stand with a number: what they measure, how they are written, and how much one is.
const KINDS = [
  ["money", MARKS, 1], ["share", "%|per\\s?cent|percent|percentage\\s?points?|pct|pp", 1], ["share", "bps?|basis\\s?points?", 0.01],
  ["multiple", "×|x|times|-?\\s?fold", 1], ["time", "seconds?|secs?|s", 1], ["time", "minutes?|mins?", 60], ["time", "hours?|hrs?|h", 3600],
  ["time", "days?|d", 86400], ["time", "weeks?", 604800], ["coins", "units?|coins?|BTC|ETH", 1], ["count", "bets?|loss(?:es)?|in\\s+a\\s+row", 1],
];
const UNITS = KINDS.slice(1).map(([, words]) => words).join("|");
const MEASURES = {
  money: "an amount of money", share: "a percentage", multiple: "a multiple", time: "a time", coins: "a number of coins", count: "a count", "": "a plain number",
};
const PLAIN = ["count", "multiple", ""];
const SCALES = {
  k: 1e3, thousand: 1e3, m: 1e6, mm: 1e6, mio: 1e6, mn: 1e6, million: 1e6, millions: 1e6, b: 1e9, bn: 1e9, billion: 1e9, billions: 1e9,
};
const DIGITS = "(?:\\d[\\d.,'’_ ]*|[.,]\\d[\\d]*)";
const scales = Object.keys(SCALES).sort((a, b) => b.length - a.length).join("|");
const FORM = new RegExp(
  `^(?<open>\\()?\\s*(?:[≈~=]|about|approx(?:imately)?\\.?|ca\\.?|roughly)?\\s*(?<sign>[+-])?\\s*(?<before>${MARKS}|[x×])?\\s*(?<sign2>[+-])?\\s*(?<digits>${DIGITS})`
  + `(?<power>e[+-]?\\d{1,3})?\\s*(?:/\\s*(?<under>${DIGITS}))?\\s*(?<scale>${scales})?\\s*(?<behind>${MARKS})?\\s*(?<unit>${UNITS})?\\s*(?<close>\\))?\\.?$`, "i",
);

/** A decimal digit of any script: they stand in tens, from nought on. */
function digit(letter) {
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(letter.codePointAt(0) - 1 - value))) value += 1;
  return String(value);
}

/** Digits with separators as JavaScript writes them: one reading, or two where a separator may mean either. */
function plain(digits) {
  if (/^\d+$/.test(digits)) return [digits];
  if (/^\d{1,3}([ '’_])\d{3}(\1\d{3})*([.,]\d+)?$/.test(digits)) return [digits.replace(/[ '’_]/g, "").replace(",", ".")];
  for (const [group, point] of [[",", "."], [".", ","]]) {
    const form = new RegExp(`^(?:\\d{1,3}(\\${group}\\d{3})+\\${point}\\d*|\\d{1,3}(\\${group}\\d{3}){2,})$`);
    if (form.test(digits)) return [digits.replaceAll(group, "").replace(point, ".")];
  }
  if (!/^(?:\d+[.,]\d*|[.,]\d+)$/.test(digits)) return [];
  const decimal = digits.replace(",", ".");
  if (/^[1-9]\d{0,2}[.,]\d{3}$/.test(digits)) {
    const grouped = digits.replace(/[.,]/, "");
    return digits.includes(",") ? [grouped, decimal] : [decimal, grouped];
  }
  return [decimal];
}

/** The parts of what was typed. */
function parts(typed) {
  if (typed.length > 60) return undefined;
  const text = typed.trim().replace(/\p{Nd}/gu, digit).replace(/[–—‒―﹣－−]/g, "-").replace(/[\u00a0\u2009\u202f\u2007]/g, " ");
  return FORM.exec(text)?.groups;
}

const kindOf = (unit) => KINDS.find(([, words]) => new RegExp(`^(?:${words})$`, "i").test(unit.trim()));
/** What the unit of a box measures, and how much one is; of "% of it" the first word counts. */
const measure = (unit) => kindOf(unit) ?? kindOf(unit.trim().split(/\s+/)[0]) ?? ["", "", 1];
/** The same of the unit that was typed with a number; undefined if none was. */
function typedWith(typed) {
  const found = parts(typed);
  const unit = found && (found.unit || found.behind || found.before);
  return unit ? kindOf(unit) : undefined;
}

/** Every number that `typed` may stand for in a box with this unit: a unit of the same kind is converted. */
export function readingsIn(typed, unit) {
  const [kind, , one] = measure(unit);
  const theirs = typedWith(typed);
  if (!theirs) return readings(typed);
  const scale = theirs[0] === kind ? theirs[2] / one : theirs[0] === "share" && kind === "" ? theirs[2] / 100 : 1;
  return readings(typed).map((value) => value * scale);
}

/** What to say to a number typed with a unit that measures something else than its box takes; "" if it fits. */
export function otherUnit(typed, unit) {
  const [kind] = measure(unit);
  const theirs = typedWith(typed)?.[0];
  if (theirs === undefined || theirs === kind || (theirs === "share" && kind === "") || (PLAIN.includes(theirs) && PLAIN.includes(kind))) return "";
  return `You typed ${MEASURES[theirs]}, and this box wants ${MEASURES[kind]}.`;
}

/** Every number that `typed` may stand for, the likelier first; empty if it is none. */
export function readings(typed) {
  const found = parts(typed);
  if (!found || Boolean(found.open) !== Boolean(found.close) || (found.sign && found.sign2)) return [];
  if (found.open && (found.sign || found.sign2)) return [];
  const sign = `${found.sign ?? ""}${found.sign2 ?? ""}`.includes("-") || found.open ? -1 : 1;
  const scale = SCALES[(found.scale ?? "").toLowerCase()] ?? 1;
  const tops = plain(found.digits.trim()).map((top) => Number(top + (found.power ?? "")));
  const unders = plain((found.under ?? "1").trim()).map(Number);
  const values = tops.flatMap((top) => unders.filter((under) => under).map((under) => ((sign * top) / under) * scale));
  return [...new Set(values.filter(Number.isFinite))];
}

/** The number that `typed` stands for in a box with this unit; of two readings the one that `fits`, else the likelier. Null if it is none. */
export function readNumber(typed, fits = () => true, unit = "") {
  const found = otherUnit(typed, unit) ? [] : readingsIn(typed, unit);
  return found.find(fits) ?? found[0] ?? null;
}
