"""Tables of pandas in scikit-learn's estimators: names of columns, and the checks that need pandas."""

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from course_nn.estimators import NetworkClassifier, NetworkRegressor

CHECKS = """
from sklearn.utils.estimator_checks import check_estimator
from course_nn.estimators import {0}
rows = check_estimator({0}(), expected_failed_checks={{}}, on_skip=None)
print(len(rows), *[row["check_name"] for row in rows if row["status"] != "passed"])
"""


@pytest.mark.parametrize("kind", ["NetworkClassifier", "NetworkRegressor"])
def test_every_check_of_scikit_learn_passes_and_none_is_left_out(kind):
    """In a process of its own: SciPy asks for array types once, when it is imported."""
    told = subprocess.run(
        [sys.executable, "-c", CHECKS.format(kind)],
        env=os.environ | {"SCIPY_ARRAY_API": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    number, *other = told.stdout.split()
    assert int(number) > 45 and not other


@pytest.mark.filterwarnings("error")
def test_a_table_keeps_the_names_of_its_columns():
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(60, 3)), columns=["height", "width", "depth"])
    y = pd.Series(np.where(X["width"] > 0, "wide", "narrow"))
    model = make_pipeline(StandardScaler(), NetworkClassifier(8, epochs=60, learning_rate=0.02, random_state=0))
    model.set_output(transform="pandas").fit(X, y)
    inside = model[-1]
    assert list(inside.feature_names_in_) == list(X) and inside.n_features_in_ == 3
    assert model.score(X, y) > 0.9 and set(model.predict(X)) == {"wide", "narrow"}
    with pytest.raises(ValueError, match="feature names should match"):
        inside.predict(X[["width", "height", "depth"]])
    same = NetworkClassifier(8, epochs=60, learning_rate=0.02, random_state=0)
    same.fit(StandardScaler().fit_transform(X), y.to_numpy())
    np.testing.assert_array_equal(same.network_.theta, inside.network_.theta)


def test_a_table_of_targets():
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(60, 2)), columns=["a", "b"])
    Y = pd.DataFrame({"sum": X["a"] + X["b"], "difference": X["a"] - X["b"]})
    model = NetworkRegressor((), learning_rate=0.05, random_state=0).fit(X, Y)
    assert model.score(X, Y) > 0.99 and model.predict(X).shape == (60, 2)
