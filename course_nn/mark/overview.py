"""The page for the teacher: which exercises, which mistakes and how often, and answers that are alike in rare ways."""

from collections import Counter
from urllib.parse import quote

from ..exercises.report import NOT_ATTEMPTED, NOT_YET, PASSED, prose
from . import alike
from .limits import KEPT
from .page import code, escape, items, page, table

_MOST_GROUPS = 40


def overview(all_marked, exercises, sentences, links, seed=None):
    """HTML. ``exercises`` by name, ``links`` student → file of the feedback."""
    parts = [_summary(all_marked, exercises, seed), _warning(all_marked)]
    parts += ["<h2>Files</h2>" + items(sentences) if sentences else ""]
    parts += [_by_exercise(all_marked, exercises), _mistakes(all_marked, exercises)]
    parts += [_alike(all_marked, exercises), _students(all_marked, exercises, links), _progress(all_marked, exercises)]
    return page("Marks", "\n".join(part for part in parts if part))


def _summary(all_marked, exercises, seed):
    told = f" The seed of the unseen inputs is {seed}." if seed is not None else ""
    return f"<p>{many(len(all_marked), 'student')}, {many(len(exercises), 'exercise')}.{told}</p>"


def many(count, word):
    """A number with its noun."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def _warning(all_marked):
    not_held = {name for marked in all_marked for name in marked.not_held}
    if not not_held:
        return ""
    return "<h2>Not enforced</h2><p>Answers ran here although this computer did not enforce:</p>" + items(
        [told for name, told in KEPT.items() if name in not_held]
    )


def _states(all_marked, name):
    return Counter(marked.results[name].status for marked in all_marked if name in marked.results)


def _by_exercise(all_marked, exercises):
    rows = []
    for name in exercises:
        count = _states(all_marked, name)
        rows.append([f"<code>{escape(name)}</code>", *(count[state] for state in (PASSED, NOT_YET, NOT_ATTEMPTED))])
    return "<h2>Exercises</h2>" + table(["exercise", PASSED, NOT_YET, NOT_ATTEMPTED], rows, "How many students passed")


def _mistakes(all_marked, exercises):
    """The most frequent first, with one sentence of those that were said."""
    count, said, whose = Counter(), {}, {}
    for marked in all_marked:
        for name, result in marked.results.items():
            if result.status == NOT_YET:
                key = name, result.mistake
                count[key] += 1
                said.setdefault(key, result.message)
                whose.setdefault(key, []).append(marked.student)
    rows = []
    for (name, mistake), times in sorted(count.items(), key=lambda one: (-one[1], list(exercises).index(one[0][0]))):
        students = ", ".join(whose[name, mistake][:5]) + (f" and {times - 5} more" if times > 5 else "")
        what = f"{escape(mistake)}: {prose(said[name, mistake])}"
        rows.append([f"<code>{escape(name)}</code>", times, what, escape(students)])
    return (
        "<h2>Mistakes</h2>" + table(["exercise", "how often", "mistake", "students"], rows, "The most frequent first")
        if rows
        else ""
    )


def _alike(all_marked, exercises):
    """A group of students and what they wrote, in the order of the exercises."""
    found, sources = [], {}
    for name, exercise in exercises.items():
        answered = {}
        for marked in all_marked:
            if name in marked.answers and marked.results[name].status != NOT_ATTEMPTED:
                answered[marked.student] = marked.answers[name], marked.results[name].passed
                sources[name, marked.student] = marked.answers[name]["source"]
        found += alike.groups(exercise, answered)
    if not found:
        return "<h2>Alike in rare ways</h2><p>No two answers are.</p>"
    most = sorted(found, key=lambda group: -group.shared)[:_MOST_GROUPS]
    kept = [group for group in found if group in most]
    parts = [
        "<h2>Alike in rare ways</h2>",
        "<p>These share long pieces that few others have, and that are not in the course. It proves nothing: "
        "people learn together, and may have read the same page.</p>",
    ]
    for group in kept:
        whose = {}
        for student in group.students:
            whose.setdefault(sources[group.exercise, student].strip(), []).append(student)
        beside = "".join(f"<div><h4>{escape(_and(who))}</h4>{code(source)}</div>" for source, who in whose.items())
        title = f"<code>{escape(group.exercise)}</code>: {escape(_and(group.students))}, {group.how}"
        parts.append(f"<h3>{title}</h3><div class='beside'>{beside}</div>")
    if len(found) > len(kept):
        parts.append(f"<p>{many(len(found) - len(kept), 'group')}, less alike, left out.</p>")
    return "\n".join(parts)


def _and(names):
    """ "Anna", "Anna and Bo", "Anna, Bo and Cy"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _students(all_marked, exercises, links):
    rows = []
    for marked in all_marked:
        passed = sum(one.passed for one in marked.results.values())
        name = f'<a href="{quote(links[marked.student])}">{escape(marked.student)}</a>'
        rows.append([name, f"{passed} of {len(exercises)}", escape(" ".join(marked.notes))])
    return "<h2>Students</h2>" + table(["student", PASSED, "notes"], rows)


def _progress(all_marked, exercises):
    """What exported progress says, by the students' own word."""
    rows = []
    for marked in all_marked:
        if marked.progress:
            mine = [one for name, one in marked.progress.items() if name in exercises]
            count = [sum(bool(one.get(key)) for one in mine) for key in ("passed", "hints", "solution_seen")]
            rows.append([escape(marked.student), *count])
    if not rows:
        return ""
    return "<h2>Exported progress</h2><p>As the students' own files say it; nothing of it was run.</p>" + table(
        ["student", "passed", "with a hint seen", "with the solution seen"], rows
    )
