"""What tests of the table share: rows that a test adds are gone after it."""

import pytest

from course_nn.symbolic import ENTRIES, derivation


@pytest.fixture
def entries(monkeypatch):
    """Rows that a test adds are gone after it."""
    kept = dict(ENTRIES)
    yield ENTRIES
    ENTRIES.clear()
    ENTRIES.update(kept)
    derivation.cache_clear()
