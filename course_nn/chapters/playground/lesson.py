"""Ten questions that playing answers, each checked from the run as it stands."""

from typing import Any, NamedTuple

from . import lesson_checks as checks
from .settings import Settings


class Task(NamedTuple):
    """A question: its ``title``, the ``text``, three ``hints``, and the ``start``, the settings to begin from.

    ``look(run)`` gives, in words, what is still missing, "" if nothing is, and what was reached.
    """

    title: str
    text: str
    hints: tuple
    look: Any
    start: Settings

    def check(self, run):
        """(done, sentence): the sentence says what is missing, or what was reached."""
        missing, reached = self.look(run)
        return (False, missing) if missing else (True, reached)


TASKS = {
    "edge": Task(
        "An edge by hand",
        "Two clouds, no hidden layer: set the output's two weights and its bias by hand, without a single update, so "
        "that 97 % of the test points are on their right side.",
        (
            "Click the output, or a line. Which way does the edge turn when one weight grows?",
            "The clouds lie on the diagonal, one at the upper right: both weights have the same sign.",
            "Weights 1 and 1 and a bias of 0: the edge x + y = 0 lies halfway between the clouds.",
        ),
        checks.edge,
        Settings(data="Gaussians", noise=10, hidden=(), start="zeros"),
    ),
    "features": Task(
        "The right features",
        "Take away all hidden layers: which features make the circle easy?",
        (
            "A point is inside if its distance from the middle is small. Which features tell the distance?",
            "x² + y² is the distance squared: inside is where it is below a number.",
            "Turn on x² and y² alone, and train.",
        ),
        checks.features,
        Settings(hidden=()),
    ),
    "xor": Task(
        "XOR with few units",
        "x and y alone, four hidden units at most: 95 % of the test points right.",
        (
            "How many straight edges does it take to part the four squares?",
            "Four units of relu in one hidden layer can do it: |x + y| − |x − y| has the sign of xy.",
            "4 relu, Adam at 0.03, 150 epochs. From some seeds it gets stuck: press New seed, and go on.",
        ),
        checks.xor,
        Settings(data="XOR", hidden=((2,),)),
    ),
    "spiral": Task(
        "The spiral",
        "From x and y alone: a test loss below 0.05.",
        (
            "It takes many edges: two layers of 16 units with tanh have enough of them.",
            "Adam at 0.01, and a larger share to train on: then there is less to guess.",
            "16-16 tanh, Adam 0.01, batch 50, a share of 90 %, 900 epochs; if need be another seed.",
        ),
        checks.spiral,
        Settings(data="spiral", hidden=((8,), (8,))),
    ),
    "line": Task(
        "No better than a line",
        "Two hidden layers or more on the circle, trained for 500 updates, whose border is still a straight line.",
        (
            "What makes a layer more than a sum of its inputs?",
            "A sum of sums is a sum.",
            "Choose the activation linear in every layer.",
        ),
        checks.line,
        Settings(),
    ),
    "l1": Task(
        "Does L1 prune?",
        "Under the original's rules with the penalty L1: a quarter of all weights exactly 0 for good, and 90 % of the "
        "test points right. What does a weight that crosses zero do there, and what here?",
        (
            "It opens under the original's rules. Choose the penalty L1; what breaks the rules can be undone.",
            "More features and units than needed leave more to prune; a λ of 0.003 to begin with.",
            "All seven features, 6-4 units, L1 with 0.003, 300 epochs.",
        ),
        checks.l1,
        Settings(original=True),
    ),
    "overfitting": Task(
        "Close the gap",
        "Sixty noisy points, and in the end a training loss far below the test loss. Bring the test loss to 0.5 or "
        "less, and below twice the training loss, after 100 epochs or more.",
        (
            "Which controls make the network simpler, or its weights smaller?",
            "L2 with a λ of 0.1, or two units instead of thirty-two; no hidden layer at all helps, too.",
            "16-16 relu with Adam at 0.01, L2 with 0.1, Reset, 300 epochs; from another seed the points are others.",
        ),
        checks.overfitting,
        Settings(
            data="moons", points=60, noise=25, hidden=((16, "relu"), (16, "relu")), optimizer="Adam", rate=0.01, seed=4
        ),
    ),
    "zeros": Task(
        "Out of symmetry",
        "All weights are zero at the start, so all units learn the same. Set them apart, for one by a few numbers that "
        "you type in, and one hidden layer can still learn the circle: 90 % of the test points right.",
        (
            "Units that differ in one number differ from then on. How many different edges does a circle need?",
            "Give three units of the hidden layer different weights of x and y.",
            "(0.1, 0), (0, 0.1) and (−0.1, −0.1) for three units; then train with Adam.",
        ),
        checks.zeros,
        Settings(start="zeros", hidden=((4,),), optimizer="Adam", rate=0.03),
    ),
    "race": Task(
        "Faster",
        "The spiral, 8-8 tanh, x and y alone: a training loss below 0.4 within 100 epochs.",
        (
            "Line up a race: which optimizer is ahead at this rate?",
            "After 100 epochs the one with momentum is ahead of plain SGD, and Adam of both.",
            "Adam at 0.03, with batches of 10.",
        ),
        checks.race,
        Settings(data="spiral", hidden=((8,), (8,))),
    ),
    "vanishing": Task(
        "Through six layers",
        "Six hidden layers of sigmoids hand back next to nothing of the gradient. Find six or more hidden layers whose "
        "first one gets a tenth of the output's gradient, or more.",
        (
            "Show the flow of the gradient. What does each sigmoid do to it, whose slope is ¼ at most?",
            "tanh has a slope of up to 1, relu of 1 where it is not 0.",
            "Choose tanh in all six layers, with xavier as first weights, and press Reset; if need be another seed.",
        ),
        checks.vanishing,
        Settings(hidden=((4, "sigmoid"),) * 6, rate=0.1),
    ),
}
