"""The search for the largest stable learning rate."""

from ...exercises.exercise import Exercise, Mistake
from ...exercises.running import Unusable


class _Limit:
    """Whether training comes to rest: it does below a limit. Looks like a function to the exercise's messages."""

    def __init__(self, limit):
        self.limit, self.asked = limit, 0
        self.__name__ = f"stable up to {limit:g}"

    def __call__(self, rate):
        self.asked += 1
        return bool(rate <= self.limit)

    def __eq__(self, other):
        return isinstance(other, _Limit) and other.limit == self.limit

    __hash__ = None


def _limits():
    return [
        (_Limit(0.3), 0.0, 1.0, 1),
        (_Limit(0.6543), 0.0, 1.0, 3),
        (_Limit(1.1), 1.0, 2.0, 3),  # no middle is stable
        (_Limit(3.2), 1.0, 3.5, 4),
        (_Limit(0.0137), 1e-3, 0.1, 7),
        (_Limit(5.4321), 2.0, 6.0, 12),
    ]


def _any_limit(rng):
    low, width = float(rng.choice([0, 0.1, 3])), float(rng.choice([0.1, 1, 7]))
    return _Limit(low + width * rng.uniform(0.001, 0.999)), low, low + width, int(rng.integers(1, 12))


def _searched(answer, stable, low, high, halvings):
    rate = answer(stable, low, high, halvings)
    if stable.asked > 3 * halvings + 3:
        raise Unusable(f"it asks `stable` {stable.asked} times for halvings = {halvings}; each halving asks once")
    return rate


_RATE = '''
def largest_stable_rate(stable, low, high, halvings):
    """The largest learning rate that is known to be stable, after some halvings of the interval.

    stable(rate) says whether a training with this rate comes to rest. It does for low, and does not for high.
    """
    %s
'''
_HALVE = """for _ in range(halvings):
        middle = (low + high) / 2
        if stable(middle):
            low = middle
        else:
            high = middle
    return low"""

LARGEST_STABLE_RATE = Exercise(
    name="largest_stable_rate",
    title="Find the largest stable learning rate",
    stub=_RATE % "...",
    hints=(
        "Try the middle between low and high. Whatever happens, one half of the interval is out of question.",
        "If the middle is stable, it is the new low, otherwise the new high. Repeat this `halvings` times in a loop.",
        "After the loop return low: the largest rate that was tried and was stable (or the low of the beginning).",
    ),
    solution=_RATE % _HALVE,
    cases=_limits,
    unseen=_any_limit,
    probe=_searched,
    arguments=("stable", "low", "high", "halvings"),
    measure="rate",
    mistakes=(
        Mistake(
            "returns high",
            _RATE % _HALVE.replace("return low", "return high"),
            "It returns high, the smallest rate known to diverge. The stable one is low.",
        ),
        Mistake(
            "returns the middle",
            _RATE % _HALVE.replace("return low", "return (low + high) / 2"),
            "It returns the middle of the interval that `halvings` halvings leave: return low, known to be stable.",
        ),
        Mistake(
            "returns the last try",
            _RATE % _HALVE.replace("return low", "return middle"),
            "It comes to the last of the middles, whether that is stable or not.",
        ),
        Mistake(
            "halves exchanged",
            _RATE % _HALVE.replace("if stable", "if not stable"),
            "The halves are exchanged: a stable middle is the new low, since the limit lies above it.",
        ),
        Mistake(
            "never asks",
            _RATE % _HALVE.replace("if stable(middle)", "if stable"),
            "It takes every middle for stable: ask the function, stable(middle).",
        ),
        Mistake(
            "half the width",
            _RATE % _HALVE.replace("(low + high) / 2", "(high - low) / 2"),
            "It tries half the width of the interval: the middle is half the sum of its ends, (low + high) / 2.",
        ),
        Mistake(
            "no bracket",
            _RATE % _HALVE.replace("(low + high) / 2", "low + high / 2"),
            "It tries low + high / 2, as without brackets: both ends are halved, (low + high) / 2.",
        ),
        Mistake(
            "one too few",
            _RATE % _HALVE.replace("range(halvings)", "range(halvings - 1)"),
            "It gives what one halving fewer gives: range(halvings) runs `halvings` times.",
        ),
        Mistake(
            "one too many",
            _RATE % _HALVE.replace("range(halvings)", "range(halvings + 1)"),
            "It gives what one halving more gives: `halvings` of them are asked for.",
        ),
        Mistake(
            "even steps",
            _RATE
            % """step = (high - low) / halvings
    rates = [low + k * step for k in range(halvings)]
    return max(rate for rate in rates if rate == low or stable(rate))""",
            "It tries evenly spaced rates. Halving knows more after as many trainings: 20 of them leave a millionth.",
        ),
        Mistake(
            "geometric middle",
            _RATE % _HALVE.replace("(low + high) / 2", "np.sqrt(low * high)"),
            "It halves on a logarithmic scale, a good idea for rates; here the middle is (low + high) / 2.",
        ),
        Mistake(
            "only once",
            _RATE % "middle = (low + high) / 2\n    return middle if stable(middle) else low",
            "It gives what one halving gives, whatever `halvings` says: every round needs a new middle, and the "
            "`return` comes after the last one.",
        ),
        Mistake(
            "low untouched",
            _RATE % "return low",
            "It returns the low of the beginning: a middle that is stable becomes the new low.",
        ),
        Mistake(
            "high untouched",
            _RATE % "return high",
            "It returns the high of the beginning, a rate that is known to diverge.",
        ),
        Mistake(
            "high stays",
            _RATE % _HALVE.replace("        else:\n            high = middle\n", ""),
            "A middle that is not stable does not become the new high: it should, and the search goes on below it.",
        ),
    ),
)
