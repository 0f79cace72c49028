"""An exercise of chapter 08: the next token's probabilities at a temperature, and a draw from them."""

import numpy as np

from ...exercises.exercise import Exercise, Mistake


def _draws():
    some = [
        ([3.0], 2.0, 0.5),
        ([1.0, 2.0], 0.5, 0.3),
        ([0.0, 1.0, -1.0], 1.0, 0.95),
        # So far apart that two of three probabilities are 0: neither is drawn with u = 0.
        ([-2000.0, 0.0, -1000.0], 0.5, 0.0),
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
        ([-1000.0, -1003.0, -1001.0, -1000.5], 0.5, 0.8),
        ([100.0, 100.25, 100.125, 99.875, 100.5], 0.125, 0.05),
        ([1001.0, 1000.0, 1002.0, 1002.5, 1000.5], 0.5, 0.2),
    ]
    return [(np.array(z), tau, u) for z, tau, u in some]


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
_DRAW = "return p, np.argmax(np.cumsum(p) > u)"


def _unshifted(s):
    return f"e = np.exp({s})\n    p = e / e.sum()\n    "


def _other(name, message, p=_SOFTMAX, draw=_DRAW):
    return Mistake(name, _SAMPLE % (p + draw), message)


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
    returns=("p", "token"),
    mistakes=(
        _other(
            "temperature upside down",
            "At a temperature of 2 it does what belongs to 1/2, sharper where it should be flatter: the logits are "
            "divided by tau, or p of temperature 1 is raised to the power 1 / tau.",
            p=_SOFTMAX.replace("z / tau", "z * tau"),
        ),
        _other(
            "no temperature",
            "The temperature changes nothing: p is the softmax of z itself, and not of z / tau.",
            p=_SOFTMAX.replace("z / tau", "z"),
        ),
        _other(
            "divided after softmax",
            "`p` is the softmax of z, divided by tau: so it adds up to 1 / tau. Divide the logits, before the softmax.",
            p=_SOFTMAX.replace("z / tau", "z") + "p = p / tau\n    ",
        ),
        _other(
            "multiplied after softmax",
            "`p` is the softmax of z, multiplied by tau: so it adds up to tau. Divide the logits, before the softmax.",
            p=_SOFTMAX.replace("z / tau", "z") + "p = p * tau\n    ",
        ),
        _other(
            "power not normalized",
            "`p` is the softmax of z to the power 1 / tau, and in general does not add up to 1: it is still to be "
            "divided by its sum.",
            p=_SOFTMAX.replace("z / tau", "z") + "p = p ** (1 / tau)\n    ",
        ),
        _other(
            "other power not normalized",
            "`p` is the softmax of z to the power tau: so in general it does not add up to 1, and it is sharper where "
            "it should be flatter. Divide the logits by tau, before the softmax.",
            p=_SOFTMAX.replace("z / tau", "z") + "p = p ** tau\n    ",
        ),
        _other(
            "no temperature, and overflow",
            "Where `p` is a number it is the softmax of z, and elsewhere NaN: what is subtracted from all logits alike "
            "cancels, so divide all of them by tau, and subtract the largest before exp.",
            p="e = np.exp(z)\n    p = e / e.sum()\n    ",
        ),
        _other(
            "not normalized",
            "`p` is not divided by its sum: probabilities add up to 1.",
            p="p = np.exp((z - z.max()) / tau)\n    ",
        ),
        _other(
            "nothing subtracted",
            "For large numbers `p` is NaN, as np.exp(z / tau) overflows there, or is 0 for all of them: subtract the "
            "largest of z / tau before exp, which changes nothing else, as it cancels.",
            p=_unshifted("z / tau"),
        ),
        _other(
            "nothing subtracted, number by number",
            "It stops where all logits are far below 0 or one is far above, as math.exp(z / tau) is 0 for all of them "
            "or overflows: subtract the largest of z / tau before exp, which changes nothing else, as it cancels.",
            p="import math\n    e = [math.exp(one / tau) for one in z]\n    p = [one / sum(e) for one in e]\n    ",
        ),
        _other(
            "largest logit subtracted undivided",
            "Where the logits are large `p` is NaN, as it is if z.max() is subtracted from z / tau: the largest of z / "
            "tau has to be subtracted before exp, so that the largest exponent is 0.",
            p=_unshifted("z / tau - z.max()"),
        ),
        _other(
            "smallest subtracted",
            "Where the logits lie far apart `p` has NaN, as exp overflows: subtract the largest before exp, so that no "
            "exponent is above 0. The smallest or the first one does not do.",
            p=_unshifted("(z - z.min()) / tau"),
        ),
        _other(
            "mean subtracted",
            "Where the logits lie far apart `p` has NaN, as exp overflows: subtract the largest before exp, so that no "
            "exponent is above 0. The mean, the median or the last one does not do.",
            p=_unshifted("(z - z.mean()) / tau"),
        ),
        _other(
            "divided by the largest size",
            "It is the softmax of z / tau divided by the largest size |z| as well: subtract the largest logit, and "
            "divide by tau alone.",
            p=_SOFTMAX.replace("z / tau", "z / tau / np.abs(z).max()"),
        ),
        _other(
            "divided by the largest logit",
            "It is the softmax of z / tau divided by the largest logit as well, and NaN where that is 0: subtract it "
            "before exp, and divide by tau alone.",
            p=_unshifted("z / z.max() / tau"),
        ),
        _other(
            "divided by the largest, so that tau cancels",
            "It is the softmax of z divided by its largest entry, NaN where that is 0, and tau changes nothing. In (z "
            "/ tau) / (z / tau).max() it cancels: subtract the largest in the place of the division.",
            p=_unshifted("z / z.max()"),
        ),
        _other(
            "minus",
            "`p` is the softmax of -z / tau, largest where the logit is smallest: leave the minus out.",
            p=_SOFTMAX.replace("z / tau", "-z / tau"),
        ),
        _other(
            "logarithms",
            "`p` holds the logarithms of the probabilities: take exp of them.",
            draw="return np.log(p), np.argmax(np.cumsum(p) > u)",
        ),
        _other(
            "most probable token",
            "`p` is right; the token is always the most probable one, whatever u: then nothing is drawn.",
            draw="return p, np.argmax(p)",
        ),
        _other(
            "drawn without the temperature",
            "`p` is right; the token is drawn from the softmax of z, and not from p.",
            p=_SOFTMAX + "q = np.exp(z - z.max())\n    q = q / q.sum()\n    ",
            draw="return p, np.argmax(np.cumsum(q) > u)",
        ),
        _other(
            "not summed up",
            "`p` is right; the token is the first one whose own probability is larger than u, and 0 if there is none: "
            "add the probabilities up, np.cumsum.",
            draw="return p, np.argmax(p > u)",
        ),
        _other(
            "always the first",
            "`p` is right; the token is always 0, whatever u: it is the first one at which the sum is larger than u.",
            draw="return p, np.argmax(np.cumsum(p) < u)",
        ),
        _other(
            "one too early",
            "`p` is right; where the token should be above 0 it is too small by 1, and else right: it is the token at "
            "which the sum passes u, and not the one before.",
            draw="return p, max(np.argmax(np.cumsum(p) > u) - 1, 0)",
        ),
        _other(
            "at least u",
            "`p` is right; the token is the first one at which the sum is at least u, and so may be one of probability "
            "0 if u is 0: the sum has to be larger than u, as > or searchsorted with side='right' have it.",
            draw="return p, np.argmax(np.cumsum(p) >= u)",
        ),
        _other(
            "last one below u",
            "`p` is right; the token is the last one at which the sum is below u, and -1 where there is none: it is "
            "the first one at which the sum is larger than u.",
            draw="return p, np.searchsorted(np.cumsum(p), u) - 1",
        ),
        _other(
            "sum without its own",
            "`p` is right; the sum that is compared with u ends before the token, and where none is larger the token "
            "is 0: the token's own probability is included.",
            draw="return p, np.argmax(np.cumsum(p) - p > u)",
        ),
        _other(
            "one too late",
            "`p` is right; the token is too large by 1, but where it is the last one: at the token itself, its own "
            "probability included, the sum is larger than u.",
            draw="return p, min(np.argmax(np.cumsum(p) > u) + 1, len(p) - 1)",
        ),
        _other(
            "always the last",
            "`p` is right; the token is always k - 1, whatever u: it is the first one at which the sum is larger than "
            "u.",
            draw="return p, len(p) - 1",
        ),
        _other(
            "largest first",
            "`p` is right; the token is found by going from the most probable one to the least: here they stand in "
            "their own order, 0 to k - 1.",
            draw="order = np.argsort(-p, kind='stable')\n    return p, order[np.argmax(np.cumsum(p[order]) > u)]",
        ),
        _other(
            "place among the sorted",
            "`p` is right; the token's number is its place among the probabilities sorted from the largest on: the "
            "tokens stand in their own order here, 0 to k - 1.",
            draw="return p, np.argmax(np.cumsum(-np.sort(-p)) > u)",
        ),
        _other(
            "from the other end",
            "`p` is right; the token is the one that belongs to 1 - u, as if the probabilities were added up from the "
            "last token on: begin with token 0, and compare with u itself.",
            draw="return p, len(p) - 1 - np.argmax(np.cumsum(p[::-1]) > u)",
        ),
        *(
            _other(
                f"one minus u, else {other}",
                f"`p` is right; the token is the one that belongs to 1 - u, and {other} where no sum is larger. With a "
                "random u every token comes as often as it should, but this u asks for another one: compare with u "
                "itself.",
                draw=f"k, token = len(p), np.sum(np.cumsum(p) <= 1 - u)\n    return p, token if token < k else {other}",
            )
            for other in ("0", "k - 1", "k")
        ),
        _other(
            "all alike",
            "`p` is right; the token is drawn as if all were equally probable, which u * k does: the sum of the "
            "probabilities decides.",
            draw="return p, int(u * len(p))",
        ),
        _other(
            "its probability",
            "`p` is right; for the token its probability is returned: its number is asked for.",
            draw="return p, p[np.argmax(np.cumsum(p) > u)]",
        ),
        _other(
            "its sum",
            "`p` is right; for the token the sum of the probabilities up to it is returned: its number is asked for.",
            draw="return p, np.cumsum(p)[np.argmax(np.cumsum(p) > u)]",
        ),
        _other(
            "all of them",
            "`p` is right; for the token a row of zeros and a single 1 is returned: its number is asked for.",
            draw="return p, np.eye(len(p))[np.argmax(np.cumsum(p) > u)]",
        ),
    ),
)
