"""What others call otherwise: `course_nn.name` is answered with the name here, or with the near ones."""

import pytest
from helpers import check_sentence

import course_nn
from course_nn.names import _ADVICE, _OURS


@pytest.mark.parametrize(("ours", "theirs"), [(ours, name) for ours, names in _OURS.items() for name in names])
def test_a_name_of_others_is_answered_with_ours(ours, theirs):
    assert ours in course_nn.__all__ and theirs not in course_nn.__all__
    with pytest.raises(AttributeError) as caught:
        getattr(course_nn, theirs)
    assert str(caught.value) == f"course_nn has no {theirs}; here it is called {ours}"


@pytest.mark.parametrize("name", _ADVICE)
def test_what_there_is_no_name_for_is_answered_with_the_way(name):
    with pytest.raises(AttributeError) as caught:
        getattr(course_nn, name)
    assert _ADVICE[name] in str(caught.value)
    check_sentence(caught.value)


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("relu", "did you mean ReLU?"),
        ("Dens", "did you mean Dense?"),
        ("softmx", "did you mean softmax"),
        ("q", "no q"),
    ],
)
def test_a_name_with_a_typo_is_answered_with_the_near_ones(name, mend):
    with pytest.raises(AttributeError) as caught:
        getattr(course_nn, name)
    assert mend in str(caught.value)
    check_sentence(caught.value)
