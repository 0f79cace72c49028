"""The course, from a command line: ``python -m course_nn`` (`course_nn.my_course.lab`)."""

import sys

from .my_course import lab

if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # a folder may have a name that the terminal can't write
    sys.exit(lab.main(sys.argv[1:]))
