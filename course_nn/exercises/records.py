"""What is remembered of an exercise or of an instrument, and how what two places remember becomes one.

A record holds any of ``attempted``, ``passed`` and ``solution_seen``, which are True; ``hints``, the furthest one that
was seen; and two answers, ``{"when": ..., "source": [line, ...]}``: ``passed_answer``, the last that passed, and
``answer``, the last that did not. An instrument's holds a ``prediction``, the last: ``{"when": ..., "predicted": ...,
"happened": ...}``. All of it only grows: two records are joined in whichever order, and nothing that was passed is
lost, with its answer.
"""

import re
from datetime import UTC, datetime

from . import answer_source

FACTS = ("attempted", "passed", "solution_seen")
ANSWERS = ("passed_answer", "answer")
PREDICTION = ("predicted", "happened")
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def answer_of(source):
    """A record's answer from its source, now."""
    return {"when": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "source": source.split("\n")}


def shown(answer):
    """The source of a record's answer, or "" if it has none."""
    return "\n".join(answer["source"]) if _is_answer(answer) else ""


def join(one, other):
    """All that two dicts of records hold, by the exercise's name."""
    return {name: _join(one.get(name, {}), other.get(name, {})) for name in {**one, **other}}


def _join(one, other):
    both = {**one, **other}
    return {key: max((part[key] for part in (one, other) if key in part), key=_rank) for key in both}


def _rank(value):
    """True above False, the larger number, the later answer; anything else has a place as well."""
    number = value if isinstance(value, int) else -1
    when = str(value.get("when")) if isinstance(value, dict) else ""
    return number, when, repr(value)


def understood(records):
    """``(records, left_out)``: of what a file holds, what a record may hold, and how many parts were something else."""
    kept, left_out = {}, 0
    for name, record in records.items():
        if not (name.isidentifier() and len(name) <= 80 and isinstance(record, dict)):
            left_out += 1
            continue
        kept[name] = {key: value for key, value in record.items() if _is_part(key, value)}
        # False is what older versions wrote for what is not yet so.
        left_out += sum(key not in kept[name] and value is not False for key, value in record.items())
    return kept, left_out


def _is_part(key, value):
    if key in ANSWERS:
        return _is_answer(value)
    if key == "prediction":
        return _is_prediction(value)
    if key == "hints":
        return type(value) is int and 0 <= value <= 3
    return key in FACTS and value is True


def _is_prediction(value):
    if not (isinstance(value, dict) and value.keys() == {"when", *PREDICTION}):
        return False
    texts = [value[key] for key in PREDICTION]
    if not all(
        isinstance(text, str) and 0 < len(text.encode("utf-8", "replace")) <= answer_source.MOST for text in texts
    ):
        return False
    return isinstance(value["when"], str) and bool(_WHEN.fullmatch(value["when"]))


def _is_answer(value):
    if not (isinstance(value, dict) and value.keys() == {"when", "source"} and isinstance(value["source"], list)):
        return False
    if not (isinstance(value["when"], str) and _WHEN.fullmatch(value["when"])):
        return False
    if not all(isinstance(line, str) and "\n" not in line for line in value["source"]):
        return False
    source = "\n".join(value["source"])
    content = source.encode("utf-8", "replace")
    return 0 < len(content) <= answer_source.MOST and content.decode() == source
