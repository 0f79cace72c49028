"""How the course starts JupyterLab: in this folder, on chapter 00, without asking about news.

python -m jupyterlab --config tools/lab/config.py
"""

import os
from pathlib import Path

HERE = Path(__file__).resolve().parent

c = get_config()  # noqa: F821  JupyterLab provides it
c.ServerApp.root_dir = str(HERE.parent.parent)
# JupyterLab refuses to start for root, as one is in a container, unless it is told that this is meant.
c.ServerApp.allow_root = getattr(os, "geteuid", lambda: 1)() == 0
c.LabApp.default_url = "/lab/tree/notebooks/00_start_here.ipynb"
c.LabApp.app_settings_dir = str(HERE)  # overrides.json
