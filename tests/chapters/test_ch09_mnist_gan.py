"""The longer run on 28×28 pixels: what was measured of it, its way on a few images, and the sentence without files."""

import gzip
import struct

import numpy as np
import pytest

from course_nn.chapters.ch09_gans import mnist_gan as gan
from course_nn.chapters.ch09_gans.digit_gan_figure import show_samples
from course_nn.widgets import watch


@pytest.fixture
def few(monkeypatch, tmp_path):
    """100 images in MNIST's format, ten of each digit: the digit's row is ink."""
    place = tmp_path / "mnist"
    place.mkdir()
    y = np.arange(100) % 10
    pixels = np.zeros((100, 28, 28), np.uint8)
    pixels[np.arange(100), 2 * y] = 255
    for name, array in zip(gan.FILES, (pixels, y.astype(np.uint8)), strict=True):
        head = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
        (place / name).write_bytes(gzip.compress(head + array.tobytes()))
    monkeypatch.setenv("COURSE_NN_DATA", str(tmp_path))
    return pixels.reshape(100, 784) / 255


def test_without_the_files_a_sentence_says_how_to_get_them(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_NN_DATA", str(tmp_path))
    sentence = gan.missing()
    assert str(tmp_path / "mnist") in sentence and "data.mnist(download=True)" in sentence
    for call in (gan.mnist_images, gan.mnist_game, gan.reader):
        with pytest.raises(FileNotFoundError) as caught:
            call()
        assert str(caught.value) == sentence


def test_the_run_can_be_watched(few, capsys):
    assert gan.missing() == ""
    (X, y), (X_test, y_test) = gan.mnist_images()
    assert X.shape == (85, 784) and X_test.shape == (15, 784) and X.dtype == np.float32
    assert sorted(np.concatenate([X, X_test]).argmax(axis=1) // 56) == sorted(np.concatenate([y, y_test]))
    pair, steps = gan.mnist_game(steps=4)
    run = watch(steps, total=2)
    assert run.steps == 2 and set(run.losses) == {"critic loss", "generator loss"} and capsys.readouterr().out
    assert watch(steps).steps == 2 and pair.steps == 4
    samples = pair.sample(10, c=np.eye(10))
    assert samples.shape == (10, 784)
    assert show_samples(samples).alt == "Samples: 10 images of 28 by 28 pixels"


@pytest.mark.long
def test_the_judge_reads_what_was_asked(few):
    network = gan.reader(epochs=20)
    asked = few.argmax(axis=1) // 56
    found = gan.judge(network, few, asked)
    assert found["obeyed"] > 0.9 and found["distance"] == 0
    assert "obeyed" not in gan.judge(network, few)


def test_what_was_measured_once():
    found = gan.measured()
    samples, real, noise = found["samples"], found["real"], found["noise"]
    assert real["obeyed"] > 0.97, "the reader's accuracy"
    assert samples["obeyed"] > 0.95 and samples["confident"] > 0.9 and samples["least"] > 0.05
    assert samples["distance"] >= real["distance"], "no copying"
    assert noise["confident"] < 0.1 and noise["frechet"] > 10 * samples["frechet"]
    assert real["frechet"] < samples["frechet"] and abs(real["neighbor"] - 0.5) < 0.05 < samples["neighbor"] - 0.5
    assert found["n"] == 1500, "as many as are held out, 15 % of 10,000"
    for share in (samples["obeyed"], real["obeyed"]):
        assert abs(share * 1500 - round(share * 1500)) <= 0.076, "rounded to four digits it is still of 1,500"
    assert gan.samples().shape == (40, 784) and gan.samples().max() <= 1
