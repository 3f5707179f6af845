"""Text out of HTML: tags and scripts dropped, entities read, blocks and list items on lines of their own."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_MARKED = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|<!\[CDATA\[|"
                     r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_SILENT = frozenset("script style template noscript head iframe object svg textarea select".split())
_BLOCKS = frozenset("p div br ul ol li table tr section article header footer h1 h2 h3 h4 h5 h6 hr dl dt dd blockquote "
                    "pre figure figcaption form thead tbody".split())
_CELLS = frozenset({"td", "th"})
_UNSEEN = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\u00ad]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent.append(tag)
        elif tag in _BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n")
        elif tag in _CELLS:
            self.parts.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            del self.silent[self.silent.index(tag):]
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(" ".join(f" {data} ".split()).join(_ends(data)))


def _ends(data: str) -> list[str]:
    """Keep one blank at the ends of a run of text that has any there; line breaks in HTML are blanks."""
    return [" " if data[:1].isspace() else "", " " if data[-1:].isspace() else ""]


def is_marked(text: str) -> bool:
    """Say whether a text has a tag or an entity; "for desks < 2 m & more" has none."""
    return ("<" in text or "&" in text) and _MARKED.search(text) is not None


def plain(text: str) -> str:
    """Return a text without markup, unseen characters and runs of blanks; line breaks stay."""
    if is_marked(text):
        text = _stripped(text)
        if is_marked(text):  # markup that was itself written with entities: &lt;p&gt;
            text = _stripped(text)
    if not text.isascii() or not text.isprintable():
        text = _UNSEEN.sub("", text).replace("\u00a0", " ")
    if "\n" not in text and "\r" not in text:
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line and line != "-")


def _stripped(text: str) -> str:
    if "<" not in text:
        return html.unescape(text)
    parser = _Text()
    parser.feed(text)
    parser.close()
    return "".join(parser.parts)
