"""From HTML to plain text, keeping lines and list items: headings and lists carry meaning in an advert."""

import re
from html import unescape
from html.parser import HTMLParser

_DROPPED = frozenset({"script", "style", "title", "template"})
_LINE = frozenset({"br", "p", "div", "ul", "ol", "tr", "table", "section", "article", "header", "footer"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SPACES = re.compile(r"[ \t\r\f\v\n]+")
_TAG = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9]*\b[^<>]*|!--)", re.ASCII)


_ANY_TAG = re.compile(r"<[^<>]*>")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    @property
    def hiding(self) -> bool:
        """Whether an element that is not shown is still open."""
        return self._hidden > 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._hidden += 1
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in _HEADINGS or tag == "p":
            self.parts.append("\n\n")
        elif tag in _LINE:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # "<br/>" is one line break, not two

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _HEADINGS or tag in _LINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(_SPACES.sub(" ", data))


def holds_html(text: str) -> bool:
    """Whether the text has a tag or a comment."""
    return _TAG.search(text) is not None


def strip_html(text: str) -> str:
    """Plain text of HTML. A text without tags comes back with only its entities resolved.

    ``<br>``, ``<p>`` and blocks become line breaks, ``<li>`` becomes a line with "- "; scripts and styles go.
    """
    if not holds_html(text):
        # Line breaks of plain text are its structure; only HTML may fold them.
        return "\n".join(_plain(line) for line in text.split("\n"))
    joined = _plain(text)
    lines = [line.strip() for line in joined.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _plain(text: str) -> str:
    """Broken HTML must not swallow an advert: what the parser would hide to the end is kept without its tags."""
    end = text.rfind(">") + 1  # after the last bracket there are no tags, only signs that look like one
    reader = _Reader()
    try:
        reader.feed(text[:end])
        reader.close()
        broken = reader.hiding
    except AssertionError:  # how the parser answers some declarations
        broken = True
    return (_ANY_TAG.sub(" ", text[:end]) if broken else "".join(reader.parts)) + unescape(text[end:])
