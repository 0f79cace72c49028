"""What was measured once comes back as arrays, from the folder of the room that asks, and is read once."""

import json
from pathlib import Path

import numpy as np
import pytest

from course_nn import chapters
from course_nn.data.measured import measurements

STORED = sorted(Path(chapters.__file__).parent.glob("*/measured/*.json"))


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A package with stored measurements; its name."""
    folder = tmp_path / "room_of_a_test" / "measured"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("")
    content = {"rates": [0.1, 0.2], "table": {"train": [[1, 2], [3, 4]], "deep": {"of": [True]}}, "seed": 7, "by": "µ"}
    (folder / "small.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder.parent.name
    measurements.cache_clear()


def test_lists_of_numbers_are_arrays_and_all_else_is_itself(room):
    found = measurements(room, "small")
    assert found["rates"].dtype == np.float64 and found["rates"].tolist() == [0.1, 0.2]
    assert found["table"]["train"].shape == (2, 2) and found["table"]["deep"]["of"].dtype == bool
    assert found["seed"] == 7 and found["by"] == "µ"


def test_it_is_read_once(room, tmp_path):
    first = measurements(room, "small")
    (tmp_path / room / "measured" / "small.json").unlink()
    assert measurements(room, "small") is first


def test_what_is_not_stored_is_an_error(room):
    with pytest.raises(FileNotFoundError):
        measurements(room, "large")


@pytest.mark.parametrize("path", STORED, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_stored_measurement_can_be_read(path):
    assert measurements(f"course_nn.chapters.{path.parts[-3]}", path.stem)


def test_there_are_some():
    assert len(STORED) > 3
