"""The book's pictures: small and still true, each made once, kept as long as what made them stays the same."""

import io
import json
import re
from types import SimpleNamespace

import numpy as np
import pytest
from example_instrument import example, fragile
from PIL import Image
from small_instrument import small

from course_nn.plots.style import INK, VERMILION
from course_nn.widgets import INSTRUMENTS, Choice, Slider, Toggle
from tools.book import figure, making, palette, pictures

#: Instruments with pictures of more colors than a palette has, and what such a picture may lose at most.
PHOTOGRAPHS, OF_PHOTOGRAPHS = ["filter_bench"], 13


def field(dot=True):
    """A smooth field of thousands of colors with one small dot of another color on it."""
    x, y = np.meshgrid(np.linspace(0, 1, 300), np.linspace(0, 1, 200))
    pixels = np.stack([120 + 100 * x, 180 + 60 * y, 200 - 50 * x * y], axis=2).astype(np.uint8)
    if dot:
        pixels[50:56, 60:66] = color(VERMILION)
    return pixels


def color(name):
    return [int(name[k : k + 2], 16) for k in (1, 3, 5)]


def colors_of(content):
    return len(Image.open(io.BytesIO(content)).convert("RGB").getcolors(1 << 24))


def test_a_picture_of_few_colors_stays_as_it_is():
    pixels = np.full((40, 60, 4), 255, np.uint8)
    pixels[:20, :, :3] = color(INK)
    content, kind = palette.small(pixels)
    assert kind == "png" and palette.difference(content, pixels) == 0 and colors_of(content) == 2


@pytest.mark.parametrize("colors", [64, 32])
def test_a_palette_is_shared_so_that_a_field_stays_smooth_and_a_dot_keeps_its_color(colors):
    content = palette.small_png(field(), colors)
    assert colors_of(content) <= colors
    shown = palette.pixels_of(content, 200, 300)
    assert (shown[52, 62] == color(VERMILION)).all(), "a dot among 60,000 pixels"
    assert np.abs(shown.astype(int) - field()).max() < 1400 / colors
    assert 0 < palette.difference(content, field()) < 300 / colors


def test_what_is_too_large_gives_up_colors_then_sharpness_and_is_refused_at_last():
    rng = np.random.default_rng(0)
    noise = np.kron(rng.integers(0, 255, (120, 160, 3)), np.ones((2, 2, 1))).astype(np.uint8)
    whole = palette.small_png(noise)
    fewer = palette.small_png(noise, 32)
    most = (len(whole), len(whole) - 1, len(fewer) - 1)
    assert [palette.small(noise, one)[1] for one in most] == ["png", "png", "webp"]
    content, _ = palette.small(noise, most[-1])
    assert len(content) <= most[-1] and palette.pixels_of(content, 240, 320).shape == (240, 320, 3)
    with pytest.raises(ValueError, match="expected a picture that fits into 100 bytes, got "):
        palette.small(noise, 100)


def test_what_its_palette_makes_flat_is_kept_as_a_photograph_where_that_loses_less():
    rng = np.random.default_rng(0)
    smooth = Image.fromarray(rng.integers(0, 255, (12, 16, 3), dtype=np.uint8)).resize((320, 240), Image.BICUBIC)
    colorful = np.asarray(smooth)
    png = palette.small_png(colorful)
    content, kind = palette.small(colorful)
    lost = palette.difference(png, colorful)
    assert len(png) <= palette.MOST and lost > 2 * palette.LOST
    assert kind == "webp" and len(content) <= palette.MOST and palette.difference(content, colorful) < lost / 2
    noise = rng.integers(0, 255, (60, 80, 3)).astype(np.uint8)
    content, kind = palette.small(noise, len(palette.small_png(noise)))
    assert kind == "png", "the photograph that fits into as much loses more than the palette does"
    assert palette.difference(content, noise) > palette.LOST


@pytest.mark.long
@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_all_pictures_of_photographs_are_true(name):
    it, kinds = INSTRUMENTS[name](), set()
    for state in it.states():
        pixels = np.array(it.set(**state).figure.canvas.buffer_rgba())
        content, kind = palette.small(pixels)
        kinds.add(kind)
        lost = palette.difference(content, pixels)
        assert lost <= (palette.LOST if kind == "png" else OF_PHOTOGRAPHS), f"{name}, {state}: {kind}, {lost:.1f}"
        assert len(content) <= palette.MOST
    assert "webp" in kinds


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """An instrument, the folder of its pictures, and its story: its defaults and the ends of its seven controls."""
    it, place = example(), tmp_path_factory.mktemp("pictures")
    it.story = {name: value for name, value in it.values.items()}
    return it, place, making.made("example", it, place)


def test_a_story_has_every_state_with_the_picture_and_the_sentence_of_its_values(told):
    it, place, story = told
    wanted = it.states()
    assert len(story["states"]) == len(story["shows"]) == len(wanted)
    assert (story["width"], story["height"], story["title"]) == (726, 396, "A neuron's boundary")
    kinds = [control["kind"] for control in story["controls"]]
    assert kinds == ["range", "range", "range", "range", "choice", "toggle", "player"]
    for k in range(0, len(wanted), 5):
        it.set(**wanted[k])
        picture, sentence = story["shows"][k]
        assert story["sentences"][sentence] == it.description
        content = (place / story["pictures"][picture]).read_bytes()
        pixels = np.asarray(it.figure.canvas.buffer_rgba())
        assert palette.difference(content, pixels) < 1.5 and len(content) <= palette.MOST
        texts = [control["texts"][at] for control, at in zip(story["controls"], story["states"][k], strict=True)]
        assert texts[0] == f"{wanted[k]['w1']:.1f}".replace("-", "−") and texts[4] == wanted[k]["curve"]
    others = palette.difference(content, np.asarray(it.set(w1=-3.0, w2=3.0).figure.canvas.buffer_rgba()))
    assert others > 3, "another picture is told from it"


def test_equal_pictures_and_sentences_are_there_once(tmp_path):
    controls = [Slider("a", "a", 0, 1, 0.5, 0.5), Toggle("t", "nothing", False)]
    story = making.made("two", small(lambda a, t: a, controls), tmp_path)
    assert len(story["states"]) == 6
    assert len(story["pictures"]) == len(story["sentences"]) == len(list(tmp_path.iterdir())) == 3


class Instruments(dict):
    """Instruments of no chapter, in rooms of their own."""

    rooms = property(lambda self: {name: f"course_nn.chapters.ch{k:02d}_room" for k, name in enumerate(self, 1)})


@pytest.fixture
def own(monkeypatch):
    """Two instruments, the keys that they are kept by, and how often each was made."""
    made, keys = [], {"one": "1", "two": "2"}

    def one():
        made.append("one")
        return small()

    def two():
        made.append("two")
        return small(lambda a, c: a + c, [Slider("a", "a", 0, 1, 0.5, 0), Choice("c", "c", {"x": 1, "y": 2}, 1)])

    known = Instruments(one=one, two=two)
    for module in (making, pictures):
        monkeypatch.setattr(module, "INSTRUMENTS", known)
    monkeypatch.setattr(making, "key", lambda name: keys[name])
    monkeypatch.setattr(pictures, "SURROUNDINGS", {})
    return SimpleNamespace(instruments=known, made=made, keys=keys)


def test_pictures_are_kept_until_what_made_them_changes(own, tmp_path):
    said = []
    assert pictures.make(tmp_path, processes=1, tell=said.append) == []
    assert own.made == ["one", "two"] and re.search(r"ch02_room +1 +6 +5 ", said[-2]) and "all  " in said[-2]
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "png").iterdir()}
    assert pictures.make(tmp_path, processes=1, tell=said.append) == [] and own.made == ["one", "two"]
    own.keys["two"] = "other"
    assert pictures.make(tmp_path, processes=1, tell=said.append) == [] and own.made == ["one", "two", "two"]
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "png").iterdir()} == before
    next((tmp_path / "png").iterdir()).unlink()
    assert pictures.make(tmp_path, processes=1, tell=said.append) == [] and len(own.made) == 4
    assert {path.name for path in (tmp_path / "png").iterdir()} == set(before), "what was lost is made again"


def test_what_is_not_used_any_more_goes(own, tmp_path):
    pictures.make(tmp_path, processes=1, tell=lambda _: None)
    (tmp_path / "png" / "stray.png").write_bytes(b"half")
    (tmp_path / "stories" / "one.123.half").write_bytes(b"half")
    del own.instruments["two"]
    pictures.make(tmp_path, processes=1, tell=lambda _: None)
    assert {path.name for path in (tmp_path / "stories").iterdir()} == {"one.json", "one.js"}
    assert {path.name for path in (tmp_path / "png").iterdir()} == set(pictures.read("one", tmp_path)["pictures"])


def test_a_broken_instrument_is_named_in_a_sentence_and_the_others_are_made(own, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_STRICT", "1")
    own.instruments["one"] = fragile
    complaints = pictures.make(tmp_path, processes=1, tell=lambda _: None)
    assert complaints == ["one: ValueError: expected a below 1, got 1."]
    assert not (tmp_path / "stories" / "one.json").exists() and (tmp_path / "stories" / "two.json").exists()


def test_a_missing_or_damaged_story_is_told_in_a_sentence(own, tmp_path):
    with pytest.raises(ValueError, match=r"no pictures of one are made; run python -m tools.book.pictures"):
        pictures.read("one", tmp_path)
    pictures.make(tmp_path, processes=1, tell=lambda _: None)
    (tmp_path / "stories" / "one.json").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"one\.json: expected a story; delete it and run"):
        pictures.read("one", tmp_path)
    pictures.make(tmp_path, processes=1, tell=lambda _: None)
    assert own.made == ["one", "two", "one"]


def test_an_unknown_instrument_is_refused(capsys):
    with pytest.raises(SystemExit):
        pictures.main(["momentum_mop"])
    assert "there is no instrument 'momentum_mop'" in capsys.readouterr().err


def test_a_key_follows_what_an_instrument_is_made_from_and_nothing_else(tmp_path, monkeypatch):
    files = {
        "chapters/ch01_room/instruments.py": "from ...kit.tools import tool\nfrom . import theme\n",
        "chapters/ch01_room/theme.py": "def late():\n    from ... import low\n",
        "chapters/ch01_room/exercises.py": "",
        "chapters/ch01_room/measured/numbers.json": "[1]",
        "chapters/ch02_room/theme.py": "",
        "kit/__init__.py": "from ..chapters.ch02_room import theme\n",
        "kit/tools.py": "",
        "__init__.py": "",
        "chapters/__init__.py": "",
        "chapters/ch01_room/__init__.py": "",
        "low.py": "",
        "apart.py": "",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(making, "PACKAGE", tmp_path)
    monkeypatch.setattr(making, "INSTRUMENTS", SimpleNamespace(rooms={"one": "course_nn.chapters.ch01_room"}))

    def key():
        making._hash.cache_clear()
        making._imported.cache_clear()
        return making.key("one")

    before, changing = key(), set()
    for name, text in files.items():
        (tmp_path / name).write_text(text + " ", encoding="utf-8")
        if key() != before:
            changing.add(name)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert key() == before
    assert changing == {
        "chapters/ch01_room/instruments.py",
        "chapters/ch01_room/theme.py",
        "chapters/ch01_room/measured/numbers.json",
        "kit/__init__.py",
        "kit/tools.py",
        "__init__.py",
        "chapters/__init__.py",
        "chapters/ch01_room/__init__.py",
        "low.py",
    }
    making._hash.cache_clear()
    making._imported.cache_clear()


def test_the_key_of_a_real_instrument_sees_its_theme_and_the_machinery_and_no_other_chapter():
    room = making.PACKAGE / "chapters" / "ch05_optimizers"
    found = {path.relative_to(making.PACKAGE).as_posix() for path in making.closure(room / "instruments.py")}
    wanted = ("chapters/ch05_optimizers/momentum_map_figure.py", "widgets/instrument.py", "plots/style.py")
    assert found.issuperset((*wanted, "optimizers/__init__.py"))
    assert not [one for one in found if one.startswith("chapters/ch") and "ch05" not in one]


def test_a_page_holds_the_first_picture_its_sentence_and_labeled_controls(told):
    story = told[2] | {"key": "0123456789"}
    page = figure.figure_html(story, "../pictures")
    assert f'src="../pictures/png/{story["pictures"][0]}" width="726" height="396"' in page
    assert page.count(story["sentences"][0]) == 2, "in the line below, and for those who don't see the picture"
    assert 'data-story="../pictures/stories/example.js?01234567"' in page
    assert page.count("<label>") == page.count("data-control=") == 7
    assert page.count("<button") == page.count('<button type="button"') == 5
    assert "learning rate α" in page and 'aria-valuetext="0.05"' in page
    assert json.loads(making.script(story).partition(" = ")[2].rstrip(";\n"))["states"] == story["states"]
    still = {**story, "states": story["states"][:1]}
    assert figure.STILL in figure.figure_html(still, "x") and "<input" not in figure.figure_html(still, "x")


def test_what_only_the_notebook_can_do_is_said():
    said = {name: making.more(INSTRUMENTS[name]()) for name in ("filter_bench", "head_maps", "decision_line")}
    assert said == {
        "filter_bench": "In the notebook you can also write numbers of your own into the grid.",
        "head_maps": "In the notebook you can also type words of your own and light places up by pointing at them.",
        "decision_line": "",
    }
