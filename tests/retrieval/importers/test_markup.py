"""Text out of HTML."""

from __future__ import annotations

import pytest

from retrieval.importers.markup import plain


@pytest.mark.parametrize(("html", "text"), [
    ("<p>Soft &amp; warm.</p><p>Wool</p>", "Soft & warm.\nWool"),
    ("<ul><li>Oak<li>Brass</ul>", "- Oak\n- Brass"),
    ("a<script>alert(1)</script><style>p{}</style>b", "ab"),
    ("for desks < 2 m & more", "for desks < 2 m & more"),
    ("&lt;b&gt;Bold&lt;/b&gt; move", "Bold move"),
    ("one<br>two<br/>three", "one\ntwo\nthree"),
    ("<td>Height</td><td>30 cm</td>", "Height 30 cm"),
    ("<p>un<b>believ</b>able  \n  price</p>", "unbelievable price"),
    ("caf&eacute;\u00a0&nbsp;noir\u200b", "café noir"),
    ("<p>never closed <b>bold", "never closed bold"),
    ('<img src=x onerror="alert(1)">Mug', "Mug"),
    ("=HYPERLINK(\"http://x\")", "=HYPERLINK(\"http://x\")"),
])  # fmt: skip
def test_tags_scripts_and_entities_are_gone_and_blocks_are_lines(html: str, text: str) -> None:
    assert plain(html) == text
