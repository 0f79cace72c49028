"""Long lines of what was printed are broken between entries."""

import ast

import pytest
from nbformat.v4 import new_code_cell, new_output

from tools.editions import printed


@pytest.mark.parametrize(
    "value",
    [
        {f"half, {k}": 0.2 + k / 7 for k in range(9)},
        [f"name's {k}" for k in range(30)],
        {k: (12, 2, f"{k} pixels") for k in range(12)},
        {"W": {f"entry {k}": [2, 3] for k in range(9)}},
    ],
)
def test_entries_stay_whole_and_nothing_is_lost(value):
    lines = printed.wrapped(repr(value)).split("\n")
    assert len(lines) > 1 and max(map(len, lines)) <= printed.WIDE
    assert all(line.endswith(",") for line in lines[:-1])
    assert ast.literal_eval("\n".join(lines)) == value
    assert all(line.count("(") == line.count(")") for line in lines)


@pytest.mark.parametrize("text", ["", "{1: 2}\n[3]", "x" * 200, "a sentence, (1, 2), and so on, " * 5])
def test_what_is_short_or_no_dict_or_list_stays(text):
    assert printed.wrapped(text) == text


def test_what_a_cell_printed_and_what_it_gave():
    long = repr(list(range(60)))
    given = {"text/plain": long}
    outputs = [new_output("stream", text=long), new_output("execute_result", given)]
    cell = new_code_cell("x", outputs=[*outputs, new_output("display_data", {**given, "text/html": "<p>"})])
    printed.wrap(cell)
    assert [cell.outputs[0].text, cell.outputs[1].data["text/plain"]] == [printed.wrapped(long)] * 2
    assert cell.outputs[2].data["text/plain"] == long != printed.wrapped(long)
