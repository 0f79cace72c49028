"""The examples in docstrings run, and give what they say."""

import ast
import doctest
import functools
import importlib

import pytest

from tools.book import api

#: Modules that everybody uses: each has an example.
SHOWN = (
    "functions activations initializers parameters core losses sequence_losses schedules history autodiff "
    "gradient_check summary archive checkpoint forward_mode layers.dense layers.convolution layers.pooling "
    "layers.embedding layers.recurrent layers.attention layers.normalization optimizers.rules optimizers.clipping "
    "training.loop training.batches training.fitting models.perceptron models.mlp models.hopfield data.toy data.real"
).split()


@functools.cache
def with_examples():
    """The names of all modules whose docstrings hold an example; none is imported for it."""
    found = []
    for path in sorted(api.PACKAGE.rglob("*.py")):
        if ">>>" in (text := path.read_text(encoding="utf-8")):
            nodes = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.Module)]
            if any(">>>" in (ast.get_docstring(node) or "") for node in nodes):
                parts = path.relative_to(api.PACKAGE.parent).with_suffix("").parts
                found.append(".".join(part for part in parts if part != "__init__"))
    return found


@pytest.mark.parametrize("name", with_examples())
def test_examples_give_what_they_say(name):
    module, said = importlib.import_module(name), []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    for test in doctest.DocTestFinder(exclude_empty=True).find(module, name, globs={}):
        runner.run(test, out=said.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)
    assert runner.tries > 0


def test_the_modules_that_everybody_uses_have_an_example():
    lacking = [name for name in SHOWN if f"course_nn.{name}" not in with_examples()]
    assert lacking == []


def test_an_example_that_is_false_is_found():
    test = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "false", None, None)
    assert doctest.DocTestRunner().run(test, out=lambda text: None).failed == 1
