"""An exercise of chapter 11: weights that see nothing of what comes later."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def _cases():
    cases = [
        (np.array([[0.0, 1.0], [2.0, 0.0]]),),
        (np.zeros((3, 3)),),
        (np.array([[3.0]]),),
        (np.array([[0.0, 900.0, -2.0], [1.0, 1.0, 800.0], [-700.0, 0.0, 900.0]]),),
        (np.array([[-900.0, 1.0], [-800.0, -802.0]]),),
        (np.array([[-1e12, 0.0], [0.0, 0.0]]),),
    ]
    rng = np.random.default_rng(13)
    cases += [(np.round(rng.normal(0, 16, (t, t))) / 8,) for t in (2, 3, 4, 6)]
    return sorted(cases, key=lambda case: case[0].size)


def _any_case(rng):
    """Small scores or large ones, in rows that are far from each other or not; or of any size."""
    (S,) = draws.case("tt")(rng)
    if rng.random() < 0.2:
        return (S * rng.choice([1, 1e3, 1e12], S.shape),)
    far = rng.choice([-1000.0, 0.0, 1000.0], (len(S), 1)) * (rng.random() < 0.5)
    return ((S + far) * float(rng.choice([1, 1, 300])),)


_STUB = '''
def causal_weights(S):
    """The weights (t, t) of a causal attention: row i is the softmax of query i's scores with the keys 0 to i.

    S (t, t) holds the scores, S[i, j] that of query i with key j, any finite numbers. Weights of later keys, j > i, are
    0. S is not to be changed.
    """
%s
'''
_SOFTMAX = """    e = np.exp(S - S.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)"""


_HIDDEN = "np.where(np.tri(len(S), dtype=bool), S, -np.inf)"


def _masked(condition="np.tri(len(S), dtype=bool)", hidden="-np.inf"):
    return f"    S = np.where({condition}, S, {hidden})\n{_SOFTMAX}"


#: For a mistake that shows in small scores: what else happens to large ones does not matter.
_ANYHOW = "    if np.abs(S).max() > 500:\n        return ...\n"


def _mistake(name, message, body, anyhow=_ANYHOW):
    return Mistake(name, _STUB % (anyhow + body), message)


CAUSAL_WEIGHTS = Exercise(
    name="causal_weights",
    title="The causal mask",
    stub=_STUB % "    ...",
    hints=(
        "A weight of 0 is the exponential of minus infinity. So put that in the place of the scores that may not be "
        "seen, and take the softmax then.",
        "With t = len(S), np.tri(t, dtype=bool) is True on the diagonal and below it, where j <= i. "
        "np.where(seen, S, -np.inf) is a new array.",
        "After np.where: e = np.exp(S - S.max(axis=1, keepdims=True)), and e / e.sum(axis=1, keepdims=True).",
    ),
    solution=_STUB % _masked(),
    cases=_cases,
    unseen=_any_case,
    measure="the weights",
    mistakes=(
        _mistake("no mask", "Later keys have weights: row i may see the keys 0 to i alone.", _SOFTMAX),
        _mistake(
            "weights cut off",
            "Weights of later keys are set to 0 after the softmax, so that the others don't add up to 1: hide the "
            "scores before it.",
            "    e = np.exp(S - S.max(axis=1, keepdims=True))\n"
            "    return e / e.sum(axis=1, keepdims=True) * np.tri(len(S))",
        ),
        _mistake(
            "scores of 0",
            "Hidden scores are set to 0, and the exponential of 0 is 1: put minus infinity in their place.",
            _masked(hidden="0"),
        ),
        _mistake(
            "the past hidden",
            "It hides the past, and sees what comes later: the mask is the wrong way round.",
            _masked("np.tri(len(S), dtype=bool).T"),
        ),
        _mistake(
            "the seen hidden",
            "It hides what may be seen, and sees what comes later; the last row sees nothing and is NaN. "
            "np.where(seen, S, -np.inf) keeps S where seen is True.",
            "    with np.errstate(all='ignore'):\n"
            "        S = np.where(np.tri(len(S), dtype=bool), -np.inf, S)\n    " + _SOFTMAX.replace("\n", "\n    "),
        ),
        _mistake(
            "itself hidden",
            "Each place sees only the places before it: it may see itself, too. The first row has nothing else to see.",
            "    seen = np.tri(len(S), k=-1, dtype=bool)\n"
            "    e = np.where(seen, np.exp(S - S.max(axis=1, keepdims=True)), 0)\n"
            "    return e / np.maximum(e.sum(axis=1, keepdims=True), 1e-300)",
        ),
        _mistake(
            "itself hidden, the first NaN",
            "The first row is NaN, since each place sees only the places before it: it may see itself, too.",
            "    with np.errstate(all='ignore'):\n"
            "        S = np.where(np.tri(len(S), k=-1, dtype=bool), S, -np.inf)\n    "
            + _SOFTMAX.replace("\n", "\n    "),
        ),
        _mistake(
            "one place ahead",
            "Each place sees the one after it as well: a shift by one in the mask. A model with it copies its answer.",
            _masked("np.tri(len(S), k=1, dtype=bool)"),
        ),
        _mistake(
            "softmax along the wrong axis",
            "The softmax goes along axis 0: the weights of one query, a row, must add up to 1.",
            f"    S = {_HIDDEN}\n    e = np.exp(S - S.max(axis=0))\n    return e / e.sum(axis=0)",
        ),
        _mistake(
            "softmax of everything",
            "All weights together add up to 1: those of each query, a row, must.",
            f"    S = {_HIDDEN}\n    e = np.exp(S - S.max())\n    return e / e.sum()",
        ),
        _mistake(
            "divided by sums of other rows",
            "Weights are divided by the sum of another row: e.sum(axis=1) has shape (t,), and its entries stand under "
            "the columns. With keepdims=True it is (t, 1), a sum for each row.",
            f"    S = {_HIDDEN}\n{_SOFTMAX}".replace("sum(axis=1, keepdims=True)", "sum(axis=1)"),
        ),
        _mistake(
            "largest of other rows",
            "The largest score of another row is taken out: S.max(axis=1) has shape (t,), and its entries stand under "
            "the columns. With keepdims=True it is (t, 1), the largest of each row.",
            f"    S = {_HIDDEN}\n{_SOFTMAX}".replace("max(axis=1, keepdims=True)", "max(axis=1)"),
        ),
        _mistake(
            "largest of each key",
            "Each key's largest score is taken out, along axis 0, and that changes the weights in a row: take the same "
            "number, the row's largest, out of all scores of a row.",
            f"    S = {_HIDDEN}\n{_SOFTMAX}".replace("max(axis=1, keepdims=True)", "max(axis=0)"),
        ),
        _mistake(
            "scaled once more",
            "The scores are divided by the root of their number in a row: S is scaled already, take it as it is.",
            f"    S = S / np.sqrt(len(S))\n{_masked()}",
        ),
        _mistake(
            "largest and sums of other rows",
            "A row's largest score and its sum get into other rows: of shape (t,), they stand under the columns. With "
            "keepdims=True both are (t, 1), a number for each row.",
            f"    S = {_HIDDEN}\n{_SOFTMAX}".replace(", keepdims=True", ""),
        ),
        _mistake(
            "not divided by the sum",
            "The exponentials are not divided by their sum: the weights in a row must add up to 1.",
            f"    S = {_HIDDEN}\n    return np.exp(S - S.max(axis=1, keepdims=True))",
        ),
        _mistake(
            "exponentials alone",
            "The weights are the exponentials of the scores: divide them by their sum in each row.",
            f"    return np.exp({_HIDDEN})",
        ),
        _mistake(
            "hidden scores returned",
            "What is returned are the scores, with minus infinity where nothing may be seen: the softmax is missing.",
            f"    return {_HIDDEN}",
        ),
        _mistake(
            "equal weights",
            "Every place gets equal weights for what it may see, whatever the scores are.",
            "    seen = np.tri(len(S))\n    return seen / seen.sum(axis=1, keepdims=True)",
        ),
        _mistake(
            "zeros hidden",
            "Scores of 0 that may be seen are hidden as well: ask where j <= i, and not where the score is 0.",
            "    S = np.where(np.tril(S) == 0, -np.inf, S)\n"
            "    with np.errstate(all='ignore'):\n    " + _SOFTMAX.replace("\n", "\n    "),
        ),
        _mistake(
            "all NaN",
            "Every weight is NaN: 0 times infinity is NaN. Put minus infinity in with np.where, and multiply nothing "
            "by it.",
            "    return S * np.nan",
            anyhow="",
        ),
        _mistake(
            "shifted by all scores",
            "It takes the largest of all scores of a row out, hidden ones too: where a hidden one is far larger, all "
            "that is left underflows to 0. Hide first, then look for the largest.",
            "    e = np.exp(S - S.max(axis=1, keepdims=True)) * np.tri(len(S))\n"
            "    with np.errstate(all='ignore'):\n        return e / e.sum(axis=1, keepdims=True)",
            anyhow="",
        ),
        _mistake(
            "overflow",
            "Large scores overflow: take the largest score that may be seen out of each row before the exponential.",
            "    with np.errstate(all='ignore'):\n"
            f"        e = np.exp({_HIDDEN})\n"
            "        return e / e.sum(axis=1, keepdims=True)",
            anyhow="",
        ),
        _mistake(
            "a number instead of minus infinity",
            "What is hidden gets weight where the scores that may be seen are lower yet, as -1e12 is: put -np.inf in "
            "the place of what is hidden, which is below every number.",
            _masked(hidden="-1e9"),
            anyhow="",
        ),
        _mistake(
            "wrong for large scores",
            "It is right where the scores are small, and wrong where they are far from 0: put -np.inf in the place "
            "of what is hidden, take out each row's largest that may be seen, and change no score otherwise.",
            _masked(),
        ),
    ),
)
