"""The notebook cleaner, on notebooks made here."""

import base64
import copy
import io
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from course_nn.plots.style import encode_png

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tools"))
import nb_clean

VIEW = {nb_clean.WIDGET_VIEW: {"model_id": "1", "version_major": 2, "version_minor": 0}}


def one_cell(*outputs, count=1, **rest):
    return new_notebook(cells=[new_code_cell("x", execution_count=count, outputs=list(outputs), id="a", **rest)])


def shown(notebook):
    return nb_clean.clean(notebook).cells[0].outputs


def test_a_widget_leaves_its_picture_and_its_words():
    words = {"text/html": '<img src="data:image/png;base64,iVBORw==" alt="Three.">', "text/plain": "Three."}
    (output,) = shown(one_cell(new_output("display_data", data=VIEW | words)))
    assert output.data == words


def test_a_picture_keeps_its_looks_with_few_colors():
    rng = np.random.default_rng(1)
    pixels = np.full((60, 80, 3), 255, np.uint8)
    pixels[20:40] = np.linspace(0, 255, 240).reshape(1, 80, 3)
    pixels[45:, :40] = rng.integers(100, 140, (15, 40, 3))  # more colors than a palette has
    before = base64.b64encode(encode_png(pixels)).decode()
    page = '<img src="data:image/png;base64,{}" alt="A = B/C."> base64,B/C='.format
    (output,) = shown(one_cell(new_output("display_data", data={"text/html": page(before)})))
    after = nb_clean.PICTURE.search(output.data["text/html"])[0]
    assert output.data["text/html"] == page(after)
    assert len(after) < 0.75 * len(before)
    with Image.open(io.BytesIO(base64.b64decode(after))) as image:
        assert image.mode == "P"
        seen = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(seen - pixels).max() <= 25
    assert (seen[:20] == 255).all(), "white stays white"
    assert nb_clean.few_colors(after) == after


def test_a_widget_with_nothing_beside_it_and_a_progress_bar_go():
    bar = VIEW | {"text/plain": "  0%|          | 0/20 [00:00<?, ?it/s]"}
    assert shown(one_cell(new_output("display_data", data=VIEW), new_output("display_data", data=bar))) == []


def test_neighbors_on_stdout_are_joined():
    outputs = [new_output("stream", text="a\n"), new_output("stream", text="b\n")]
    assert [output.text for output in shown(one_cell(*outputs))] == ["a\nb\n"]


def test_state_times_and_versions_go_and_tags_stay():
    notebook = one_cell(metadata={"tags": ["hint"], "execution": {"iopub.execute_input": "2026"}, "scrolled": True})
    notebook.metadata = nbformat.from_dict(
        {
            "widgets": {"application/vnd.jupyter.widget-state+json": {}},
            "language_info": {"name": "python", "version": "3.12.1"},
            "kernelspec": {"name": "venv", "display_name": "mine", "language": "python"},
            "title": "Perceptron",
        }
    )
    cleaned = nb_clean.clean(notebook)
    assert cleaned.cells[0].metadata == {"tags": ["hint"]}
    assert set(cleaned.metadata) == {"kernelspec", "language_info", "title"}
    assert cleaned.metadata.kernelspec.name == "python3" and "version" not in cleaned.metadata.language_info


def test_counts_begin_at_one_also_in_results():
    cells = [
        new_code_cell(s, execution_count=n, outputs=[new_output("execute_result", execution_count=n)])
        for s, n in (("1", 4), ("2", 9))
    ]
    cleaned = nb_clean.clean(new_notebook(cells=[cells[0], new_markdown_cell("so"), new_code_cell(""), cells[1]]))
    code = [cell for cell in cleaned.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2]
    assert [cell.outputs[0].execution_count for cell in code] == [1, 2]


def test_ids_are_kept_or_made_the_same_each_time():
    cells = [new_code_cell("x", id="mine"), *(new_code_cell("y") for _ in range(3))]
    notebook = new_notebook(cells=cells)
    for cell in cells[1:]:
        del cell["id"]
    notebook.cells.append(new_code_cell("z", id="mine"))
    first, second = (
        [c.id for c in nb_clean.clean(nb).cells] for nb in (copy.deepcopy(notebook), copy.deepcopy(notebook))
    )
    assert first == second and first[0] == "mine" and len(set(first)) == 5


def test_a_notebook_never_run_stays_so():
    assert nb_clean.clean(one_cell(count=None)).cells[0].execution_count is None


REFUSED = {
    "holds an error": one_cell(new_output("error", ename="ValueError", evalue="no", traceback=[])),
    "wrote on stderr": one_cell(new_output("stream", name="stderr", text="a warning")),
    "memory address": one_cell(new_output("execute_result", data={"text/plain": "<f at 0x7fcdbbda5120>"})),
    "expected 4": nbformat.from_dict({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}),
    "1 of 2 code cells were not run": new_notebook(cells=[new_code_cell("1", execution_count=1), new_code_cell("2")]),
    "not run from top to bottom": new_notebook(cells=[new_code_cell("1", execution_count=n) for n in (2, 1)]),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_must_not_be_stored_is_refused(sentence):
    with pytest.raises(nb_clean.Refused, match=sentence):
        nb_clean.clean(REFUSED[sentence])


def test_check_writes_nothing_and_cleaning_settles(tmp_path, capsys):
    path = tmp_path / "book.ipynb"
    nbformat.write(one_cell(count=7), path)
    before = path.read_bytes()
    assert nb_clean.main(["--check", str(path)]) == 1 and path.read_bytes() == before
    assert "not in its canonical form" in capsys.readouterr().err
    assert nb_clean.main([str(path)]) == 0 and path.read_bytes() != before
    cleaned = path.read_bytes()
    assert nb_clean.main(["--check", str(path)]) == 0 and cleaned.endswith(b"}\n") and b"\r" not in cleaned
    path.write_text("not a notebook")
    assert nb_clean.main([str(path)]) == 1
