"""The table of predictions: as text and as a page, in the order of the chapters, from whatever the file holds."""

import json

from course_nn.exercises import export_progress, import_progress, predictions, store

TOLD = {"when": "2026-01-02T03:04:05Z", "predicted": "it <turns>\nand stays", "happened": "3 of 4 points are right."}


def test_none_says_how_to_make_one(home):
    assert repr(predictions()) == 'No prediction yet. The button "Predict" of an instrument opens a field for it.'
    assert "Predict" in predictions()._repr_html_()


def test_they_stand_in_the_order_of_the_chapters(home):
    store.record("momentum_map", prediction=TOLD)
    store.record("decision_line", prediction=TOLD)
    store.record("update", attempted=True)
    assert [row[:2] for row in predictions().rows] == [(1, "decision_line"), (5, "momentum_map")]
    assert repr(predictions()).splitlines()[:4] == [
        "2 predictions.",
        "  01  decision_line",
        "      You predicted: it <turns> and stays",
        "      What happened first: 3 of 4 points are right.",
    ]
    page = predictions()._repr_html_()
    assert "it &lt;turns&gt;" in page and "<turns>" not in page and page.count("<tr>") == 3


def test_what_is_none_is_left_out(home):
    store.record("decision_line", prediction={**TOLD, "predicted": 3})
    store.record("momentum_map", prediction="up")
    store.record("learning_rule", prediction={**TOLD, "predicted": ""})
    assert predictions().rows == ()


def test_they_go_home_with_the_progress(home, tmp_path, monkeypatch):
    store.record("decision_line", prediction=TOLD)
    export_progress(tmp_path / "out.json")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["exercises"]["decision_line"]
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path / "another"))
    assert predictions().rows == ()
    told = import_progress(tmp_path / "out.json")
    assert "does not have" not in told.text and "left out" not in told.text
    assert [row[1] for row in predictions().rows] == ["decision_line"]
