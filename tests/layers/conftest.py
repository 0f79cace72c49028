"""Tests that ask for ``case``, ``learning`` or ``of_tokens`` are run for every layer, with parameters, of tokens."""

import pytest
from layer_cases import CASES, TOKEN_CASES, WITH_PARAMETERS


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


@pytest.fixture(params=WITH_PARAMETERS)
def learning(request):
    return CASES[request.param]


@pytest.fixture(params=TOKEN_CASES)
def of_tokens(request):
    return TOKEN_CASES[request.param]
