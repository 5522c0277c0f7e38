// Numbers as people type them: "7,69", "1.5M", "($231)", "1/13". The twin of course/teaching/reading.py; one table of typed
// forms holds both (tests/teaching/typed.json).
const MARKS = "US\\$|USD[CT]?|dollars?|[$€£¥]";
const UNITS = "%|per\\s?cent|percent|percentage\\s?points?|pct|pp|bps?|basis\\s?points?|×|x|times|-?\\s?fold"
  + "|seconds?|secs?|s|minutes?|mins?|hours?|hrs?|h|days?|d|weeks?|units?|coins?|BTC|ETH|bets?|loss(?:es)?|in\\s+a\\s+row";
const SCALES = {
  k: 1e3, thousand: 1e3, m: 1e6, mm: 1e6, mio: 1e6, mn: 1e6, million: 1e6, millions: 1e6, b: 1e9, bn: 1e9, billion: 1e9, billions: 1e9,
};
const DIGITS = "(?:\\d[\\d.,'’_ ]*|[.,]\\d[\\d]*)";
const scales = Object.keys(SCALES).sort((a, b) => b.length - a.length).join("|");
const FORM = new RegExp(
  `^(?<open>\\()?\\s*(?:[≈~=]|about|approx(?:imately)?\\.?|ca\\.?|roughly)?\\s*(?<sign>[+-])?\\s*(?:${MARKS}|[x×])?\\s*(?<sign2>[+-])?\\s*(?<digits>${DIGITS})`
  + `(?<power>e[+-]?\\d{1,3})?\\s*(?:/\\s*(?<under>${DIGITS}))?\\s*(?<scale>${scales})?\\s*(?:${MARKS})?\\s*(?:${UNITS})?\\s*(?<close>\\))?\\.?$`, "i",
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

/** Every number that `typed` may stand for, the likelier first; empty if it is none. */
export function readings(typed) {
  if (typed.length > 60) return [];
  const text = typed.trim().replace(/\p{Nd}/gu, digit).replace(/[–—‒―﹣－−]/g, "-").replace(/[\u00a0\u2009\u202f\u2007]/g, " ");
  const found = FORM.exec(text)?.groups;
  if (!found || Boolean(found.open) !== Boolean(found.close) || (found.sign && found.sign2)) return [];
  if (found.open && (found.sign || found.sign2)) return [];
  const sign = `${found.sign ?? ""}${found.sign2 ?? ""}`.includes("-") || found.open ? -1 : 1;
  const scale = SCALES[(found.scale ?? "").toLowerCase()] ?? 1;
  const tops = plain(found.digits.trim()).map((top) => Number(top + (found.power ?? "")));
  const unders = plain((found.under ?? "1").trim()).map(Number);
  const values = tops.flatMap((top) => unders.filter((under) => under).map((under) => ((sign * top) / under) * scale));
  return [...new Set(values.filter(Number.isFinite))];
}

/** The number that `typed` stands for; of two readings the one that `fits`, else the likelier. Null if it is none. */
export function readNumber(typed, fits = () => true) {
  const found = readings(typed);
  return found.find(fits) ?? found[0] ?? null;
}
