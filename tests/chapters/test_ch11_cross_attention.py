"""Encoder and decoder: what is learned and held out, what each attention sees, and where the decoder looks."""

import re

import numpy as np
import pytest

from course_nn.chapters.ch11_attention import cross_attention as theme
from course_nn.chapters.ch11_attention.cross_attention import LENGTHS, look, pairs
from course_nn.chapters.ch11_attention.instruments import cross_attention
from course_nn.chapters.ch11_attention.token_tasks import TRAINED


def test_questions_stand_at_the_right_end_and_answers_at_the_left():
    for seen in (True, False):
        lengths = np.arange(1, TRAINED + 1).repeat(20)
        source, target = pairs(lengths, np.random.default_rng(0), seen)
        for length, question, answer in zip(lengths, source, target, strict=True):
            assert not question[: TRAINED - length].any() and question[TRAINED - length :].all()
            assert answer[:length].tolist() == question[::-1][:length].tolist() and not answer[length:].any()
            assert ((question[TRAINED - length :] - 1).sum() % 10 == 0) == (not seen)


def test_every_seed_reverses_what_it_never_learned():
    assert theme.measured().shape == (3, len(LENGTHS))
    assert theme.measured().min() > 0.99
    model = theme.trained()
    assert [theme.exact(model, length, n=200) for length in LENGTHS] == pytest.approx(theme.measured()[0], abs=0.01)


def test_each_attention_sees_what_it_may():
    rng = np.random.default_rng(3)
    for length in range(1, TRAINED + 1):
        question = "".join(map(str, rng.integers(0, 10, length)))
        result = look(question, 1)
        assert result["written"] == question[::-1] == result["wanted"]
        padding, t = result["padding"], length + 1
        assert padding.sum() == TRAINED - length
        for name, rows in (("encoder", TRAINED), ("decoder", t), ("cross", t)):
            weights = result[name]
            assert weights.shape == (theme.HEADS, rows, t if name == "decoder" else TRAINED)
            assert weights.sum(axis=-1) == pytest.approx(np.ones((theme.HEADS, rows)), abs=1e-5)
        for name in ("encoder", "cross"):
            assert not result[name][:, :, padding].any(), "nobody looks at padding"
        assert result["encoder"][:, :, ~padding].min() > 0 < result["cross"][:, :, ~padding].min()
        assert not np.triu(result["decoder"], 1).any() and (result["decoder"][:, np.tri(t, dtype=bool)] > 0).all()


def test_it_opens_with_two_digits_that_are_alike():
    found = cross_attention().result
    assert found["written"] == found["wanted"] and found["cross"].shape[1] == 3, "the digits, and the end"


def test_the_decoder_looks_most_at_the_digit_that_it_writes():
    model = theme.trained()
    for length in LENGTHS:
        assert theme.on_the_digit(model, length).min() > 0.5


def test_training_repeats_and_learns():
    losses = [[step.loss for step in theme.learning(theme.untrained(4), steps=5)] for _ in range(2)]
    assert losses[0] == losses[1] and losses[0][-1] < losses[0][0]


@pytest.mark.long
def test_every_number_that_lights_up_is_the_layers():
    it = cross_attention()
    for question in ("31415", "8", "98765432"):
        result = it.set(question=question).result
        groups = it._layer.value.split("<div>")[1:]
        t = len(question) + 1
        assert len(groups) == TRAINED + t
        for i, group in enumerate(groups):
            strips = [cells for box in group.split("<b ")[1:] if len(cells := re.findall(r'title="([^"]*)"', box)) > 1]
            if i < TRAINED:
                wanted = [result["encoder"][:, i]]
            else:
                wanted = [result["decoder"][:, i - TRAINED], result["cross"][:, i - TRAINED]]
            wanted = [row for kind in wanted for row in kind]
            assert len(strips) == len(wanted) == len(re.findall("data-said=", group))
            for cells, row in zip(strips, wanted, strict=True):
                shown = [0.0 if cell == "hidden" else float(cell.split(": ")[1]) for cell in cells]
                assert shown == pytest.approx(row, abs=0.0006)
    for corner in it.corners():
        assert len(it.set(**corner).description) <= 220
