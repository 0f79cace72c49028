"""The check of the reader's set-up says what is missing, and its button answers."""

from course_nn.widgets import setup


def test_the_set_up_check_says_what_is_missing(monkeypatch):
    assert setup.installed(["no-such-package"]) == [("no-such-package", None)]
    assert setup.check_setup().missing == [] and "installed" in repr(setup.check_setup())
    monkeypatch.setattr(setup, "installed", lambda: [("numpy", "2.4"), ("sympy", None)])
    assert "python -m pip install sympy" in repr(setup.check_setup())


def test_jupyterlab_is_not_missed_where_something_else_shows_the_notebook(monkeypatch):
    monkeypatch.setattr(setup, "installed", lambda: [("numpy", "2.4"), ("jupyterlab", None)])
    check = setup.check_setup()
    assert (check.missing, check.verdict) == ([], "Everything the course needs is installed.")
    assert "something else shows this notebook" in check.widget().children[0].value


def test_the_button_of_the_set_up_check_answers():
    shown = setup.check_setup()
    button, answer = shown.widget().children[1].children
    before = answer.value
    button.click()
    assert answer.value != before and "Pressed 1 time." in answer.value
    button.click()
    assert "2 times" in answer.value
    data = dict(shown.data)
    assert data["iris"] == "150 examples, 4 features" and len(data) == 8


def test_the_set_up_check_says_which_images_are_here(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_NN_DATA", str(tmp_path))
    told = dict(setup.available_data())
    assert told["mnist"].startswith("not here") and "data.fashion_mnist(download=True)" in told["fashion_mnist"]
    monkeypatch.setattr(setup.data, "downloaded", lambda name: name == "fashion-mnist")
    told = dict(setup.available_data())
    assert told["mnist"].startswith("not here") and told["fashion_mnist"] == "downloaded"


def test_the_stored_set_up_check_says_whose_machine_it_speaks_of():
    stored = setup.check_setup()._repr_mimebundle_()["text/plain"]
    assert "installed" in stored and "run it for your own machine" in stored
