"""What Keras does today with clipped probabilities and with a summary, held to what the chapter stores of it."""

import importlib.metadata

import numpy as np
import pytest

from course_nn.chapters.ch14_frameworks import clipped_probability, elsewhere, keras_summary


@pytest.mark.parametrize("backend", ["torch", "tensorflow"])
def test_clipped_probabilities(backend):
    found = clipped_probability.in_keras(backend)
    with np.load(elsewhere.MEASURED / f"clipped_keras_{backend}.npz") as file:
        for name, values in found.items():
            np.testing.assert_allclose(values, file[name], rtol=1e-4)
    edge = np.array(clipped_probability.ASKED) < np.log(1e-7)
    assert edge.any() and (found["of_arrays"][edge].round(3) == 16.118).all()
    assert (found["slopes"][edge] == 0).all() == (backend == "torch")


def test_the_summaries_are_as_printed():
    found = elsewhere.run_elsewhere("summary_keras", {"width": 76}, backend="torch")
    for name, text in (("images", keras_summary.IMAGES), ("sequences", keras_summary.SEQUENCES)):
        printed = str(found[name]).strip("\n")
        assert keras_summary.rows_of(printed) == keras_summary.rows_of(text)
        assert keras_summary.total_of(printed) == keras_summary.total_of(text)
        if importlib.metadata.version("keras").startswith("3.15."):
            assert printed == text
