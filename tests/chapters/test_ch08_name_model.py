"""Character models of place names: the split, one of ten measured again, what is stored, names that are invented."""

from itertools import combinations

import numpy as np
import pytest
from helpers import refused

from course_nn.chapters.ch08_rnns import name_model as names
from course_nn.chapters.ch08_rnns.name_model_figure import below, describe_name_model, draw_name_model
from course_nn.chapters.ch08_rnns.temperature import NAMES, temper
from course_nn.models import KneserNey, LanguageModel
from course_nn.plots import style
from course_nn.text import Alphabet, judge, near_duplicates


@pytest.mark.long
def test_no_part_holds_a_near_duplicate_of_another():
    words, near = sorted({word for part in names.parts(0) for word in part}), {}
    for a, b in combinations(words, 2):
        if near_duplicates(a, b):
            near.setdefault(a, set()).add(b)
            near.setdefault(b, set()).add(a)
    assert len(near) > 10
    for split in range(names.SPLITS):
        learn, validation, test = parts = names.parts(split)
        assert len(test) >= 40 and len(validation) >= 35 and len(learn) > 340
        assert sorted([*learn, *validation, *test]) == words, split
        for part in parts:
            assert all(near.get(word, set()) <= set(part) for word in part), split


def test_what_is_measured_is_below_kneser_ney_on_nine_of_ten_splits():
    found = names.perplexities()
    assert all(len(values) == names.SPLITS for values in found.values())
    assert below(found) >= 9
    for order in (2, 3):
        gain = 1 - found["LSTM"] / found[f"Kneser-Ney {order}"]
        assert gain.min() > 0 and gain.mean() > 0.1
    assert (found["LSTM"] < found["Kneser-Ney 4"]).all()
    assert (found["add-k 2"] > found["Kneser-Ney 2"]).all(), "add-k is the weaker rival"


@pytest.mark.long
def test_one_split_is_measured_again():
    """Split 2, whose chosen setting is taken as it was found; the n-grams choose anew."""
    split, found = 2, names.measured()
    learn, validation, test = names.parts(split)
    setting = {name: found[name][split] for name in ("hidden", "dropout", "epochs")}
    setting = {name: value.item() for name, value in setting.items()}
    model, history = names.train_model(learn + validation, seed=split, **setting)
    assert len(history) == setting["epochs"]
    assert names.perplexity(model, test) == pytest.approx(names.perplexities()["LSTM"][split], rel=0.02)
    for name, (_, value) in names.rivals(split).items():
        assert value == pytest.approx(names.perplexities()[name][split], abs=2e-3)


def test_the_setting_is_chosen_by_validation():
    found = names.measured()
    tried = np.array(found["validation"])  # (split, hidden, dropout)
    assert tried.shape == (names.SPLITS, len(names.HIDDEN), len(names.DROPOUT))
    for split in range(names.SPLITS):
        row, column = np.unravel_index(tried[split].argmin(), tried[split].shape)
        least = tried[split].min()
        chosen = tried[split][names.HIDDEN.index(found["hidden"][split]), names.DROPOUT.index(found["dropout"][split])]
        assert chosen == least, (split, row, column)
    assert (tried[:, :, 2] < tried[:, :, 0]).mean() > 0.9, "dropout helps"
    assert (np.array(found["epochs"]) <= names.EPOCHS).all()


@pytest.mark.long
def test_validation_again_for_one_setting():
    learn, validation, _ = names.parts(0)
    _, history = names.train_model(learn, validation, seed=0, hidden=32, dropout=0.25)
    least = np.exp(min(history["validation_loss"]))
    assert least == pytest.approx(names.measured()["validation"][0][0][1], rel=0.02)
    assert names.best_of({1: {0.5: (3.0, 7), 0.1: (2.0, 9)}, 2: {0.5: (2.5, 1)}}) == (1, 0.1, 9)


@pytest.mark.long
def test_the_discount_is_that_of_the_least_perplexity_in_validation():
    learn, validation, _ = names.parts(1)
    chosen = names.choose_counting(1, KneserNey, 3)
    every = {d: names.perplexity(names.counted(KneserNey, 3, learn, d), validation) for d in names.DISCOUNTS}
    assert every[chosen] == min(every.values()) < max(every.values())


def test_the_stored_model_is_what_was_measured():
    model, stored = names.trained(), names.measured()["stored"]
    assert model.d_hidden == names.STORED and model.vocabulary_size == len(names.alphabet()) == 54
    assert names.perplexity(model, names.parts()[2]) == pytest.approx(stored["perplexity"], abs=2e-3)
    assert stored["perplexity"] < 0.95 * min(names.perplexities()[f"Kneser-Ney {order}"][0] for order in (2, 3))
    assert names.learned() == {*names.parts()[0], *names.parts()[1]}
    other = names.trained()
    other.theta[:] = 0
    assert np.any(names.trained().theta)


def test_perplexity_is_that_of_the_models_own_probabilities():
    model, words = names.trained(), names.parts()[2][:5]
    logs = []
    for word in words:
        tokens = [*names.alphabet().encode([word])[0], 0]
        logs += [np.log(model.probabilities(tokens[:t])[token]) for t, token in enumerate(tokens)]
    assert names.perplexity(model, words) == pytest.approx(np.exp(-np.mean(logs)), rel=1e-4)


@pytest.mark.long
def test_invented_names_are_mostly_new_and_as_long_as_real_ones():
    found = names.measured()
    invented, real = np.array(found["invented"]), np.array(found["real"])  # copies, repeats, distance, length
    assert invented.shape == real.shape == (names.SPLITS, 4)
    assert invented[:, 0].max() < 0.1 and (real[:, 0] == 0).all()
    assert 1 - invented.mean(axis=0)[3] / real.mean(axis=0)[3] == pytest.approx(0.03, abs=0.005), "3 % shorter"
    assert 1 - invented.mean(axis=0)[2] / real.mean(axis=0)[2] == pytest.approx(0.02, abs=0.005), "2 % nearer"
    mine = names.judged(names.trained(), n=60)[0]
    assert mine.copies < 0.15 and 2 < mine.distance < 6 and 6 < mine.length < 11


def test_a_beginning_is_completed():
    model = names.trained()
    drawn = names.invented(model, 20, beginning="San ", temperature=0.7)
    assert all(name.startswith("San ") for name in drawn) and len(set(drawn)) > 5
    assert drawn == names.invented(model, 20, beginning="San ", temperature=0.7)
    with pytest.raises(ValueError, match="got 'Š' in"):
        names.invented(model, 1, beginning="Šan")


def test_words_of_ones_own():
    words = ["anna", "hanna", "nina", "ina", "nana"]
    letters = Alphabet(words)
    model, _ = names.train_model(words, letters=letters, hidden=8, dropout=0.0, epochs=3)
    assert model.vocabulary_size == len(letters) and names.perplexity(model, words, letters) < len(letters) + 1
    assert names.own_model(model, letters, who="x") == (model, letters, ())
    assert names.own_model(model, words, who="x")[1].symbols == letters.symbols
    assert names.own_model(model, iter(words), who="x")[2] == tuple(words), "also of words that can be read once"
    assert names.own_model(names.trained(), ["Rome", "Adak"], who="x")[1].symbols == names.alphabet().symbols


def test_a_long_word_known_by_heart_is_drawn_whole():
    word = "".join(filter(str.isalpha, names.alphabet().symbols))[:30]
    for size in (31, 54):
        model = LanguageModel(size, size, np.random.default_rng(0))
        _, letters, words = names.own_model(model, [word], who="x")
        _learn_by_heart(model, [0, *letters.encode([word])[0]])
        drawn = names.invented(model, 3, temperature=0, letters=letters)
        assert drawn == 3 * [word] and judge(drawn, words).copies == 1
        assert temper(model, words)("", 0.0)["names"] == NAMES * [(word, True)]
        assert names.longest(letters) == 36 and names.longest(letters, "a" * 40) == 50
    assert names.longest(names.alphabet()) == names.LONGEST, "the place names are drawn as they were"


def _learn_by_heart(model, tokens):
    """Weights by hand for a row of different tokens: the state is the code of the last one, which tells the next."""
    h = model.d_hidden
    model.theta[:] = 0
    model.cell.b.value[:] = np.repeat([30, -30, 0, 30], h)  # gates i open, f closed, o open
    model.cell.W.value[:, 2 * h : 3 * h] = 30 * np.eye(h)
    model.output.W.value[tokens, np.roll(tokens, -1)] = 50


def test_the_picture_says_what_was_measured():
    found = names.perplexities()
    figure = style.new_figure(8, 3.2)
    with style.course_style():
        draw_name_model(figure, found)
        figure.canvas.draw()
    assert not style.cut_off(figure)
    (ax,) = figure.axes
    assert ax.get_title(loc="left").startswith(f"On {below(found)} of 10 splits")
    points = np.concatenate([ax.transData.transform(line.get_xydata()) for line in ax.lines])
    apart = np.linalg.norm(points[:, None] - points, axis=2)[~np.eye(len(points), dtype=bool)]
    assert len(points) == 40 and apart.min() > 6 * figure.dpi / 72, "no marker, of 6 points, hides another"
    low, high = ax.get_ylim()
    assert all(low < value < high for line in ax.lines for value in line.get_ydata())
    assert f"LSTM {found['LSTM'].mean():.1f}" in describe_name_model(found)
    rivals = {f"Kneser-Ney {order}": np.full(3, 10.0) for order in (2, 3, 4)}
    for rival in rivals:
        assert below({"LSTM": np.full(3, 9.0), **rivals, rival: np.array([9.1, 9.6, 20])}) == 2, "below every one"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: names.parts(-1), "parts: split: expected a whole number at least 0"),
        (lambda: names.untrained(-1), "untrained: seed"),
        (lambda: names.train_model(["Rome"], epochs=31), "epochs: expected a whole number at least 1 and at most 30"),
        (lambda: names.own_model(names.trained(), who="temperature"), "temperature: expected a model and the words"),
        (lambda: names.own_model(words=["a"], who="x"), "x: expected a model and the words .* without a model"),
        (lambda: names.own_model(3, ["a"], who="x"), "x: expected a LanguageModel, got 3"),
        (lambda: names.own_model(names.trained(), ["äb"], who="x"), "has 54 symbols, got words with 3"),
        (lambda: names.own_model(names.untrained(0, 4, 0, 3), ["abc"], who="x"), "has 3 symbols, got words with 4"),
        (lambda: names.own_model(_ruined(), names.alphabet(), who="x"), "expected a model with finite weights"),
        (lambda: names.invented(names.trained(), 1, seed=-1), "seed: expected a whole number at least 0"),
    ],
)
def test_a_bad_call_is_refused_with_a_sentence(call, words):
    with refused(words):
        call()


def _ruined():
    model = LanguageModel(54, 4, np.random.default_rng(0))
    model.theta[3] = np.nan
    return model
