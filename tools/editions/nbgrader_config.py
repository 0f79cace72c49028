"""For nbgrader, called in this folder: it makes the students' version of a chapter, and grades what comes back.

    nbgrader generate_assignment 01_perceptron     writes release/01_perceptron/01_perceptron.ipynb
    nbgrader autograde 01_perceptron               grades submitted/NAME/01_perceptron/01_perceptron.ipynb

Students need the package course_nn, and no nbgrader.
"""

import os
import tempfile

from nbconvert.preprocessors import TagRemovePreprocessor
from nbgrader.converters import GenerateAssignment

c = get_config()  # noqa: F821  nbgrader brings it
c.CourseDirectory.course_id = "course_nn"
# What is for the teacher alone goes first; then a solution leaves the stub above it as it is.
c.GenerateAssignment.preprocessors = [TagRemovePreprocessor, *GenerateAssignment.preprocessors.default_args[0]]
c.TagRemovePreprocessor.enabled = True
c.TagRemovePreprocessor.remove_cell_tags = {"instructor"}
c.ClearSolutions.code_stub = {"python": ""}
c.Autograde.create_student = True
# A notebook runs as a whole, within the time that it takes; what its checks note is not the teacher's own progress.
c.Execute.timeout = 300
os.environ["COURSE_NN_HOME"] = tempfile.mkdtemp(prefix="course_nn-grading-")
