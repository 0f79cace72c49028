"""The stop button at any moment, for tests of what an interrupt leaves behind."""

import sys


def count_opcodes(action, limit=None):
    """Run ``action`` and count bytecodes inside course_nn; at number ``limit`` a KeyboardInterrupt is raised."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        if "course_nn" not in frame.f_code.co_filename:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode":
            count += 1
            if count == limit:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys._getframe().f_trace_opcodes = True  # Python 3.12 looks for this when settrace is called
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(before)
    return count


def interrupted_after(limit, action):
    """Run ``action`` with an interrupt at bytecode number ``limit`` inside course_nn. Whether it ended before that."""
    try:
        count_opcodes(action, limit)
    except KeyboardInterrupt:
        return False
    return True
