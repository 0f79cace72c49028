"""Tests that ask for ``case`` are run for every layer, those for ``learning`` for every layer with parameters."""

import pytest
from layer_cases import CASES, WITH_PARAMETERS


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


@pytest.fixture(params=WITH_PARAMETERS)
def learning(request):
    return CASES[request.param]
