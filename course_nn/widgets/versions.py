"""Where ipywidgets 7, which Colab has, differs from ipywidgets 8. Nothing else in the package has to know."""

VIEW = "application/vnd.jupyter.widget-view+json"


def is_old():
    """Whether this is ipywidgets 7."""
    import ipywidgets

    return not hasattr(ipywidgets.Play, "playing")


def view(widget):
    """What a page needs to show ``widget``, by kind. ipywidgets 7 shows its widgets and doesn't say how."""
    if not is_old():
        found = widget._repr_mimebundle_()
        return found[0] if isinstance(found, tuple) else found  # anywidget gives metadata beside it
    return {VIEW: {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}}


def tooltip(words):
    """The argument with which a control gets a tooltip."""
    return {"description_tooltip" if is_old() else "tooltip": words}


def described(kind):
    """``kind`` of widget, with the empty description that lets it have a tooltip.

    ipywidgets 8 shows a tooltip (the ``title`` of the element) only on widgets that have a description, and fails
    to show any other widget that has a tooltip. A picture's ``title`` is what a screen reader says for it. In
    ipywidgets 7 a picture can't have one; what is the case stands in the line below it, there as everywhere.
    """
    import traitlets

    if is_old():
        return kind
    return type(kind.__name__, (kind,), {"description": traitlets.Unicode("").tag(sync=True)})


def new_play(**settings):
    """ipywidgets' player, with a trait ``playing``. In ipywidgets 7 only its own button starts it: show it there."""
    import ipywidgets
    import traitlets

    if not is_old():
        return ipywidgets.Play(**settings)
    kind = type("Play", (ipywidgets.Play,), {"playing": traitlets.Bool()})
    play = kind(**settings)
    traitlets.link((play, "_playing"), (play, "playing"))
    return play
