"""Numbers of every size, as titles and sentences say them."""

from course_nn.plots.powers import with_power


def test_numbers_of_every_size_are_short():
    numbers = (0, 0.41, 120.0, 999.6, 2e12, 3.51e12, 1e-5, 0.00035, 1e3, -2e-7, -1e-4)
    assert [with_power(v) for v in numbers] == (
        ["0", "0.41", "120", "1000", "2·10¹²", "3.5·10¹²", "10⁻⁵", "3.5·10⁻⁴", "10³", "−2·10⁻⁷", "−10⁻⁴"]
    )
    assert with_power(374_400, 3) == "3.74·10⁵"
    assert with_power(1 / 3, 8) == "0.33333333" and with_power(1e-4 / 3, 8) == "3.3333333·10⁻⁵"
