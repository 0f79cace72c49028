"""Pictures of a run: what is drawn is what there is, as PNG and as GIF; the run stays as it was."""

import io
import threading

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from PIL import Image
from playground_runs import SMALL, same

from course_nn.chapters.playground import pictures as theme
from course_nn.chapters.playground.maps import maps
from course_nn.chapters.playground.pictures import Frames, draw_run, picture, picture_size, small_picture
from course_nn.chapters.playground.presets import PRESETS
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import OWN, Settings
from course_nn.plots.style import BLUE, FIELD_CMAP, VERMILION, cut_off, new_figure

KINDS = {
    "circle": SMALL,
    "no layer": SMALL.but(hidden=()),
    "four classes": SMALL.but(data="spiral", classes=4, features=("x", "xy", "sin y"), hidden=((5, "relu"),)),
    "numbers": SMALL.but(problem="regression", hidden=((16,), (2,))),
    "no points": Settings(data=OWN),
    "no test points": Settings(data=OWN, own=((1.0, 1.0, 0),)),
}
ALL = pytest.mark.parametrize("settings", KINDS.values(), ids=KINDS)


def trained(settings):
    run = Run(settings)
    for _ in range(5):
        run.step(3)
    return run


def drawn(run):
    figure = new_figure(*theme.SIZE, layout=None)
    return figure, draw_run(figure, run)


@pytest.mark.long
@pytest.mark.parametrize("name", ["circle", "four classes", "no points"])
def test_the_picture_is_whole_and_the_run_as_it_was(name):
    run = trained(KINDS[name])
    before = run.copy()
    image = Image.open(io.BytesIO(picture(run)))
    assert image.format == "PNG"
    assert image.size == tuple(2 * side for side in picture_size())
    same(run, before)
    figure, _ = drawn(run)
    figure.canvas.draw()
    assert cut_off(figure) == ""


@ALL
def test_lines_are_the_weights_and_small_pictures_the_units(settings):
    run = trained(settings)
    _, parts = drawn(run)
    dense = [layer for layer in run.network.layers if hasattr(layer, "d_in")]
    found = maps(run, 50)
    columns = [found.features, *found.units, found.outputs]
    shown = iter(parts["network"].images)
    boxes = [[next(shown) for _ in column] for column in columns]
    assert next(shown, None) is None
    *weights, frames = parts["network"].collections
    around = [path.get_extents().extents for path in frames.get_paths()]
    np.testing.assert_allclose(around, [np.array(b.get_extent())[[0, 2, 1, 3]] for column in boxes for b in column])
    for lines, layer, before, after in zip(weights, dense, boxes[:-1], boxes[1:], strict=True):
        w = layer.W.value.ravel()
        ends = np.array(lines.get_segments())
        assert len(ends) == w.size
        np.testing.assert_array_equal(lines.get_colors(), [to_rgba(BLUE if one >= 0 else VERMILION, 0.65) for one in w])
        order = np.argsort(np.abs(w))
        assert (np.diff(np.array(lines.get_linewidths())[order]) >= 0).all()
        assert all((style[1] is None) == (one >= 0) for style, one in zip(lines.get_linestyles(), w, strict=True))
        middles = [[np.reshape(box.get_extent(), (2, 2)).mean(axis=1) for box in column] for column in (before, after)]
        np.testing.assert_allclose(ends[:, 0], np.repeat(middles[0], len(after), axis=0))
        np.testing.assert_allclose(ends[:, 1], np.tile(middles[1], (len(before), 1)))
    for values, box in zip(found.features, boxes[0], strict=True):
        most = max(1, np.abs(values).max())
        np.testing.assert_array_equal(box.get_array(), FIELD_CMAP(values / most / 2 + 0.5, bytes=True))
    assert [text.get_text() for text in parts["network"].texts] == list(settings.features)


@ALL
def test_the_plane_shows_the_answer_and_the_training_points(settings):
    run = trained(settings)
    _, parts = drawn(run)
    (image,) = parts["plane"].images
    answer = maps(run, 50).answer
    if answer.ndim == 2:
        np.testing.assert_array_equal(image.get_array(), FIELD_CMAP(answer / 2 + 0.5, bytes=True))
    else:
        assert image.get_array().shape == (50, 50, 3)
        assert (image.get_array() >= 0.3).all()
    assert image.get_extent() == [-6, 6, -6, 6]
    if settings.problem == "classification":
        shown = [np.transpose(line.get_data()) for line in parts["plane"].lines]
        for label, points in enumerate(shown):
            np.testing.assert_array_equal(points, run.data.X_train[run.data.y_train == label])
    else:
        np.testing.assert_array_equal(parts["plane"].collections[0].get_offsets(), run.data.X_train)


def test_the_curve_is_named_at_its_ends():
    run = trained(SMALL)
    _, parts = drawn(run)
    ax = parts["curve"]
    assert ax.get_legend() is None
    assert [(text.get_text(), tuple(text.xy)) for text in sorted(ax.texts, key=lambda text: text.get_text())] == [
        ("test", (run.epoch, run.history.test[-1])),
        ("train", (run.epoch, run.history.train[-1])),
    ]
    for line, losses in zip(ax.lines, (run.history.train, run.history.test), strict=True):
        np.testing.assert_array_equal(line.get_data(), [run.history.epochs, losses])


def test_without_test_points_there_is_one_line():
    _, parts = drawn(trained(KINDS["no test points"]))
    assert [text.get_text() for text in parts["curve"].texts] == ["train"]
    _, parts = drawn(trained(KINDS["no points"]))
    assert not parts["curve"].lines


def test_numbers_that_are_not_finite_are_drawn_as_nothing(recwarn):
    run = trained(SMALL)
    run.network.theta[:] = np.nan
    assert picture(run)
    run.network.theta[:] = 1e308
    assert picture(run)
    assert not recwarn.list


@pytest.mark.parametrize("name", ["circle", "spiral"])
def test_what_a_notebook_stores_is_small(name):
    run = Run(PRESETS[name].settings)
    run.step(500)
    small = small_picture(run)
    assert len(small) <= theme.STORED
    image = Image.open(io.BytesIO(small))
    assert image.format == "PNG"
    assert image.size[0] >= picture_size()[0]
    assert len(image.getcolors()) > 20


@pytest.mark.long
def test_the_animation_shows_what_there_was():
    run, frames = Run(SMALL), Frames()
    frames.add(run)
    run.step(200)
    frames.add(run)
    run.change(hidden=((3, "relu"),), data="XOR")
    frames.add(run)
    before = run.copy()
    kept = []
    thread = threading.Thread(target=lambda: kept.append(frames.gif()))
    thread.start()
    thread.join()
    same(run, before)
    image = Image.open(io.BytesIO(kept[0]))
    assert image.format == "GIF"
    assert image.n_frames == 3
    pictures, times = [], []
    for number in range(3):
        image.seek(number)
        times.append(image.info["duration"])
        pictures.append(np.asarray(image.convert("RGB"), float))
    assert times == [100, 100, 2000]
    assert image.info["loop"] == 0
    png = Image.open(io.BytesIO(picture(run))).resize(pictures[2].shape[1::-1])
    assert np.abs(pictures[2] - np.asarray(png, float)).mean() < 6
    assert np.abs(pictures[0] - pictures[1]).mean() > 1
    assert np.abs(pictures[1] - pictures[2]).mean() > 6


def test_an_animation_has_a_hundred_and_twenty_pictures_at_most():
    run, frames = Run(SMALL), Frames()
    for _ in range(1000):
        frames.add(run)
        run.history.epochs[-1] += 1  # a mark of when it was
    assert 60 <= len(frames) <= theme.MOST_FRAMES
    marks = [history.epochs[-1] for _, _, history in frames._kept]
    assert marks[0] == 0
    assert set(np.diff(marks)) == {16}


def test_an_animation_needs_a_picture():
    with pytest.raises(ValueError, match="play a while"):
        Frames().gif()
