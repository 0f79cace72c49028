"""Adam's first steps, with and without its bias correction."""

import numpy as np
import pytest

from course_nn import Adam
from course_nn.chapters.ch05_optimizers.bias_correction import first_steps
from course_nn.chapters.ch05_optimizers.bias_correction_figure import draw_bias_correction
from course_nn.plots import picture
from course_nn.widgets import bias_correction


def test_adams_correction_is_the_packages():
    result = first_steps(0.9, 0.999, 0.5)
    theta, optimizer, seen = np.zeros(1), Adam(1.0), []
    for g in result["g"]:
        before = theta.copy()
        optimizer.step(theta, np.array([g]))
        seen.append(float(before[0] - theta[0]))
    np.testing.assert_allclose(result["corrected"], seen, rtol=1e-7)
    still = first_steps(0.9, 0.999, 0.0)
    np.testing.assert_allclose(still["corrected"], 1, atol=1e-7)
    assert still["plain"][0] == pytest.approx(0.1 / np.sqrt(0.001), rel=1e-6)


def test_moments_fill_up_by_powers_of_beta():
    """For a constant gradient of 1, m = 1 − β₁ᵗ and v = 1 − β₂ᵗ, and corrected both are 1."""
    result = first_steps(0.8, 0.99, 0.0)
    np.testing.assert_allclose(result["m"], 1 - 0.8 ** result["t"])
    np.testing.assert_allclose(result["v"], 1 - 0.99 ** result["t"])
    for name in ("m_hat", "v_hat"):
        np.testing.assert_allclose(result[name], 1)
    assert result["t"].tolist() == list(range(1, 101))


def test_what_is_said_of_the_first_steps():
    assert "longest step is 3.16 α" in bias_correction().description, "it opens with RMSProp's first step"
    it = bias_correction(beta1=0.9, beta2=0.999)
    assert it.description == (
        "The longest step is 6.57 α without correction (step 12) and 1.00 α with it; step 100 is 3.24 and 1.00 α."
    )
    # The third is the longest of (1 − 0.5ᵗ) / √(1 − 0.75ᵗ): 0.875 / 0.760.
    assert "1.15 α without correction (step 3) and 1.00 α with it" in it.set(beta1=0.5, beta2=0.75).description


def test_uncorrected_steps_are_too_short_where_beta1_is_the_larger():
    for beta1, beta2 in ((0.9, 0.8), (0.99, 0.98), (0.5, 0.5), (0.99, 0.5)):
        assert (first_steps(beta1, beta2, 0.0)["plain"] <= 1).all()


@pytest.mark.parametrize("beta1", [0.0, 0.99])
@pytest.mark.parametrize("beta2", [0.5, 0.999])
@pytest.mark.parametrize("noise", [0.0, 1.0])
def test_no_step_leaves_the_picture(beta1, beta2, noise):
    figure = picture(draw_bias_correction, first_steps(beta1, beta2, noise), "-").figure
    for ax in figure.axes:
        low, high = ax.get_ylim()
        for line in ax.lines:
            assert low < line.get_ydata().min() and line.get_ydata().max() < high
