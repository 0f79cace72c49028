"""The page's module as it is sent: whole, by itself, with every message answered; and what its widget sends."""

import re
import sys
from importlib.resources import files

import numpy as np
import pytest

from course_nn.chapters.playground import page as module
from course_nn.chapters.playground.answers import ANSWERS
from course_nn.chapters.playground.data_sets import make_data
from course_nn.chapters.playground.options import OPTIONS
from course_nn.chapters.playground.page import SCRIPTS, STYLES, joined, new_page, pictures
from course_nn.chapters.playground.settings import DATA, FEATURES, OWN, REACH, Settings
from course_nn.chapters.playground.sweep import AXES
from course_nn.plots.style import CLASS_COLORS

SCRIPT, STYLE = joined(SCRIPTS, "js"), joined(STYLES, "css")


def test_every_file_of_the_folder_is_part_of_it():
    folder = files("course_nn.chapters.playground").joinpath("page")
    assert {one.name for one in folder.iterdir()} == {f"{n}.js" for n in SCRIPTS} | {f"{n}.css" for n in STYLES}


def test_it_loads_nothing_else():
    assert not re.search(
        r"https?:|\bimport\b\s*[({'\"]|^import|@import|url\(|fetch\(|XMLHttp|WebSocket", SCRIPT + STYLE
    )
    assert re.findall(r"^export.*", SCRIPT, re.M) == ["export default {render};"]
    assert SCRIPT.rstrip().endswith("export default {render};")


def test_no_name_is_given_twice():
    names = re.findall(r"^(?:async )?(?:function|class) (\w+)", SCRIPT, re.M)
    for line in re.findall(r"^(?:const|let) (.*)", SCRIPT, re.M):
        names += re.findall(r"(?:^|, )(\w+) = ", line)
    assert len(names) > 40 and sorted(names) == sorted(set(names))


def test_what_the_page_says_is_what_is_answered_and_all_of_it():
    said = set(re.findall(r"\bdo: \"([\w ]+)\"", SCRIPT)) | set(re.findall(r'"(play)"|"(pause)"', SCRIPT)[0]) | {"play"}
    said |= set(re.findall(r'state\.playing \? "(\w+)" : "\w+"', SCRIPT))
    assert said - {"", "shown"} == set(ANSWERS)


def test_what_can_be_swept_is_what_the_page_offers():
    offered = re.search(r"TLS_SWEPT = \{(.*?)\};", SCRIPT, re.S)[1]
    assert set(re.findall(r"(\w+): \[", offered)) == set(AXES)


def test_it_has_the_colors_and_the_features_of_the_course():
    assert f"CLASS_COLORS = [{', '.join(f'{chr(34)}{c}{chr(34)}' for c in CLASS_COLORS[:6])}]" in SCRIPT
    made = re.search(r"FEATURE_OF = \{(.*?)\};", SCRIPT, re.S)[1]
    assert set(re.findall(r'"?([^\s",:]+(?: [xy])?)"?: \(x, y\)', made)) == set(FEATURES)
    assert f"const PLANE = {REACH:g};" in SCRIPT


def test_each_set_has_a_small_picture_of_its_own_points():
    found = pictures()
    assert set(found) == {f"{problem} {name}" for problem, names in DATA.items() for name in names if name != OWN}
    for key, points in found.items():
        problem, _, name = key.partition(" ")
        X, y, *_ = make_data(Settings(problem=problem, data=name, points=module.PICTURED, train_share=90))
        np.testing.assert_allclose(np.array(points), np.column_stack([X, y]), atol=0.051)


def test_a_picture_is_one_message(monkeypatch):
    page, sent = new_page(["bar"], False, lambda message: None), []
    monkeypatch.setattr(page, "_send", lambda message, buffers=None: sent.append((message["state"], buffers)))
    page.put(settings={"rate": 1}, head={"number": 1}, data=b"abc", status={"playing": True})
    ((state, buffers),) = sent
    assert set(state) == {"settings", "head", "status"} and buffers == [b"abc"]
    page.put(settings={"rate": 1}, head={"number": 2}, data=b"abd", status={"playing": True})
    assert set(sent[1][0]) == {"head"} and sent[1][1] == [b"abd"], "what is the same isn't sent again"


def test_it_says_what_it_hears_and_knows_its_controls():
    heard = []
    page = new_page(["bar", "plane"], True, heard.append)
    page._handle_custom_msg({"do": "play"}, [])
    assert heard == [{"do": "play"}] and page.show == ["bar", "plane"] and page.task is True
    assert page.options == OPTIONS | {"pictures": pictures()}
    assert page.key != new_page([], False, heard.append).key


def test_there_is_none_without_anywidget_and_under_ipywidgets_7(monkeypatch):
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "anywidget", None)
        assert new_page([], False, print) is None
    with monkeypatch.context() as old:
        old.setattr(module, "is_old", lambda: True)
        assert new_page([], False, print) is None
    assert new_page([], False, print) is not None


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_file_is_longer_than_one_reads(name):
    text = files("course_nn.chapters.playground").joinpath("page", f"{name}.js").read_text(encoding="utf-8")
    assert text.count("\n") < 450 and max(map(len, text.splitlines())) <= 120
