"""For nbconvert, called in this folder, as after a notebook was cut anew.

jupyter nbconvert --config jupyter_nbconvert_config.py 01_perceptron.ipynb
"""

from pathlib import Path

c = get_config()  # noqa: F821  nbconvert brings it
c.NbConvertApp.export_format = "slides"
c.TemplateExporter.extra_template_basedirs = [str(Path(__file__).parent / "template")]
c.TemplateExporter.exclude_input_prompt = c.TemplateExporter.exclude_output_prompt = True
c.TemplateExporter.exclude_anchor_links = True
c.TagRemovePreprocessor.enabled = True
c.TagRemovePreprocessor.remove_input_tags = {"hide-input"}
c.SlidesExporter.template_name = "course"
c.SlidesExporter.reveal_url_prefix = "static/reveal"
c.SlidesExporter.reveal_theme = "white"
c.SlidesExporter.reveal_width, c.SlidesExporter.reveal_height = "1280", "720"
c.SlidesExporter.reveal_transition = "none"
c.SlidesExporter.reveal_number = "c/t"
