"""A docstring as Markdown: its paragraphs, lists and examples, with a table of the shapes where it lists them."""

import ast
import re
import textwrap

SPECIAL = re.compile(r"([\\*_<>\[\]$|#])")
STRESSED = re.compile(r"(?<![\w*(\\])\\\*(\w[\w ]*)\\\*(?![\w*])")
STRONG = re.compile(r"(?<![\w*(\\])\\\*\\\*(\S[^*]*[^\s*\\])\\\*\\\*(?![\w*])")
CODE = re.compile(r"(``[^`]+``|`[^`]+`)")
ITEM = re.compile(r"(?P<name>[\w*(), .=`\[\]\"]{1,60}?)(?P<sign> : |\s+-> |\s{2,})(?P<said>.+)")
SHAPES = re.compile(r"Shapes: (?P<pairs>.+?)\.(?=\s|$)(?P<rest>.*)", re.DOTALL)
PAIR = re.compile(r"(?:and )?(?P<names>(?!for |or |an? )[\w′̂]+(?: and \w+)?)\s(?P<shape>\([^()]*\))(?:,?\s|,|;\s|$)")


def escaped(text):
    """Plain text as Markdown: its stars and underscores are the formulas' own; names in backticks are code."""
    pieces = CODE.split(text)
    pieces[::2] = [STRESSED.sub(r"*\1*", STRONG.sub(r"**\1**", SPECIAL.sub(r"\\\1", piece))) for piece in pieces[::2]]
    pieces[1::2] = [f"`{piece.strip('`')}`" for piece in pieces[1::2]]
    return "".join(pieces)


def blocks(text):
    """The paragraphs of a docstring (dedented, as `ast` gives it) and what is indented between them: lists of lines."""
    block = []
    for line in [*text.split("\n"), ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []


def shapes(paragraph):
    """Markdown for a paragraph that begins with "Shapes:": a table where it is a plain list; None where it is not."""
    found = SHAPES.fullmatch(paragraph)
    if not found or PAIR.sub("", found["pairs"]).strip():
        return None
    rows = [f"| {escaped(pair['names'])} | {escaped(pair['shape'])} |" for pair in PAIR.finditer(found["pairs"])]
    table = "\n".join(["| Array | Shape |", "|:--|:--|", *rows])
    return table + (f"\n\n{escaped(found['rest'].strip())}" if found["rest"].strip() else "")


def items(block):
    """(name, what is said of it) for a block of lines such as "rate : how far to go"; None for another block."""
    found = []
    for line in block:
        if (item := ITEM.fullmatch(line.strip())) and not line.startswith("    "):
            found.append([item["name"].strip(), item["said"]])
        elif found and line.startswith("  "):
            found[-1][1] += " " + line.strip()
        else:
            return None
    return found


def markdown(text):
    """The docstring ``text``, dedented, as Markdown."""
    done, code = [], []

    def flush():
        if code:
            lines = textwrap.dedent("\n".join(code)).strip("\n").split("\n")
            done.append("\n".join([f"```{language(lines)}", *lines, "```"]))
            code.clear()

    for block in blocks(text):
        example = block[0].lstrip().startswith(">>>")
        if example or all(line.startswith("    ") for line in block):
            if code and (example or block[0].startswith("    ")):
                code.append("")
            code.extend(block)
            continue
        flush()
        done.append(paragraph(block))
    flush()
    return "\n\n".join(done)


def language(lines):
    """What is indented is an example, code, or a formula, which is set as it stands."""
    if lines[0].startswith(">>>"):
        return "pycon"
    try:
        ast.parse("\n".join(lines))
    except SyntaxError:
        return "text"
    return "python"


def paragraph(block):
    """One block that is not code: a list, names with what is said of them, a table of shapes, or text."""
    if len(block) > 2 and not block[1].strip("- "):  # a heading as in NumPy's docstrings
        return f"**{block[0]}**\n\n{paragraph(block[2:])}"
    if block[0].startswith(("- ", "1. ")):
        return "\n".join(listed(block))
    if (named := items(block)) is not None:
        return "\n".join(f"- `{name.strip('`')}`: {escaped(said)}" for name, said in named)
    text = " ".join(line.strip() for line in block)
    return shapes(text) or escaped(re.sub(r"::$", ":", text))


def listed(block):
    """A list's lines, each point with its own mark."""
    for line in block:
        mark = re.match(r"\s*(?:- |\d+\. )?", line)[0]
        yield mark + escaped(line[len(mark) :])
