"""What a page holds that a test asks for: its elements, attributes and addresses."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

from django.http import HttpResponse

_LINKS = {"href", "src", "action", "formaction", "hx-get", "hx-post", "data-url", "poster", "srcset"}


def body(response: HttpResponse) -> str:
    """The text of a page; of a file that is sent in pieces all of them, which closes it."""
    whole = b"".join(response.streaming_content) if response.streaming else response.content
    return whole.decode("utf-8", errors="replace")


@dataclass
class Element:
    """One element with the text directly in it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """A parsed page."""

    html: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {k: v or "" for k, v in attrs})
        self.elements.append(element)
        self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {k: v or "" for k, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data

    def of(self, tag: str) -> list[Element]:
        """Elements of a kind."""
        return [e for e in self.elements if e.tag == tag]

    def addresses(self) -> list[str]:
        """Every address in the page, as people read it."""
        return [unquote(v) for e in self.elements for k, v in e.attributes.items() if k in _LINKS]

    def inline_code(self) -> list[str]:
        """Everything that a strict policy would not run or apply."""
        wrong = []
        for e in self.elements:
            if e.tag == "style" or (e.tag == "script" and ("src" not in e.attributes or e.text.strip())):
                wrong.append(f"<{e.tag}>{e.text[:60]}")
            wrong += [
                f"{e.tag} {k}={v[:60]}" for k, v in e.attributes.items() if k == "style" or k.startswith("on")
            ]
            wrong += [
                f"{e.tag} {k}" for k, v in e.attributes.items() if v.strip().lower().startswith("javascript:")
            ]
        return wrong
