"""The teacher's desk: a folder in, a folder of marks out; interrupted, it goes on where it was."""

import os
import re
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from .. import _files
from .._checks import whole
from ..exercises import EXERCISES
from ..my_course import answers, working_copy
from . import kept, submissions, table, trial
from .exam import Exam
from .feedback import feedback
from .limits import KEPT, Limits
from .marking import Marked, mark, maybe_unread
from .overview import many, overview
from .sandbox import Ground

#: What a run that was interrupted at its very beginning has left in the folder for the marks.
_OURS = {kept.FOLDER, "feedback"}
_LARGEST_SEED = 2**64


def tell(sentence):
    """Print it; what would speak to the terminal itself, as a name may, is shown as Python writes it."""
    print(table.shown(sentence), flush=True)


def mark_folder(folder, out=None, chapters=None, unsafe=False, seed=None, limits=None, jobs=None, say=tell):
    """Mark all that is in ``folder``, and write marks.csv, index.html and feedback/ into ``out``; returns `Marked`s.

    folder : notebooks, one a student, or folders named after students.
    out : where results go, by default "marks" beside what ``folder`` holds; what is marked there already is kept.
    chapters : their numbers; by default those of which at least one exercise is answered by somebody.
    unsafe : mark also where this computer can't hold answers back.
    seed : of the inputs that students have not seen; by default one that nobody can know, kept in ``out``.

    ValueError or OSError, a sentence: no notebooks, no such chapter, or what this computer can't enforce.
    """
    limits, jobs = limits or Limits(), whole(os.cpu_count() or 1 if jobs is None else jobs, "jobs", low=1)
    seed = seed if seed is None else whole(seed, "seed", low=0, high=_LARGEST_SEED)
    folder, out = _places(folder, out)
    handed_in, sentences = submissions.collect(folder, leave=out)
    exercises = _exercises(chapters)
    _make(out)
    seed = _seed(out, seed)
    for sentence in sentences:
        say(sentence)
    run = _Run(exercises, seed, limits, out, say, kept.slugs([one.student for one in handed_in]), unsafe)
    found = [run.look_up(one) for one in handed_in]
    if any(one.marked is None for one in found):
        with Ground(list(exercises.values()), limits) as ground:
            missing = _try(ground, folder, unsafe, say)
            run.mark_all(found, ground, missing, jobs)
    else:
        say("Nothing is new: all were marked before, and keep their marks.")
    all_marked = [one.whole() for one in found]
    shown = exercises
    if chapters is None:
        used = {EXERCISES.chapter(name) for one in all_marked for name in one.answers}
        shown = {name: one for name, one in exercises.items() if EXERCISES.chapter(name) in used} or exercises
    _write(out, all_marked, shown, sentences, run.links, seed)
    say(f"{many(len(all_marked), 'student')}: {out / 'index.html'}")
    return all_marked


def _places(folder, out):
    """Both as a `Path`; a ValueError for names that are empty, and for marks that would lie among submissions."""
    for name, path in (("folder", folder), ("out", out)):
        if path is not None and not str(path).strip():
            raise ValueError(f"{name}: expected the name of a folder, got an empty one")
    folder = Path(folder)
    own = folder / "marks"
    out = own if out is None else Path(out)
    place, inside = out.resolve(), folder.resolve()
    if place != own.resolve() and (place == inside or inside in place.parents):
        raise ValueError(f"out: expected {own}, or a folder elsewhere; {out} is among the submissions")
    if out.is_dir() and not submissions.is_marks(out) and (theirs := sorted(set(os.listdir(out)) - _OURS)):
        raise ValueError(f"out: expected a folder for the marks, and {out} holds something else, as {theirs[0]}")
    return folder, out


def _exercises(chapters):
    numbers = {EXERCISES.chapter(name) for name in EXERCISES.rooms}
    for number in chapters or ():
        if whole(number, "chapters") not in numbers:
            raise ValueError(
                f"chapters: expected numbers of chapters with exercises, 0 to {max(numbers)}, got {number}"
            )
    wanted = numbers if chapters is None else set(chapters)
    return {name: EXERCISES[name] for name in EXERCISES.rooms if EXERCISES.chapter(name) in wanted}


def _make(out):
    for path in (out, out / kept.FOLDER, out / "feedback"):
        kind = _files.what_stands_at(path)
        if kind is None:
            try:
                path.mkdir(parents=True)
            except OSError as error:
                raise ValueError(f"out: {path} can't be made: {error.strerror or error}") from None
        elif kind != "a folder":
            raise ValueError(f"out: expected a folder for the marks, and {path} is {kind or 'a file'}")


def _seed(out, seed):
    """The seed of this run; one that was drawn is that of the run before, which it may go on with."""
    place = out / kept.FOLDER / "seed"
    if seed is None:
        try:
            return int(_files.read_plain(place, 80))
        except (OSError, ValueError):
            seed = secrets.randbits(62)
    with _files.replacing(place) as file:
        file.write(str(seed).encode())
    return seed


def _try(ground, folder, unsafe, say):
    """What is not held back here; a ValueError if that is anything and it was not said that it may be."""
    try:
        missing = trial.not_held(ground, folder.resolve())
    except OSError as error:
        missing, why = list(KEPT), f" ({error})"
        if unsafe:
            ground.fence = False
            missing = trial.not_held(ground, folder.resolve())
    else:
        why = ""
    if missing and not unsafe:
        told = "; ".join(KEPT[name] for name in missing)
        raise ValueError(
            f"an answer is other people's code, and this computer can't enforce{why}: {told}. On Linux it can, as root "
            "or where users may have namespaces of their own; --unsafe marks all the same"
        )
    if missing:
        say(f"Not enforced here: {'; '.join(KEPT[name] for name in missing)}.")
    return missing


@dataclass
class _Handed:
    """A submission, what tells it from others, and what it is marked with, once it is."""

    submission: object
    digest: str
    notes: list
    progress: dict
    marked: Marked | None

    def whole(self):
        notes = [*self.notes, *self.marked.notes]
        return replace(self.marked, student=self.submission.student, notes=notes, progress=self.progress)


class _Run:
    """Submissions side by side, each with a worker of its own."""

    def __init__(self, exercises, seed, limits, out, say, slugs, unsafe=False):
        self.exercises, self.seed, self.limits, self.unsafe = exercises, seed, limits, unsafe
        self.out, self.say, self.slugs = out, say, slugs
        self.links = {student: f"feedback/{slug}.html" for student, slug in slugs.items()}
        self._lock = threading.Lock()

    def look_up(self, submission):
        """A `_Handed`: what is known of a submission from before. Its notebooks are read when it is marked."""
        notes, progress = list(submission.notes), {}
        if not (submission.notebooks or notes):
            notes.append("No notebook was handed in.")
        for path in submission.progress:
            try:
                progress |= submissions.records(path)
            except (OSError, ValueError) as error:
                notes.append(f"{path.name} was not read: {submissions.reason(error)}.")
        fingerprints = map(submissions.fingerprint, submission.notebooks)
        digest = kept.digest(fingerprints, self.exercises, self.seed, self.limits)
        marked = kept.read(self.out, self.slugs[submission.student], digest)
        if marked and marked.not_held and not self.unsafe:  # today it would be held back
            marked = None
        return _Handed(submission, digest, notes, progress, marked)

    def _mark(self, submission, exam, ground, slot):
        """`Marked`, with a sentence on each notebook that can't be read."""
        books, notes = [], []
        for path in submission.notebooks:
            try:
                books.append((path.name, submissions.code_cells(path)))
            except (OSError, ValueError) as error:
                notes.append(f"{path.name} was not marked: {submissions.reason(error)}.")
        marked = mark(submission, books, exam, ground, slot)
        results = maybe_unread(marked.results) if notes else marked.results
        return kept.brief(replace(marked, results=results, notes=[*notes, *marked.notes]))

    def mark_all(self, found, ground, missing, jobs):
        """Give each its marks; what was marked before keeps them."""
        exam = Exam(self.exercises.values(), ground.probes, self.seed)
        waiting = [one for one in found if one.marked is None]
        jobs = min(jobs, len(waiting))
        slots = list(range(jobs))

        def work(number, one):
            with self._lock:
                slot = slots.pop()
            try:
                one.marked = self._mark(one.submission, exam, ground, slot)
                through = True
            except Exception as error:  # whatever one student hands in, the others are marked
                told = f"Not marked: marking stopped with {type(error).__name__}, and the same command tries again."
                one.marked, through = Marked(one.submission.student, notes=[told]), False
            finally:
                with self._lock:
                    slots.append(slot)
            if ground.ended:  # and maybe the worker in the middle of it
                return
            one.marked.not_held = missing
            if through:
                kept.write(self.out, self.slugs[one.submission.student], one.digest, one.marked)
            self.say(f"{number} of {len(waiting)}: {one.submission.student}")
            for note in (*one.notes, *one.marked.notes):
                self.say(f"  {note}")

        with ThreadPoolExecutor(jobs) as pool:
            running = [pool.submit(work, number, one) for number, one in enumerate(waiting, 1)]
            try:
                for one in running:
                    one.result()
            except BaseException:
                ground.end()
                pool.shutdown(cancel_futures=True)
                raise


def _write(out, all_marked, exercises, sentences, links, seed):
    titles = {}
    for name, exercise in exercises.items():
        titles.setdefault(_chapter(EXERCISES.chapter(name)), {})[name] = exercise.title
    for one in all_marked:
        _replace(out / links[one.student], feedback(one, titles))
    _replace(out / "marks.csv", "\ufeff" + table.text(all_marked, list(exercises)))  # the mark by which UTF-8 is known
    _replace(out / "index.html", overview(all_marked, exercises, sentences, links, seed))


def _replace(path, text):
    with _files.replacing(path) as file:
        file.write(text.encode("utf-8", "replace"))


def _chapter(number):
    """The title of a chapter, as its notebook has it."""
    for path in working_copy.course().glob(f"{number:02d}_*.ipynb"):
        book = answers.notebook(path.read_bytes())
        if book and (found := re.search(r"(?m)^# (.*)$", answers.source(book["cells"][0]))):
            return found[1]
    return f"Chapter {number:02d}"
