"""What the network sees of a point."""

import numpy as np

from course_nn.chapters.playground.features import featured
from course_nn.chapters.playground.settings import FEATURES


def test_each_feature_is_its_formula_in_the_order_of_the_names():
    x, y = np.random.default_rng(0).uniform(-6, 6, (2, 50))
    wanted = {"x": x, "y": y, "x²": x**2, "y²": y**2, "xy": x * y, "sin x": np.sin(x), "sin y": np.sin(y)}
    assert list(wanted) == list(FEATURES)
    X = np.stack([x, y], axis=1)
    assert np.array_equal(featured(X, FEATURES), np.stack(list(wanted.values()), axis=1))
    assert np.array_equal(featured(X, ("sin y", "x")), np.stack([np.sin(y), x], axis=1))
