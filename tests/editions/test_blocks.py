"""Markdown in blocks and sentences, and what is asked and expected around an instrument."""

from pathlib import Path

import nbformat
import pytest

from tools.editions import blocks

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

TEXT = """The end of a section.

## A heading
Prose with *emphasis* before
$$x = 1$$
and after it.

$$\\begin{cases} a \\\\

b \\end{cases}$$

A list:
1. one,
   which goes on
2. two.

```python
# ## no heading

x = 1
```
| a | b |
|---|---|
| 1 | 2 |

*A caption with $x$.*

**Predict first.** What?
- this

Then go on.
"""


def test_a_text_is_told_apart_into_its_blocks():
    kinds = [one.kind for one in blocks.blocks(TEXT)]
    assert kinds == [
        *("prose", "heading", "prose", "formula", "prose", "formula", "prose", "list", "code", "table", "caption"),
        *("prose", "list", "prose"),
    ]
    found = blocks.blocks(TEXT)
    assert found[1].level == 2 and found[0].level == 0
    assert found[7].text == "1. one,\n   which goes on\n2. two."
    assert found[8].text.count("\n") == 4 and "no heading" in found[8].text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_letter_of_a_notebook_is_lost_between_blocks(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            found = "".join("".join(one.text.split()) for one in blocks.blocks(cell.source))
            assert found == "".join(cell.source.split())
            for one in blocks.blocks(cell.source):
                assert "".join("".join(blocks.sentences(one.text)).split()) == "".join(one.text.split())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One. Two? Three: four.", ["One.", "Two?", "Three: four."]),
        ("It is 0.5 e.g. here. Then.", ["It is 0.5 e.g. here.", "Then."]),
        ("**Not. In here.** Then `a. B`.", ["**Not. In here.**", "Then `a. B`."]),
        ("A formula $a. B$ stays. So.", ["A formula $a. B$ stays.", "So."]),
        ("", []),
    ],
)
def test_sentences_are_never_cut_inside_emphasis_code_or_formulas(text, wanted):
    assert blocks.sentences(text) == wanted


def test_what_is_asked_is_the_last_question_and_what_is_expected_the_first_answer():
    assert blocks.asked([TEXT]) == "What?\n\n- this\n\nThen go on."
    assert blocks.asked(["**Predict first.** Old.", "**Predict first:** new?"]) == "New?"
    assert blocks.expected(
        ["Prose.\n\n**What to notice.** This.\n\n- and that\n\nMore.", "**What to notice.** No."]
    ) == ("This.\n\n- and that")
    assert blocks.asked(["Nothing."]) == blocks.expected([]) == ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("**What to notice.** This. And in code:", "This."),
        ("**What came out.** Measured:", ""),
        (
            "**What to notice.** For three:\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nMore.",
            "For three:\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        ),
        ("**What to notice.** For $a$:\n\n$$a = 1$$\n\nMore.", "For $a$:\n\n$$a = 1$$"),
    ],
)
def test_what_is_expected_takes_its_table_along_and_leads_to_nothing_else(text, wanted):
    assert blocks.expected([text, "**What to notice.** Later."]) == wanted


def test_a_question_is_told_with_the_sentence_before_it():
    assert (
        blocks.asked(["Any search gets harder. **Predict first:** a million?"]) == "Any search gets harder. A million?"
    )
