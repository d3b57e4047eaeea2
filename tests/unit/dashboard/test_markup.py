"""Components as HTML: attributes as a browser reads them, and no text that becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from dash import html

from dashboard.components.markup import attributes, written
from tests.fixtures.hostile import EVERY


class Read(HTMLParser):
    """What a parser of HTML finds: tags with their attributes, and all text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """A piece of text."""
        self.text += data


def test_attributes_are_those_of_html() -> None:
    made = html.Label(
        [html.Img(alt="", src="a.svg"), None, 3], className="x y", tabIndex="0", **attributes(aria_label="b")
    )
    assert written(made) == '<label aria-label="b" class="x y" tabindex="0"><img alt="" src="a.svg">3</label>'


def test_what_is_not_set_is_not_written() -> None:
    assert written(html.P("a", hidden=False, title=None)) == "<p>a</p>"
    assert written(html.P("a", hidden=True)) == "<p hidden>a</p>"


def test_an_id_of_several_parts_is_the_text_that_the_browser_looks_for() -> None:
    (tag,) = Read(written(html.P(id={"type": "chart-title", "panel": "usage.trend"}))).tags
    assert tag == ("p", {"id": '{"panel":"usage.trend","type":"chart-title"}'})


@pytest.mark.parametrize("text", EVERY)
def test_no_text_is_markup(text: str) -> None:
    read = Read(written(html.Div([html.P(text), text], title=text, **attributes(data_label=text))))
    assert [tag for tag, _ in read.tags] == ["div", "p"]
    assert read.tags[0][1] == {"title": text, "data-label": text}
    assert read.text == text * 2


def test_what_has_no_end_gets_none() -> None:
    assert written([html.Br(), html.Img(src="x"), html.Hr()]) == '<br><img src="x"><hr>'
