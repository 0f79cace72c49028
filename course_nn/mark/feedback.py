"""The page that a student gets: what `check` says of each answer, and the answer itself."""

from ..exercises.report import NOT_ATTEMPTED, PASSED
from .marking import NO_CHAPTER
from .page import code, escape, items, page


def feedback(marked, chapters):
    """HTML. ``chapters`` is a chapter's title → {exercise: its title}. Inputs that nobody has seen are not shown."""
    states = [one.status for one in marked.results.values()]
    parts = [f"<p>{states.count(PASSED)} of {len(states)} exercises passed.</p>", items(marked.notes)]
    for chapter, exercises in chapters.items():
        shown = [name for name in exercises if name in marked.results]
        if not shown:
            continue
        parts.append(f"<h2>{escape(chapter)}</h2>")
        if all(marked.results[name].message == NO_CHAPTER for name in shown):
            parts.append(f"<p>{NO_CHAPTER}</p>")
            continue
        for name in shown:
            parts += [f"<h3>{escape(exercises[name])}</h3>", marked.results[name]._repr_html_()]
            source = marked.answers.get(name, {}).get("source", "")
            if source and marked.results[name].status != NOT_ATTEMPTED:
                parts.append(f"<details><summary>Your answer</summary>{code(source)}</details>")
    return page(f"Feedback for {marked.student}", "\n".join(parts))
