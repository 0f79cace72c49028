"""Sphinx's settings. What is built from is written by `python -m tools.book` into build/book-sources."""

project = "course_nn"
author = "The course_nn authors"
project_copyright = "The course_nn authors; text and pictures CC BY 4.0, code BSD-3-Clause"
html_title = "course_nn"
language = "en"
smartquotes = False  # words stand as in the notebooks, and as below the pictures, which Sphinx doesn't see
extensions = ["myst_nb", "sphinx.ext.mathjax"]
exclude_patterns = ["_stored"]
root_doc = "index"

nb_execution_mode = "off"  # what is stored is shown
nb_ipywidgets_js = {}
nb_render_markdown_format = "myst"  # tables and formulas in what a cell gave
myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
#: Places inside pages that are HTML, which MyST can't look up; tests/book looks up all of them.
myst_url_schemes = {"http": None, "https": None, "here": "{{path}}#{{fragment}}", "page": "{{path}}"}

html_theme = "furo"
html_static_path = ["static", "player.js", "player.css"]
html_css_files = ["book.css", "player.css"]
html_js_files = [("book.js", {"defer": "defer"}), ("player.js", {"defer": "defer"})]
html_favicon = "static/favicon.svg"
html_copy_source = False
html_use_index = False  # the page of all modules is one
html_domain_indices = False
html_show_sphinx = False
html_theme_options = {"top_of_page_buttons": []}
html_baseurl = ""
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
add_module_names = False

# MathJax 3 lies beside the pages (`tools/book/site.py`). Without its menu a formula is no stop of the Tab key; book.js
# makes one of each that has to be scrolled.
myst_update_mathjax = False
mathjax_path = "mathjax/tex-chtml.js"
mathjax3_config = {
    "options": {"enableMenu": False, "ignoreHtmlClass": "document", "processHtmlClass": "math|mjx_process"},
}


def setup(app):
    """Furo calls the words above its lists of pages headings, without their level: they are none."""

    def without(app, pagename, templatename, context, doctree):
        tree = context.get("furo_navigation_tree", "")
        context["furo_navigation_tree"] = tree.replace(' role="heading"', "")

    app.connect("html-page-context", without, priority=900)
