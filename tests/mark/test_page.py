"""The frame of a page: what a student wrote is text in it, and nothing else."""

from html.parser import HTMLParser

from course_nn.mark import page

EVIL = "</code></pre><script>alert(1)</script><img src=x onerror=alert(1)>&amp;'\"\ud800"


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.text = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_everything_is_text():
    body = page.code(EVIL) + page.items([EVIL]) + page.table(["a", EVIL], [["x", page.escape(EVIL)]], EVIL)
    found = Tags(page.page(EVIL, body))
    assert found.open == [] and "script" not in found.seen and "img" not in found.seen
    assert found.text.count("alert(1)</script>") >= 5


def test_a_page_fetches_and_runs_nothing():
    text = page.page("A", "")
    assert "default-src 'none'" in text and 'lang="en"' in text and "http" not in text.replace("http-equiv", "")


def test_what_is_endless_ends():
    assert page.code("z\n" * 10**5).count("z") == 1000
    assert page.items([]) == ""
