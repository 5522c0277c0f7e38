"""The little markup that prompts, questions and feedback are written in, turned into safe HTML.

``**bold**``, ``*stress*``, `` `code` ``, paragraphs divided by blank lines, lists of lines starting with ``- ``, and
fenced code. Everything else is escaped, so text from a learner can never become HTML.
"""

from __future__ import annotations

import html
import re

from course.language import word
from course.number_format import BOLD

_INLINE = re.compile(r"`(?P<code>[^`\n]+)`|" + BOLD + r"|(?<![\w*])\*(?P<stress>[^*\s](?:[^*\n]*[^*\s])?)\*(?![\w*])")
_FENCE = r"```[^\n]*\n.*?```"


#: A line never breaks between a number and its per cent.
_PER_CENT = re.compile(r"(?<=\d) (?=%)")


def _escaped(text: str) -> str:
    return html.escape(_PER_CENT.sub("\u202f", text))


def inline(text: str) -> str:
    """One line of markup as HTML."""
    text = word(text)
    parts, end = [], 0
    for match in _INLINE.finditer(text):
        parts.append(_escaped(text[end : match.start()]))
        end = match.end()
        if match["code"]:
            parts.append(f"<code>{html.escape(match['code'])}</code>")
        elif match["bold"]:
            parts.append(f"<strong>{inline(match['bold'])}</strong>")
        else:
            parts.append(f"<em>{inline(match['stress'])}</em>")
    parts.append(_escaped(text[end:]))
    return "".join(parts)


def to_html(text: str) -> str:
    """Several paragraphs, lists and fenced code of markup as HTML."""
    blocks = []
    for part in re.split(rf"({_FENCE})", word(text).strip(), flags=re.DOTALL):
        if re.fullmatch(_FENCE, part, re.DOTALL):
            code = part.split("\n", 1)[1].removesuffix("```").rstrip("\n")
            blocks.append(f"<pre><code>{html.escape(code)}</code></pre>")
            continue
        for paragraph in re.split(r"\n\s*\n", part):
            lines = [line.strip() for line in paragraph.strip().splitlines()]
            if lines and all(line.startswith("- ") for line in lines):
                items = "".join(f"<li>{inline(line[2:])}</li>" for line in lines)
                blocks.append(f"<ul>{items}</ul>")
            elif lines:
                blocks.append(f"<p>{inline(' '.join(lines))}</p>")
    return "".join(blocks)


def plain(text: str) -> str:
    """Markup as plain text: the marks of bold and stress removed, code kept as it stands."""
    return _INLINE.sub(lambda m: f"`{m['code']}`" if m["code"] else plain(m["bold"] or m["stress"]), word(text))
