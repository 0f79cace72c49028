"""Marking: ``python -m course_nn.mark FOLDER`` (`__main__`), for what students hand in.

    submissions        who has handed in what, and what can't be read
    stripped           the package as an answer finds it, without solutions
    sandbox            a worker behind a fence, from outside; what it holds is tried (`trial`, `attempts`)
    fence, worker      the same from inside, where `calls` are refused; `reading` finds answers, `wire` carries values
    exam               what only the parent knows: inputs, expected results, verdicts
    marking            one student after another; `kept` goes on where it was
    alike              answers that are alike in rare ways
    table, feedback, overview    what is written

An answer is other people's code: only the worker runs it, and what comes back is data.
"""
