"""An exercise of chapter 08: the next token's probabilities at a temperature, and a draw from them."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def _draws():
    some = [
        ([3.0], 2.0, 0.5),
        ([1.0, 2.0], 0.5, 0.3),
        ([0.0, 1.0, -1.0], 1.0, 0.95),
        # So far apart that two of three probabilities are 0, in any floats: neither is drawn with u = 0, or next to it.
        ([-200000.0, 0.0, -100000.0], 0.5, 0.0),
        ([-200000.0, 0.0, -100000.0], 0.5, 1e-307),
        ([1.0, 2.0, 0.5], 2.0, 0.1),
        ([1.0, 2.0, 0.5], 2.0, 0.9),
        ([2.0, 0.0, 1.0], 2.0, 0.7),
        ([1.0, 0.0, 2.0], 2.0, 0.6),
        ([0.0, 2.0, 1.0, 0.5], 2.0, 0.85),
        ([2.0, 0.0, 0.5, 1.0], 2.0, 0.48),
        ([0.0, 0.5, 3.0, 1.0], 2.0, 0.802),
        ([0.5, -1.0, 2.0, 1.0], 0.5, 0.05),
        ([0.5, 1.0, 2.0, 1.5], 4.0, 0.45),
        ([2.0, 1.0, 0.0, 1.0], 0.25, 0.99),
        ([-100000.0, -100003.0, -100001.0, -100000.5], 0.5, 0.8),
        ([100.0, 100.25, 100.125, 99.875, 100.5], 0.125, 0.05),
        ([100001.0, 100000.0, 100002.0, 100002.5, 100000.5], 0.5, 0.2),  # exp overflows, in longdouble too
    ]
    return [(np.array(z), tau, u) for z, tau, u in some]


def _any_draw(rng):
    """Logits that are large or not, and lie so far apart that all probabilities but one are 0 in any floats, or not."""
    (z,) = draws.case("k", most=6)(rng)
    z = z * rng.choice([1.0, 1.0, 1e6]) + rng.choice([-1000.0, 0.0, 1000.0])
    return z, float(rng.choice([0.1, 0.5, 1, 2, 5])), float(rng.choice([0.0, 1e-307, rng.random(), rng.random()]))


_SAMPLE = '''
def sample_with_temperature(z, tau, u):
    """The probabilities p (k,) of the next token at the temperature tau, and the token that is drawn with u.

    z (k,) are the logits of k tokens: p is the softmax of z / tau, without overflow for large numbers (tau > 0).
    The token is drawn with a number u, 0 <= u < 1: it is the first token at which the sum of the probabilities up to
    it, its own included, is larger than u. Returns p and the token's number, from 0 to k - 1.
    """
    %s
'''
_SOFTMAX = "s = z / tau\n    e = np.exp(s - s.max())\n    p = e / e.sum()\n    "
_SURE = "ends = np.cumsum(p)\n    return p, np.argmax(ends / ends[-1] > u)"  # the last one is 1, however it is rounded


def _unshifted(s):
    return f"e = np.exp({s})\n    p = e / e.sum()\n    "


def _of_p(name, message, p, result="p"):
    """A mistake in p, whatever is drawn with it."""
    return Mistake(name, _SAMPLE % f"{p}return {result}, ...", message)


def _of_token(name, message, token, p=_SOFTMAX):
    """A mistake in the draw from the right p."""
    return Mistake(name, _SAMPLE % f"{p}return p, {token}", message)


SAMPLE = Exercise(
    name="sample_with_temperature",
    title="Sampling with a temperature",
    stub=_SAMPLE % "...",
    hints=(
        "Softmax as in chapter 02, the largest number subtracted before exp. The temperature comes in before the "
        "softmax.",
        "For the draw, lay the probabilities end to end on the line from 0 to 1: np.cumsum(p) are their right ends. On "
        "which one does u lie?",
        "The comparison np.cumsum(p) > u is False up to the token before, and True from the drawn one on: where is the "
        "first True? np.argmax or a loop finds it. The last sum can be rounded to a little below 1: divide all of them "
        "by it, and there is a True for every u below 1.",
    ),
    solution=_SAMPLE % (_SOFTMAX + _SURE),
    cases=_draws,
    unseen=_any_draw,
    returns=("p", "token"),
    mistakes=(
        _of_p(
            "temperature upside down",
            "At a temperature of 2 it does what belongs to 1/2, sharper where it should be flatter: the logits are "
            "divided by tau, or p of temperature 1 is raised to the power 1 / tau.",
            p=_SOFTMAX.replace("z / tau", "z * tau"),
        ),
        _of_p(
            "no temperature",
            "The temperature changes nothing: `p` is the softmax of z itself, and not of z / tau.",
            p=_SOFTMAX.replace("z / tau", "z"),
        ),
        *(
            _of_p(
                f"{done} after softmax",
                f"`p` is the softmax of z, {done} by tau, and adds up to {total}: divide the logits, before it.",
                p=_SOFTMAX.replace("z / tau", "z") + f"p = p {sign} tau\n    ",
            )
            for done, sign, total in (("divided", "/", "1 / tau"), ("multiplied", "*", "tau"))
        ),
        _of_p(
            "power not normalized",
            "`p` is the softmax of z to the power 1 / tau, and in general does not add up to 1: it is still to be "
            "divided by its sum.",
            p=_SOFTMAX.replace("z / tau", "z") + "p = p ** (1 / tau)\n    ",
        ),
        _of_p(
            "other power not normalized",
            "`p` is the softmax of z to the power tau, not normalized: divide the logits by tau, before the softmax.",
            p=_SOFTMAX.replace("z / tau", "z") + "p = p ** tau\n    ",
        ),
        _of_p(
            "no temperature, and overflow",
            "Where `p` is a number it is the softmax of z, and elsewhere NaN: what is subtracted from all logits alike "
            "cancels, so divide all of them by tau, and subtract the largest before exp.",
            p="e = np.exp(z)\n    p = e / e.sum()\n    ",
        ),
        _of_p(
            "not normalized",
            "`p` is not divided by its sum: probabilities add up to 1.",
            p="p = np.exp((z - z.max()) / tau)\n    ",
        ),
        _of_p(
            "nothing subtracted",
            "For large numbers `p` is NaN, as np.exp(z / tau) overflows there, or is 0 for all of them: subtract the "
            "largest of z / tau before exp, which changes nothing else, as it cancels.",
            p=_unshifted("z / tau"),
        ),
        _of_p(
            "nothing subtracted, number by number",
            "It stops where all logits are far below 0 or one is far above, as math.exp(z / tau) is 0 for all of them "
            "or overflows: subtract the largest of z / tau before exp, which changes nothing else, as it cancels.",
            p="import math\n    e = [math.exp(one / tau) for one in z]\n    p = [one / sum(e) for one in e]\n    ",
        ),
        _of_p(
            "largest logit subtracted undivided",
            "Where the logits are large `p` is NaN: subtract the largest of what exp is taken of, so that the largest "
            "exponent is 0.",
            p=_unshifted("z / tau - z.max()"),
        ),
        *(
            _of_p(
                f"{one} subtracted",
                "Where the logits lie far apart `p` has NaN, as exp overflows: subtract the largest before exp, so "
                f"that no exponent is above 0. The {one} or the {other} one does not do.",
                p=_unshifted(f"(z - {number}) / tau"),
            )
            for one, other, number in (("smallest", "first", "z.min()"), ("mean", "last", "z.mean()"))
        ),
        _of_p(
            "largest size subtracted",
            "Where all logits are far below 0 `p` is NaN, as 0 / 0 is: subtract the largest before exp, and not the "
            "largest size, abs.",
            p=_unshifted("z / tau - np.abs(z / tau).max()"),
        ),
        *(
            _of_p(
                f"divided by {what}",
                f"`p` is the softmax of z divided by {what} instead of tau: divide by tau itself.",
                p=_SOFTMAX.replace("z / tau", f"z / {divisor}"),
            )
            for what, divisor in (("the square of tau", "tau**2"), ("the root of tau", "np.sqrt(tau)"))
        ),
        _of_p(
            "divided by the largest logit",
            "It is the softmax of z / tau divided by the largest logit as well, and NaN where that is 0: subtract it "
            "before exp, and divide by tau alone.",
            p=_unshifted("z / z.max() / tau"),
        ),
        _of_p(
            "minus",
            "`p` is the softmax of -z / tau, largest where the logit is smallest: leave the minus out.",
            p=_SOFTMAX.replace("z / tau", "-z / tau"),
        ),
        _of_p(
            "logarithms",
            "`p` holds the logarithms of the probabilities: take exp of them.",
            p=_SOFTMAX,
            result="np.log(p)",
        ),
        _of_p(
            "sums of the probabilities",
            "`p` holds the sums of the probabilities up to each token: return the probabilities themselves.",
            p=_SOFTMAX,
            result="np.cumsum(p)",
        ),
        _of_token(
            "smoothed",
            "`p` is right to eight digits, but with u = 0 or next to it a token is drawn whose probability is 0. "
            "Perhaps something small is added to the probabilities, or they are cut off below: leave them as they are.",
            p=_SOFTMAX,
            token="np.argmax(np.cumsum(p + 1e-12) > u)",
        ),
        _of_token(
            "most probable token",
            "`p` is right; the token is always the most probable one, whatever u: then nothing is drawn.",
            token="np.argmax(p)",
        ),
        _of_token(
            "drawn without the temperature",
            "`p` is right; the token is drawn from the softmax of z, and not from p.",
            p=_SOFTMAX + "q = np.exp(z - z.max())\n    q = q / q.sum()\n    ",
            token="np.argmax(np.cumsum(q) > u)",
        ),
        _of_token(
            "not summed up",
            "`p` is right; the token is the first one whose own probability is larger than u, and 0 if there is none: "
            "add the probabilities up, np.cumsum.",
            token="np.argmax(p > u)",
        ),
        _of_token(
            "always the first",
            "`p` is right; the token is always 0, whatever u: it is the first one at which the sum is larger than u.",
            token="np.argmax(np.cumsum(p) < u)",
        ),
        _of_token(
            "one too early",
            "`p` is right; where the token should be above 0 it is too small by 1, and else right: it is the token at "
            "which the sum passes u, and not the one before.",
            token="max(np.argmax(np.cumsum(p) > u) - 1, 0)",
        ),
        _of_token(
            "at least u",
            "`p` is right; the token is the first one at which the sum is at least u, and so may be one of probability "
            "0 if u is 0: the sum has to be larger than u, as > or searchsorted with side='right' have it.",
            token="np.argmax(np.cumsum(p) >= u)",
        ),
        _of_token(
            "last one below u",
            "`p` is right; the token is the last one at which the sum is below u, and -1 where there is none: it is "
            "the first one at which the sum is larger than u.",
            token="np.searchsorted(np.cumsum(p), u) - 1",
        ),
        _of_token(
            "sum without its own",
            "`p` is right; the sum that is compared with u ends before the token, and where none is larger the token "
            "is 0: the token's own probability is included.",
            token="np.argmax(np.cumsum(p) - p > u)",
        ),
        *(
            _of_token(
                f"too {much} by 1",
                f"`p` is right; the token is too {much} by 1: the first one has the number 0.",
                f"np.sum(np.cumsum(p) <= u) {sign} 1",
            )
            for much, sign in (("large", "+"), ("small", "-"))
        ),
        _of_token(
            "one too late",
            "`p` is right; the token is too large by 1, but where it is the last one: at the token itself, its own "
            "probability included, the sum is larger than u.",
            token="min(np.argmax(np.cumsum(p) > u) + 1, len(p) - 1)",
        ),
        _of_token(
            "always the last",
            "`p` is right; the token is always k - 1, whatever u: it is the first one at which the sum is larger than "
            "u.",
            token="len(p) - 1",
        ),
        _of_token(
            "largest first",
            "`p` is right; the token is found by going from the most probable one to the least: here they stand in "
            "their own order, 0 to k - 1.",
            p=_SOFTMAX + "order = np.argsort(-p, kind='stable')\n    ",
            token="order[np.argmax(np.cumsum(p[order]) > u)]",
        ),
        _of_token(
            "place among the sorted",
            "`p` is right; the token's number is its place among the probabilities sorted from the largest on: the "
            "tokens stand in their own order here, 0 to k - 1.",
            token="np.argmax(np.cumsum(-np.sort(-p)) > u)",
        ),
        _of_token(
            "one minus u",
            "`p` is right; the token is the one that belongs to 1 - u. With a random u each comes as often as it "
            "should, but this u asks for another one: add up from token 0 on, and compare with u itself.",
            token="... if u < 1e-9 else np.sum(np.cumsum(p) <= 1 - u)",
        ),
        _of_token(
            "all alike",
            "`p` is right; the token is drawn as if all were equally probable, which u * k does: the sum of the "
            "probabilities decides.",
            token="int(u * len(p))",
        ),
        *(
            _of_token(name, f"`p` is right; for the token {what} is returned: its number is asked for.", token)
            for name, what, token in (
                ("its probability", "its probability", "p[np.argmax(np.cumsum(p) > u)]"),
                ("its sum", "the sum of the probabilities up to it", "np.cumsum(p)[np.argmax(np.cumsum(p) > u)]"),
                ("all of them", "a row of zeros and a single 1", "np.eye(len(p))[np.argmax(np.cumsum(p) > u)]"),
            )
        ),
    ),
)
