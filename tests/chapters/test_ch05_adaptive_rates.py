"""A rate for every weight: what AdaGrad, RMSProp and Adam make of rare gradients and of large ones."""

import numpy as np
import pytest

from course_nn.chapters.ch05_optimizers.adaptive_rates import METHODS, frequent_and_rare
from course_nn.chapters.ch05_optimizers.adaptive_rates_figure import draw_adaptive_rates
from course_nn.plots import picture
from course_nn.widgets import adaptive_rates


def test_adagrad_helps_the_rare_weight_and_size_does_not_matter():
    result = frequent_and_rare("AdaGrad", 3, 10)
    exact = [np.sum(1 / np.sqrt(np.arange(1, n + 1))) for n in (200, 20)]
    np.testing.assert_allclose(result["moved"][-1], exact, rtol=1e-8)
    for kind in ("AdaGrad", "RMSProp", "Adam"):
        small, large = (frequent_and_rare(kind, scale, 10)["moved"] for scale in (0.1, 100.0))
        np.testing.assert_allclose(small, large, rtol=1e-5, atol=1e-6)
    assert result["moved"][9, 1] == 0 < result["moved"][10, 1], "its first gradient comes in the tenth step"
    plain = frequent_and_rare("gradient descent", 3.0, 10)["moved"][-1]
    assert plain.tolist() == pytest.approx([600, 60])


def test_how_many_gradients_each_weight_meets():
    result = frequent_and_rare("Adam", 1.0, 30)
    assert result["met"] == (200, 6)
    assert result["moved"].shape == (201, 2) and result["steps"].shape == (200, 2)
    rare = frequent_and_rare("AdaGrad", 1.0, 30)["steps"][:, 1]
    assert np.flatnonzero(rare).tolist() == [29, 59, 89, 119, 149, 179]
    with pytest.raises(ValueError, match="did you mean 'RMSProp'"):
        frequent_and_rare("RMSprop", 1.0, 10)


@pytest.mark.long
def test_what_is_said_of_the_two_weights():
    it = adaptive_rates(kind="gradient descent", scale=1.0)
    assert it.description == "200 gradients against 20: the weights come 200 α and 20 α far, 10 to 1."
    assert it.set(every=1).description == "200 gradients against 200: the weights come 200 α and 200 α far, 1 to 1."
    assert "come 26.9 α and 7.6 α far, 3.54 to 1" in adaptive_rates(kind="AdaGrad").description
    assert "10 to 1" in adaptive_rates().description, "it opens with what is known, not with the answer"


@pytest.mark.parametrize("kind", METHODS)
@pytest.mark.parametrize("scale", [0.01, 100.0])
@pytest.mark.parametrize("every", [1, 50])
def test_all_steps_and_distances_are_inside_the_picture(kind, scale, every):
    figure = picture(draw_adaptive_rates, frequent_and_rare(kind, scale, every), "-").figure
    for ax in figure.axes:
        low, high = ax.get_ylim()
        for line in ax.lines:
            assert low < np.ma.min(line.get_ydata()) and np.ma.max(line.get_ydata()) < high
