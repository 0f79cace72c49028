"""Numbers of every size, as titles and sentences say them."""

import pytest

from course_nn.plots.powers import printed, with_power


def test_numbers_of_every_size_are_short():
    numbers = (0, 0.41, 120.0, 999.6, 2e12, 3.51e12, 1e-5, 0.00035, 1e3, -2e-7, -1e-4)
    assert [with_power(v) for v in numbers] == (
        ["0", "0.41", "120", "1000", "2·10¹²", "3.5·10¹²", "10⁻⁵", "3.5·10⁻⁴", "10³", "−2·10⁻⁷", "−10⁻⁴"]
    )
    assert with_power(374_400, 3) == "3.74·10⁵"
    assert with_power(1 / 3, 8) == "0.33333333" and with_power(1e-4 / 3, 8) == "3.3333333·10⁻⁵"


@pytest.mark.parametrize(
    ("python", "book"),
    [
        ("1e-05", "10⁻⁵"),
        ("is 3e-19.", "is 3·10⁻¹⁹."),
        ("9.5e-11 to 3.6e+07, or 2e+00, 1e+00", "9.5·10⁻¹¹ to 3.6·10⁷, or 2, 1"),
        ("x = -4.00 (-2), 0.3 ≤ -.5", "x = −4.00 (−2), 0.3 ≤ −.5"),
        ("-1e-05 and -3e2", "−10⁻⁵ and −3·10²"),
        ("x[-1], 5-4, F-1, a - b, e5, 0x1e5, 1e5x, “1e5”", "x[-1], 5-4, F-1, a - b, e5, 0x1e5, 1e5x, “1e5”"),
        ("$x^{-2} = -1e-5$ -2", "$x^{-2} = -1e-5$ −2"),
        ("no number", "no number"),
    ],
)
def test_a_text_has_its_numbers_as_books_print_them(python, book):
    assert printed(python) == book and printed(book) == book
