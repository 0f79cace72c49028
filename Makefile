# Every target makes the environment it needs first (in .venv, in this folder) and does nothing about it the next time.
#   make lab PYTHON=python3.13             another Python (3.11 or newer) for a new environment
#   make test RESOLUTION=lowest-direct     the oldest versions that pyproject.toml allows (needs uv)
# Paths are relative, so that this folder may have any name, with spaces too.

ifeq ($(OS),Windows_NT)
PYTHON ?= python
RUN := .venv/Scripts/python.exe
RUN_FRAMEWORKS := .venv-frameworks/Scripts/python.exe
else
PYTHON ?= python3
RUN := .venv/bin/python
RUN_FRAMEWORKS := .venv-frameworks/bin/python
endif

RESOLUTION ?= highest
export RESOLUTION

.PHONY: help lab test long quick unit notebook-tests browser book-tests frameworks book editions lint format notebooks clean-notebooks colab-like bench clean clean-all
.PHONY: python course-env test-env browser-env framework-env book-env

help:
	@echo "make lab              open your working copy of the course (my_course) in JupyterLab, on chapter 00"
	@echo "make test             unit tests, then every notebook; a summary at the end"
	@echo "make long             the tests that take more than half a second or so each, which make test leaves out"
	@echo "make quick            half a minute of tests: what your change most likely breaks"
	@echo "make browser          the course in a real browser (needs Chromium or Chrome)"
	@echo "make frameworks       chapter 14 beside PyTorch, Keras, TensorFlow, ONNX and Dask (installs some gigabytes)"
	@echo "make book             the course as a web book in build/book, whose instruments move without a kernel"
	@echo "make editions         for teaching: the students' notebooks, the teacher's, and slides (one: CHAPTERS=01), in build/editions"
	@echo "make lint             style of code and notebooks, spelling, and what must agree with pyproject.toml"
	@echo "make format           put code and notebooks into the project's form"
	@echo "make notebooks        run every notebook and store its outputs, cleaned (one: BOOKS=notebooks/01_perceptron.ipynb)"
	@echo "make clean-notebooks  put the stored notebooks into their canonical form without running them"
	@echo "make colab-like       run every notebook with the versions that Colab has (the first time takes minutes)"
	@echo "make bench            measure speed"
	@echo "make clean            remove caches and build products (make clean-all: the environment as well)"

lab: course-env
	@$(RUN) -m course_nn

test: test-env
	@$(RUN) tools/run_tests.py unit notebooks

long: test-env
	@$(RUN) tools/run_tests.py long

quick: test-env
	@$(RUN) tools/quick.py

unit: test-env
	@$(RUN) tools/run_tests.py unit

notebook-tests: test-env
	@$(RUN) tools/run_tests.py notebooks

browser: browser-env
	@$(RUN) tools/run_tests.py browser

# The book's own tests: its pages, its instruments, the slides.
book-tests: browser-env
	@$(RUN) tools/run_tests.py book

frameworks: framework-env
	@$(RUN_FRAMEWORKS) tools/run_tests.py frameworks

book: book-env
	@$(RUN) -m tools.book

editions: book-env
	@$(RUN) -m tools.editions $(if $(CHAPTERS),--chapters $(CHAPTERS))

lint: test-env
	@$(RUN) tools/lint.py

format: test-env
	@$(RUN) -m ruff check --fix --quiet .
	@$(RUN) -m ruff format --quiet .
	@$(RUN) tools/nb_clean.py
	@$(RUN) tools/sync_deps.py
	@$(RUN) tools/teaching_table.py

notebooks: test-env
	@$(RUN) tools/run_notebooks.py $(BOOKS)

clean-notebooks: test-env
	@$(RUN) tools/nb_clean.py

colab-like: test-env
	@$(RUN) tools/colab_like.py

bench: test-env
	@$(RUN) tools/run_benchmarks.py

clean:
	@rm -rf build dist .pytest_cache .ruff_cache .hypothesis
	@find course_nn tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

clean-all: clean
	@rm -rf .venv .venv-frameworks

course-env: python
	@$(PYTHON) tools/setup_env.py course

test-env: python
	@$(PYTHON) tools/setup_env.py test

browser-env: python
	@$(PYTHON) tools/setup_env.py browser

book-env: python
	@$(PYTHON) tools/setup_env.py book

framework-env: python
	@$(PYTHON) tools/setup_env.py framework-tests

python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found: this course needs Python 3.11 or newer, \
	from https://www.python.org, or name yours with PYTHON=/path/to/python." >&2; exit 1; }
