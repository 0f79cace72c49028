"""An exercise of chapter 03: a bump made of two sigmoids."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake

_BUMP = '''
def bump(x, left, right, steepness):
    """Nearly 1 between left and right, nearly 0 outside: made of two sigmoids. x is an array (n,)."""
%s
'''


def _places():
    x = np.linspace(-1, 2, 7)
    return [
        (np.array([0.5]), 0.0, 1.0, 10.0),
        (np.array([-1.0, 0.0, 1.0, 2.0]), 0.0, 1.0, 4.0),
        (np.array([2.6, -2.0, 0.3, 5.0, 1.1]), 0.3, 2.0, 2.5),  # not symmetric about 1/2, not in order
        (np.array([-12.3456, 0.4, 2.6, -1.234, -2.0]), -2.36, -0.54, 0.6),  # left of 0, very soft, far away
        (x, 0.25, 0.75, 20.0),
        (x, -0.5, 1.5, 3.0),
    ]


def _any_place(rng):
    (x,) = draws.case("n", most=6)(rng)
    left = draws.number(rng)
    return x, left, left + abs(draws.number(rng)) + 0.1, int(rng.integers(1, 20)) / 2


BUMP = Exercise(
    name="bump",
    title="A bump from two sigmoids",
    stub=_BUMP % "    ...",
    hints=(
        "A soft step up at left is sigmoid(x - left). How do you make it steeper without moving it?",
        "Multiply the whole distance: sigmoid(steepness * (x - left)). A second step of this kind stands at right.",
        "Up at left, down again at right: take the second step away from the first.",
    ),
    solution=_BUMP % "    return sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right))",
    cases=_places,
    unseen=_any_place,
    setup="import numpy as np\nfrom course_nn import sigmoid",
    mistakes=(
        Mistake(
            "sum",
            _BUMP % "    return sigmoid(steepness * (x - left)) + sigmoid(steepness * (x - right))",
            "It adds the two steps, and gets a staircase up to 2: the second step has to be taken away.",
        ),
        Mistake(
            "upside down",
            _BUMP % "    return sigmoid(steepness * (x - right)) - sigmoid(steepness * (x - left))",
            "It is upside down, a dent: from a step up at left a step up at right has to be taken away.",
        ),
        Mistake(
            "steepness left out",
            _BUMP % "    return sigmoid(x - left) - sigmoid(x - right)",
            "The steepness is not used: both steps are soft, whatever it is.",
        ),
        *(
            Mistake(
                f"steepness at {side} only",
                _BUMP % f"    return sigmoid({at_left}(x - left)) - sigmoid({at_right}(x - right))",
                f"The step at {side} has the steepness, the other one not: both of them need it.",
            )
            for side, at_left, at_right in (("left", "steepness * ", ""), ("right", "", "steepness * "))
        ),
        Mistake(
            "steepness on x alone",
            _BUMP % "    return sigmoid(steepness * x - left) - sigmoid(steepness * x - right)",
            "The steepness multiplies x alone, so the steps move: it has to multiply the distance, x - left.",
        ),
        Mistake(
            "steepness divides",
            _BUMP % "    return sigmoid((x - left) / steepness) - sigmoid((x - right) / steepness)",
            "It divides by the steepness, so that a larger one makes softer steps: multiply.",
        ),
        Mistake(
            "product",
            _BUMP % "    return sigmoid(steepness * (x - left)) * sigmoid(steepness * (right - x))",
            "A product of two steps is a bump as well, but an output unit adds its inputs up, it can't multiply them: "
            "use a difference.",
        ),
        Mistake(
            "one step",
            _BUMP % "    return sigmoid(steepness * (x - left))",
            "It goes up at left and stays there: a second sigmoid has to bring it down at right.",
        ),
        Mistake(
            "hard box",
            _BUMP % "    return ((x >= left) & (x <= right)).astype(float)",
            "This is a box with hard edges, 0 or 1 and nothing between: make the edges soft, each of a sigmoid.",
        ),
        Mistake(
            "both steps at left",
            _BUMP % "    return sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - left))",
            "It is 0 everywhere: if both steps stand at one place, they take each other away. One belongs at left, the "
            "other at right.",
        ),
        Mistake(
            "down step added",
            _BUMP % "    return sigmoid(steepness * (x - left)) + sigmoid(steepness * (right - x))",
            "It is too high by 1 everywhere, as a step up plus a step down is. Take 1 away, or take the second step "
            "away as sigmoid(steepness * (x - right)).",
        ),
        Mistake(
            "places added",
            _BUMP % "    return sigmoid(steepness * (x + left)) - sigmoid(steepness * (x + right))",
            "The steps stand at -left and -right: the distance from a place is x minus the place.",
        ),
        Mistake(
            "steepness outside",
            _BUMP % "    return steepness * (sigmoid(x - left) - sigmoid(x - right))",
            "The steepness makes the bump higher, not its edges steeper: it belongs inside both sigmoids.",
        ),
        Mistake(
            "hole",
            _BUMP % "    return 1 - sigmoid(steepness * (x - left)) + sigmoid(steepness * (x - right))",
            "It is nearly 0 between left and right and nearly 1 outside: the other way round.",
        ),
    ),
)
