"""What is told of a dict of arrays that doesn't fit: missing, misnamed, misshapen, transposed, left over."""

import numpy as np
import pytest
from helpers import refused

from course_nn import Dense, ReLU, Sequential, mlp
from course_nn.conventions import load_weights, weights_of
from course_nn.conventions.given import Given, as_given, refuse_left_over, shortly, similar


def network():
    return mlp([3, 4, 2], np.random.default_rng(0), activation="relu")


def renamed(change):
    return {change(name): array for name, array in weights_of(network(), "pytorch").items()}


@pytest.mark.parametrize("before", ["module.", "layers.", "model.net.", "_orig_mod."])
def test_names_with_something_before_them_are_known_and_the_mend_works(before):
    arrays = renamed(lambda name: before + name)
    words = rf"expected an array '0\.weight' of shape \(4, 3\), got '{before}0\.weight'; take '{before}' away"
    with refused(words) as error:
        load_weights(network(), arrays, "pytorch")
    mend = str(error.value).partition("from the names: ")[2]
    np.testing.assert_array_equal(
        load_weights(network(), eval(mend, {"arrays": arrays}), "pytorch").theta, network().theta
    )


def test_a_near_name_is_told():
    with refused(r"expected an array '0\.weight' of shape \(4, 3\), got '0\.weights'; did you mean that\?"):
        load_weights(network(), renamed(lambda name: name.replace("0.weight", "0.weights")), "pytorch")


def test_other_names_of_the_same_shapes_are_told_and_the_mend_works():
    names = {"0.weight": "fc1.w", "0.bias": "fc1.b", "2.weight": "fc2.w", "2.bias": "fc2.b"}
    arrays = renamed(names.get)
    with refused(r"got 'fc1\.b', 'fc1\.w', 'fc2\.b', 'fc2\.w': arrays of the same shapes in the same order"):
        load_weights(network(), arrays, "pytorch")
    mended = dict(zip(weights_of(network(), "pytorch"), arrays.values(), strict=True))
    np.testing.assert_array_equal(load_weights(network(), mended, "pytorch").theta, network().theta)


def test_a_missing_one_is_named_with_what_there_is_and_many_are_counted():
    arrays = weights_of(network(), "pytorch")
    del arrays["2.bias"]
    with refused(r"Dense\(4, 2\): expected an array '2\.bias' of shape \(2,\), got none$"):
        load_weights(network(), arrays, "pytorch")
    with refused(r"got 'a0', 'a1', 'a2', 'a3', 'a4', 'a5' and 3 more$"):
        load_weights(network(), {f"a{k}": np.ones(1) for k in range(9)}, "pytorch")


def test_a_left_over_one_is_named():
    extra = {"4.weight": np.ones((2, 2)), "4.bias": np.ones(2)}
    with refused(r"expected no array '4\.bias' and 1 more from pytorch, which has no place here"):
        load_weights(network(), weights_of(network(), "pytorch") | extra, "pytorch")
    with refused("expected no array '1' from keras"):
        refuse_left_over(ReLU(), {1: 2}, "keras")


def test_a_transposed_matrix_is_seen_where_it_is_not_square():
    arrays = weights_of(network(), "pytorch")
    with refused(r"0\.weight: expected shape \(4, 3\), got \(3, 4\); its transpose fits$"):
        load_weights(network(), arrays | {"0.weight": arrays["0.weight"].T}, "pytorch")
    with refused(r"0\.weight: expected shape \(4, 3\), got \(4, 2\)$"):
        load_weights(network(), arrays | {"0.weight": np.ones((4, 2))}, "pytorch")
    square = Dense(3, 3, np.random.default_rng(0))
    turned = {name: array.T for name, array in weights_of(square, "pytorch").items()}
    other = load_weights(Dense(3, 3, init="zeros"), turned, "pytorch")
    np.testing.assert_array_equal(other.W.value, square.W.value.T)  # which nobody can tell


def test_an_image_filter_in_another_order_is_said_so():
    from course_nn import Conv2D

    layer = Conv2D(2, 4, 3, np.random.default_rng(0))
    kernel = weights_of(layer, "keras")["kernel"]
    with refused(r"weight: expected shape \(4, 2, 3, 3\), got \(3, 3, 2, 4\); the same sides in another order"):
        load_weights(layer, weights_of(layer, "pytorch") | {"weight": kernel}, "pytorch")


def test_an_array_is_taken_once():
    arrays = {"a.W.b": [[1, 2]]}
    given = Given(ReLU(), arrays, "a.", ".b", {"a.W.b": (1, 2)})
    taken = given.take("W", (1, 2))
    assert taken.dtype == np.float64 and taken.tolist() == [[1, 2]] and not arrays
    assert given.take("W", (1, 2), optional=True).tolist() == [[0, 0]]


def test_what_is_no_number_is_refused():
    for wrong in (np.array(["a"]), {}, None):
        with refused("ReLU\\(\\): W: expected"):
            Given(ReLU(), {"W": wrong}, "", "", {}).take("W", (1,))


def test_rows_of_unequal_length_are_refused_by_name_wherever_they_are():
    torn, arrays = [[1, 2], [3]], weights_of(network(), "pytorch")
    with refused(r"Dense\(3, 4\): 0\.weight: expected a regular array of numbers, got list with rows of unequal"):
        load_weights(network(), arrays | {"0.weight": torn}, "pytorch")
    with refused(r"expected an array '0\.weight' of shape \(4, 3\), got 'a'"):
        load_weights(network(), {"a": torn}, "pytorch")
    with refused(r"coefs_\.0: expected a regular array"):
        load_weights(network(), {"coefs_": [torn, torn], "intercepts_": [[0], [0]]}, "sklearn")


def test_a_name_that_has_a_place_of_its_own_is_not_meant_by_another():
    wanted = {"0.weight": 1, "10.weight": 1}
    assert similar("0.weight", {"10.weight": 1}, wanted) is None
    assert similar("0.weight", {"m.0.weight": 1}, wanted) == "m.0.weight"


def test_a_dict_of_plain_arrays_stays_and_a_large_network_is_told_shortly():
    array = np.ones(2)
    assert as_given({"a": array})["a"] is array
    assert len(shortly(Sequential(*[ReLU()] * 40))) == 80 and shortly(ReLU()) == "ReLU()"
