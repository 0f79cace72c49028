"""The tasks on strings of digits: lines as written by hand, what is held out, and what was measured."""

import numpy as np
import pytest

from course_nn.chapters.ch11_attention import token_tasks as theme
from course_nn.chapters.ch11_attention.token_tasks import ALPHABET, LENGTHS, POSITIONS, STRINGS, SUMS, lines
from course_nn.text import IGNORE


def shown(task, length, seed=0, seen=True):
    X, y = lines(task, [length], np.random.default_rng(seed), seen)
    line = ALPHABET.decode(X[0, 1:])
    asked = y[0] != IGNORE
    return line, "".join(ALPHABET.symbols[token] for token in y[0][asked])


def test_lines_are_what_a_hand_would_write():
    for seed in range(20):
        for length in (1, 3, 8):
            for task, turn in (("copy", str), ("reverse", lambda q: q[::-1]), ("sort", lambda q: "".join(sorted(q)))):
                line, asked = shown(task, length, seed)
                question, answer = line.split(">")
                assert len(question) == length and answer == turn(question) and asked == answer + "·"
            for task in SUMS:
                line, asked = shown(task, length, seed)
                question, answer = line.split(">")
                a, b = question.split("+")
                total = str(int(a) + int(b)).zfill(length + 1)
                assert answer == (total if task == "add" else total[::-1]) and asked == answer + "·"


def test_a_tenth_is_held_out():
    for task in (*STRINGS, *SUMS):
        X, _ = lines(task, [4] * 300, np.random.default_rng(0), True)
        Z, _ = lines(task, [4] * 300, np.random.default_rng(1), False)
        learned, tried = ({tuple(row) for row in rows} for rows in (X, Z))
        assert not learned & tried
    digits = np.random.default_rng(2).integers(0, 10, (20_000, 4))
    assert theme._held_out("copy", digits, 0).mean() == pytest.approx(0.1, abs=0.01)
    assert theme._held_out("add", digits, digits[::-1]).mean() == pytest.approx(1 / 11, abs=0.01)


def test_a_sum_is_held_out_in_both_orders_of_its_terms_or_in_neither():
    rng = np.random.default_rng(3)
    for places in (1, 2, 3, 4):
        a, b = rng.integers(0, 10, (2, 20_000, places))
        out = theme._held_out("add", a, b)
        assert (out == theme._held_out("add", b, a)).all() and 0.05 < out.mean() < 0.15

    def terms(seen, seed):
        X, _ = lines("add", np.full(2000, 2), np.random.default_rng(seed), seen)
        return {tuple(sorted(ALPHABET.decode(row[1:]).split(">")[0].split("+"))) for row in X}

    assert len(terms(True, 0)) > 1000 and not terms(True, 0) & terms(False, 1)


def test_what_was_measured_of_sums():
    for task in SUMS:
        found = theme.measured()[task]
        assert {*found} == {str(steps) for steps in theme.STEPS_OF_SUMS}
        assert all(shares.shape == (3, theme.PLACES + 2) for shares in found.values())
        assert (found["4000"] == 1).all(), "all sums, in both orders"
        assert found["1500"][:, 4].min() < 0.1


@pytest.mark.long
def test_exact_is_what_the_model_writes_by_itself():
    for task in STRINGS:
        model = theme.trained(task)
        X, y = lines(task, [7] * 40, np.random.default_rng(3), seen=False)
        wanted = theme.right(model, X, y).all(axis=1)
        for row, ok in zip(X, wanted, strict=True):
            line = ALPHABET.decode(row[1:])
            question = ALPHABET.encode([line.split(">")[0] + ">"])[0]
            written = model.invent(1, np.random.default_rng(0), temperature=0, beginning=question, longest=20)
            assert (ALPHABET.decode(written[0]) == line) == ok


@pytest.mark.long
def test_the_stored_models_do_what_was_measured():
    stored = theme.measured()
    for task in STRINGS:
        model = theme.trained(task)
        found = [theme.exact(model, task, length) for length in LENGTHS]
        assert found == pytest.approx(stored[task][theme.SHOWN][0], abs=0.02)


def test_what_was_measured():
    stored = theme.measured()
    at = {length: k for k, length in enumerate(LENGTHS)}
    for task in STRINGS:
        for positions in POSITIONS:
            assert stored[task][positions].shape == (3, len(LENGTHS))
    for positions in POSITIONS[1:]:
        for task in ("copy", "reverse"):
            assert (stored[task][positions][:, at[8]] > 0.95).all()
            assert not stored[task][positions][:, at[12]].any(), "half as long again, and nothing is right"
        assert stored["sort"]["none"][:, at[16]].min() > stored["sort"][positions][:, at[16]].max()
    assert (stored["sort"]["none"][:, at[8]] > 0.85).all()
    one_further = {name: [stored[task][name][:, at[9]] for task in ("copy", "reverse")] for name in POSITIONS[1:]}
    assert np.count_nonzero(one_further["rotary"]) == 4 and np.max(one_further["rotary"]).round(2) == 0.47
    others = np.array([one_further[name] for name in POSITIONS[1:3]])
    assert others.size == 12 and others.sum() == pytest.approx(1 / 500), "one answer, by one model"


def test_training_repeats_and_learns():
    losses = [[step.loss for step in theme.learning(theme.untrained(seed=4), "copy", steps=5)] for _ in range(2)]
    assert losses[0] == losses[1]
    assert losses[0][-1] < losses[0][0]
