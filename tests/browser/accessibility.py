"""What axe-core finds in what the course shows: its outputs and its text, not JupyterLab's own parts."""

from axe_playwright_python.sync_playwright import Axe

SHOWN = ".jp-OutputArea-output, .jp-MarkdownOutput"


def findings(page, impacts=("critical", "serious")):
    """A sentence for each kind of finding: the rule, in how many places, and the first of them."""
    found = Axe().run(page, SHOWN, {"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}; {len(rule['nodes'])} places, as {rule['nodes'][0]['html']}"
        for rule in found
        if rule["impact"] in impacts
    ]
