"""What a screen reader says of an instrument beyond what its widgets say: a small script in the page."""

# ipywidgets' sliders have a label that is seen, but a handle and a number field without a name. Each gets the label;
# the handle says what stands beside it ("0.01", where ipywidgets says the number of the mark), and a field in which
# nothing can be typed (that of a slider over given marks) is no stop of the Tab key. The line below the picture is
# read when it changes, for which it must have been there before.
SCRIPT = """<script>
(() => {
  const whole = document.currentScript.closest(".course-nn");
  if (!whole) return;
  const put = (part, name, value) => {
    if (!part || part.getAttribute(name) === value) return;
    if (value === null) part.removeAttribute(name); else part.setAttribute(name, value);
  };
  const speak = () => {
    for (const slider of whole.querySelectorAll(".widget-slider")) {
      const handle = slider.querySelector(".noUi-handle"), field = slider.querySelector(".widget-readout");
      const label = slider.querySelector(".widget-label").textContent;
      put(handle, "aria-label", label);
      put(handle, "aria-valuetext", field.textContent);
      const marks = slider.classList.contains("course-nn-marks");
      put(field, "contenteditable", marks ? "false" : "true");
      put(field, "role", marks ? null : "textbox");
      put(field, "aria-label", marks ? null : label);
    }
    const line = whole.querySelector(".course-nn-status .widget-html-content");
    put(line, "role", "status");
    put(line?.querySelector("[role=status]"), "role", null);
  };
  const seen = ["aria-valuetext", "contenteditable"];
  new MutationObserver(speak).observe(
    whole, {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: seen});
  speak();
})();
</script>"""


def script():
    """A widget that is not seen and runs `SCRIPT` in the page, for the instrument that holds it.

    Nothing of it is stored in a notebook. JupyterLab and Notebook 7 run what stands in an output widget (HTML widgets
    run no scripts anywhere). Where a page doesn't, as Colab may not, the sliders work as ipywidgets gives them: their
    labels stand before them and their numbers can be typed, but neither has a name.
    """
    import ipywidgets

    output = {"output_type": "display_data", "data": {"text/html": SCRIPT}, "metadata": {}}
    return ipywidgets.Output(outputs=[output]).add_class("course-nn-unseen")
