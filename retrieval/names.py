"""Short names: two to six words of a title that tell a product from the others and read well in a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST, SHORTEST = 6, 2
POOR, BESIDE = 2.5, 2
LENGTHS = {2: -0.6, 3: 0.5, 4: 0.6, 5: 0.4, 6: 0.2}
_ARTICLES = frozenset({"a", "an", "the", "my", "your", "all", "new"})


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SEGMENT = re.compile(r"[|,;:()\[\]{}<>\n\r\t\"“”*#=~^\\]+|\s[-–—/]+\s|\s[-–—](?=\w)|(?<=[!?…])\s+")
_MARKUP, _BRACKETED = re.compile(r"<[^<>]*>"), re.compile(r"\(([^()]*)\)")
_WORD = re.compile(r"[^\W_](?:[\w'’&+.%°/-]*[^\W_])?|&")
_LINKS = _set(
    "a an the and or nor but of for with without in on at by from to into onto over under as w x per plus vs via & "
    "your our my their his her its this that these those is are be all new up")
_CLOSING = _LINKS - _set("of & and the")  # "Tales of the Moor" is not to be cut at "Tales"
_NO_END = _LINKS | _set(
    "pro mini small medium large big extra super ultra great best mens women womens men kids girls boys kid girl "
    "boy adult adults pack packs pcs pc piece pieces size inch inches compatible included fits style version black "
    "white red blue green pink grey gray brown yellow purple orange silver gold beige multi ages age years year old "
    "color colour")
# What follows begins a remark about the product.
_REMARK = _set("includes including included compatible best gift gifts perfect ideal size fits works assorted random")
# Words that a program or a filter could take for something else than a title.
_RISKY = _set(
    "ignore instructions instruction prompt system assistant disregard previous script none nan null undefined true "
    "false usd dollar dollars bucks out stock")


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch of a title without punctuation: its words, and the how-manieth of the title it is."""

    words: tuple[str, ...]
    place: int


class _Statistics:
    """What the titles of a catalogue say about its words: what is rare, and what ends a noun phrase."""

    def __init__(self, titles: Sequence[tuple[_Segment, ...]]) -> None:
        self.heads: Counter[str] = Counter()
        self.words: Counter[str] = Counter()
        self.grams: Counter[tuple[str, ...]] = Counter()
        for segments in dict.fromkeys(titles):
            seen: set[tuple[str, ...]] = set()
            for segment in segments:
                low = tuple(w.lower() for w in segment.words)
                self.words.update(low)
                ends = [i for i, w in enumerate(low[1:], 1) if i + 1 == len(low) or low[i + 1] in _LINKS]
                self.heads.update(low[i] for i in ends)
                seen.update(low[i:i + n] for n in range(1, LONGEST + 1) for i in range(len(low) - n + 1))
            self.grams.update(seen)

    def shared(self, name: str) -> bool:
        """Do other titles have these words too?"""
        return self.grams[tuple(name.lower().split())] > 1

    def headness(self, word: str) -> float:
        """Return in 0..1 how often the word ends a noun phrase; rare words get the benefit of the doubt."""
        return (self.heads[word] + 0.5) / (self.words[word] + 1)


def names(titles: Sequence[str]) -> list[str]:
    """Name every title: its own contiguous words, unique among the titles where that can be."""
    segmented = [tuple(_segments(title)) for title in titles]
    statistics = _Statistics(segmented)
    made: dict[str, str] = {}
    for title, segments in zip(titles, segmented, strict=True):
        if title not in made:
            made[title] = _name(title, segments, statistics)
    return [made[title] for title in titles]


def _segments(title: str) -> Iterator[_Segment]:
    """Take a title apart at its punctuation; what stands in brackets comes last."""
    plain = _MARKUP.sub(" | ", title)
    beside = [part for found in _BRACKETED.finditer(plain) for part in _SEGMENT.split(found[1])]
    for place, part in enumerate(_SEGMENT.split(_BRACKETED.sub(" | ", plain)) + [""] * BESIDE + beside):
        yield from (_Segment(run, place) for run in _runs(part))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    run: list[str] = []
    for raw in text.split():
        if _WORD.fullmatch(core := raw.strip(".,!?'’\"-–—_`/")):
            run.append(core)
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _name(title: str, segments: tuple[_Segment, ...], statistics: _Statistics) -> str:
    best, top = _best(segments, statistics)
    if top < POOR or statistics.shared(best):  # as in "Magic: the Gathering - Skullcage": read on over the punctuation
        parts = [part for part in _SEGMENT.split(_MARKUP.sub(" | ", title)) if part.strip(" -–—")]
        other, score = _best([_Segment(run, n) for n, run in enumerate(_runs(" ".join(parts)))], statistics)
        best = other if score > top else best
    plain = " ".join(w for s in segments for w in s.words) or re.sub(r"[\[\]{}<>|\s]+", " ", title).strip()
    return best or plain[:40] or "this product"


def _best(segments: Sequence[_Segment], statistics: _Statistics) -> tuple[str, float]:
    best, top = "", float("-inf")
    for segment in segments:
        for start in range(len(segment.words)):
            for end in range(start + SHORTEST, min(start + LONGEST, len(segment.words)) + 1):
                if (score := _score(segment, start, end, statistics)) > top:
                    best, top = " ".join(segment.words[start:end]), score
    return best, top


def _score(segment: _Segment, start: int, end: int, statistics: _Statistics) -> float:
    """Weigh a window: whole or first words, a head noun at the end, a break after it, rare in the catalogue."""
    window, whole = segment.words[start:end], end - start == len(segment.words)
    low = tuple(w.lower() for w in window)
    following = segment.words[end].lower() if end < len(segment.words) else ""
    closed = not following or following in _CLOSING or following[0].isdigit()
    shared = statistics.grams[low] - 1
    score = LENGTHS[end - start] - min(4.0, 1.2 * shared) - 1.7 * min(segment.place, 3)
    score += 2.0 * whole + (1.5 if start == 0 else -0.15 * start) + 1.2 * closed
    score += 2.0 * statistics.headness(low[-1]) - (0.0 if closed else statistics.headness(following))
    score -= (2.0 if whole else 4.0) * (low[-1] in _NO_END) + 3.0 * low[-1][0].isdigit()
    score -= 2.0 * low[0][0].isdigit() + 4.0 * (low[0] in _LINKS and not (start == 0 and low[0] in _ARTICLES))
    score -= 3.0 * (segment.place > 0 and segment.words[0].lower() in _REMARK)
    score -= 5.0 * any(w in _RISKY for w in low)
    score -= 3.0 * any(len(w) > 24 or ("." in w and not w[0].isdigit()) for w in low)
    return score - 3.0 * (low[0] == window[0] and not low[0][0].isdigit())


_SINGULAR = _set("christmas canvas atlas gas lens news series species chaos cosmos brass bass swiss texas vegas "
                      "always bias stainless mathematics physics gymnastics yes plus chassis headquarters")
_PLURAL = _set("men women children people feet teeth mice geese oxen")
_AFTER_HEAD = re.compile(r"\s(?:for|with|without|in|by|from|to|on|of|featuring|and)\s", re.I)


def is_plural(name: str) -> bool:
    """Guess whether a name takes "are": by its head noun, the last word before a preposition."""
    if re.match(r"(pair|set|pack|box|bundle|collection|case|kit)\b", name, re.I):
        return False
    if re.search(r"\w\s+(?:and|&)\s+\w+s$", name, re.I):
        return True
    words = [w for w in re.findall(r"[^\W\d_]+(?:['’]s)?", _AFTER_HEAD.split(name)[0].lower()) if len(w) > 1]
    head = words[-1] if words else ""
    if head in _PLURAL:
        return True
    return head.endswith("s") and head not in _SINGULAR and not head.endswith(("ss", "us", "is", "'s", "’s"))
