"""The Markdown of the notebooks, as far as cutting it needs: blocks, sentences, and the prose around an instrument."""

import re
from typing import NamedTuple

FORMULA = re.compile(r"^\$\$.*?\$\$[.,;:]?[ \t]*$", re.DOTALL | re.MULTILINE)
ITEM = re.compile(r"(?:[-*+]|\d+[.)])\s")
END = re.compile(r"(?<=[.?!:])[*)\"]*\s+(?=[^\sa-z])")
ASK, EXPECT = re.compile(r"\*\*Predict first[.:]?\*\*"), re.compile(r"\*\*What (?:to notice|came out)[.:]?\*\*")


class Block(NamedTuple):
    """A part of a Markdown text. ``kind``: heading, formula, list, table, code, html, quote, caption or prose."""

    kind: str
    text: str

    @property
    def level(self):
        """How deep a heading is: 1 for `#`."""
        return len(self.text) - len(self.text.lstrip("#")) if self.kind == "heading" else 0


def blocks(text):
    """The blocks of ``text`` in their order; an item's continued lines belong to its list."""
    found = []
    for chunk in _chunks(text):
        kind = _kind(chunk)
        if kind == "list" and found and found[-1].kind == "list":
            found[-1] = Block("list", f"{found[-1].text}\n{chunk}")
        elif kind == "prose":
            found += _with_formulas(chunk)
        else:
            found.append(Block(kind, chunk))
    return found


def _chunks(text):
    """Pieces between empty lines; fences stay whole, and so do formulas, headings stand alone, lists as well."""
    chunk, fenced, formula = [], False, False
    for line in [*text.split("\n"), ""]:
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced and line.count("$$") % 2:
            formula = not formula
        starts_list = bool(ITEM.match(line)) and bool(chunk) and not ITEM.match(chunk[0]) and not fenced and not formula
        heading = not fenced and not formula and re.match(r"#{1,6} ", line)
        if not (fenced or formula) and (not line.strip() or heading or starts_list) and chunk:
            yield "\n".join(chunk)
            chunk = []
        if heading:
            yield line
        elif line.strip() or fenced or formula:
            chunk.append(line)
            if line.startswith("```") and not fenced:
                yield "\n".join(chunk)
                chunk = []
    if chunk:
        yield "\n".join(chunk)


def _kind(chunk):
    first = chunk.lstrip()
    if re.match(r"#{1,6} ", chunk):
        return "heading"
    if chunk.startswith("```"):
        return "code"
    if ITEM.match(chunk) or chunk.startswith("   "):
        return "list"
    if first.startswith("|"):
        return "table"
    if first.startswith(">"):
        return "quote"
    if first.startswith("<"):
        return "html"
    if re.fullmatch(r"\*(?!\*).*(?<!\*)\*", chunk.strip(), re.DOTALL) and chunk.count("\n\n") == 0:
        return "caption"
    return "prose"


def _with_formulas(chunk):
    found, end = [], 0
    for one in FORMULA.finditer(chunk):
        found += [Block("prose", chunk[end : one.start()].strip()), Block("formula", one[0].strip())]
        end = one.end()
    found.append(Block("prose", chunk[end:].strip()))
    return [block for block in found if block.text]


def sentences(text):
    """The sentences of a paragraph, never cut inside emphasis, code or a formula."""
    found, start = [], 0
    for end in END.finditer(text):
        piece = text[start : end.end()]
        if all(len(re.findall(mark, piece)) % 2 == 0 for mark in (r"\*\*", r"(?<!\*)\*(?!\*)", "`", r"(?<!\\)\$")):
            found.append(piece.strip())
            start = end.end()
    return [*found, text[start:].strip()] if text[start:].strip() else found


def asked(texts):
    """Markdown: the last question to predict in the cells before an instrument, to the end of its cell."""
    found = _from(ASK, texts, ("prose", "list", "formula", "table"))
    return found[-1] if found else ""


def expected(texts):
    """Markdown: what is first said to have been noticed in the cells after an instrument, a paragraph with its list.

    What leads to something else, as a cell of code, is left out.
    """
    found = _from(EXPECT, texts, ("list", "formula", "table"))
    return _without_lead(found[0]) if found else ""


def _without_lead(text):
    """``text`` without last sentences that end with a colon."""
    while text.endswith(":"):
        last = sentences(text)[-1]
        text = text[: -len(last)].rstrip() if text.endswith(last) else ""
    return text


def _from(mark, texts, going_on):
    """The paragraph of each ``mark``, without it, and the blocks of these kinds that follow at once."""
    found = []
    for text in texts:
        taking = False
        for block in blocks(text):
            said = mark.search(block.text)
            if said and block.kind == "prose":
                before, after = block.text[: said.start()], block.text[said.end() :].strip()
                found.append([f"{before}{after[:1].upper()}{after[1:]}"])
                taking = True
            elif taking and block.kind in going_on:
                found[-1].append(block.text)
            else:
                taking = False
    return ["\n\n".join(one).strip() for one in found]
