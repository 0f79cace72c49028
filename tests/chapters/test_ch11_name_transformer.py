"""The transformer on place names: the splits of chapter 08, and what was measured."""

import numpy as np
import pytest

from course_nn.chapters.ch08_rnns import name_model
from course_nn.chapters.ch11_attention import name_transformer as theme


@pytest.mark.long
def test_the_splits_are_those_of_chapter_08():
    for split in (0, 3, 9):
        assert theme.parts(split) == name_model.parts(split)
    assert theme.alphabet().symbols == name_model.alphabet().symbols


def test_measured():
    found = theme.perplexities()
    assert all(len(found[name]) == theme.SPLITS for name in ("transformer", "LSTM", "Kneser-Ney 2"))
    assert (found["transformer"] < found["Kneser-Ney 2"]).all()
    assert (found["transformer"] > found["LSTM"]).all()


@pytest.mark.long
def test_one_split_comes_out_as_measured():
    stored = theme.measured()
    learn, validation, test = theme.parts(0)
    how = {name: stored[name][0].item() for name in ("width", "dropout", "epochs")}
    model, _ = theme.train_model(learn + validation, seed=0, **how)
    assert theme.perplexity(model, test) == pytest.approx(stored["perplexity"][0], rel=0.04)


def test_perplexity_is_that_of_the_probabilities():
    model = theme.untrained(0, 32, 0.0)
    word = "Rome"
    tokens = theme.alphabet().encode([word])[0]
    logs = [np.log(model.probabilities(tokens[:t])[token]) for t, token in enumerate([*tokens, 0])]
    assert theme.perplexity(model, [word]) == pytest.approx(np.exp(-np.mean(logs)), rel=1e-4)
