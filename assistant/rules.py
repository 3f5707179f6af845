"""The shop's rules and orders: read from its files, quoted as they stand and never put into other words."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
import yaml
from numpy.typing import NDArray

from assistant.lexicon import stem
from assistant.lexicon import words as word_group
from retrieval.errors import CatalogError

SURE, CLEAR, KEYWORD = 0.47, 0.03, 0.2
"""Least mark of a rule that is quoted, least lead over the next, and what a keyword's point adds to the mark."""


class Encoder(Protocol):
    """What turns texts into unit rows, `(n, dim) float32`."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...
    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the shop: `text` is what is quoted, `keywords` are the words that ask for it."""

    id: str
    title: str
    text: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """An order that somebody placed; only whoever knows both its number and e-mail may read it."""

    id: str
    email: str
    status: str
    placed: str = ""
    items: tuple[str, ...] = ()
    total: float | None = None
    currency: str | None = None
    eta: str = ""


@dataclass(frozen=True, slots=True)
class ShopRules:
    """The shop's name, what it says when a person is called in, and its rules."""

    shop: str = ""
    handoff: str = ""
    rules: tuple[Rule, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a rules file; raise CatalogError naming the line, the cause and the remedy."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogError(f"cannot read shop rules {path}: {error}; give a YAML file in UTF-8") from error
        try:
            data = yaml.safe_load(text)
        except yaml.YAMLError as error:
            line = error.problem_mark.line + 1 if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark else 1
            cause = getattr(error, "problem", None) or error
            raise CatalogError(f"{path}:{line}: not YAML: {cause}; mend that line") from error
        if not isinstance(data, dict):
            raise CatalogError(f"{path}:1: holds {type(data).__name__}, not keys; write shop:, handoff: and rules:")
        if odd := set(data) - {"shop", "handoff", "rules"}:
            raise CatalogError(f"{path}: unknown key {sorted(map(str, odd))[0]!r}; use shop, handoff, rules")
        return cls(str(data.get("shop") or ""), str(data.get("handoff") or ""), _rules(path, text, data.get("rules")))

    def get(self, rule_id: str) -> Rule | None:
        """Return the rule of that id, or None."""
        return next((r for r in self.rules if r.id == rule_id), None)

    def find(self, question: str, encoder: Encoder | None = None, *, sure: float = SURE,
             clear: float = CLEAR) -> Rule | None:  # fmt: skip
        """Find the rule that answers a question, by its keywords, then by meaning; None rather than a wrong one."""
        if not self.rules or not question.strip():
            return None
        scores = np.asarray(self._by_keywords(question))
        if encoder is None:
            leaders = np.flatnonzero(scores >= max(float(scores.max()) * 0.999, 1e-9))
            return self.rules[int(leaders[0])] if len(leaders) == 1 else None
        marks = KEYWORD * np.minimum(scores, 2.0) + _likeness(question, self.rules, encoder)
        order = np.argsort(-marks)
        lead = float(marks[order[0]] - marks[order[1]]) if len(order) > 1 else CLEAR
        return self.rules[int(order[0])] if marks[order[0]] >= sure and lead >= clear else None

    def _by_keywords(self, question: str) -> list[float]:
        """Sum the weight of each rule's keywords in the question: less if rules share one, half a point for a title.

        A telling word of a longer keyword is half a point where no keyword is there ("carry" of "carry upstairs").
        """
        words = stems(question)
        asked = [[phrase for k in r.keywords or (r.title,) if (phrase := tuple(stems(k)))] for r in self.rules]
        spread = Counter(p for phrases in asked for p in set(phrases))
        found = [sum(len(p) / spread[p] for p in set(ps) if _holds(words, p)) for ps in asked]
        parts = [{w for phrase in phrases if len(phrase) > 1 for w in phrase} for phrases in asked]
        shared = Counter(w for part in parts for w in part)
        partly = [0.5 * any(shared[w] == 1 and w in words for w in part) for part in parts]
        titles = [len(set(stems(r.title)) & set(words)) / 2 for r in self.rules]
        return [score + title if score else part for score, title, part in zip(found, titles, partly, strict=True)]


def stems(text: str) -> list[str]:
    """Split a text into stemmed words, function words left out and doubled letters made one ("instal(l)ment")."""
    words = re.findall(r"[^\W_]+", text.lower().replace("'", "").replace("’", ""))
    return [re.sub(r"(.)\1", r"\1", stem(w)) for w in words if w not in word_group("function")]


def _holds(words: list[str], phrase: tuple[str, ...]) -> bool:
    return any(tuple(words[i : i + len(phrase)]) == phrase for i in range(len(words) - len(phrase) + 1))


def _likeness(question: str, rules: tuple[Rule, ...], encoder: Encoder) -> NDArray[np.float32]:
    """How near each rule is in meaning: half its text, and most of all its nearest keyword."""
    texts, keywords, owner = _vectors(rules, encoder)
    asked = encoder.encode([question])[0]
    nearest = np.zeros(len(rules), dtype=np.float32)
    np.maximum.at(nearest, owner, keywords @ asked)
    found: NDArray[np.float32] = 0.5 * (texts @ asked) + 0.7 * nearest
    return found


@lru_cache(maxsize=8)
def _vectors(rules: tuple[Rule, ...], encoder: Encoder) -> tuple[NDArray[np.float32], NDArray[np.float32], Any]:
    """Vectors of the rules' texts and of all their keywords, and the rule that each keyword belongs to."""
    words = [(place, word) for place, rule in enumerate(rules) for word in (rule.title, *rule.keywords)]
    texts = encoder.encode([f"{rule.title}. {rule.text}" for rule in rules])
    return texts, encoder.encode([word for _, word in words]), np.asarray([place for place, _ in words])


def _rules(path: Path, text: str, rows: object) -> tuple[Rule, ...]:
    if rows is None:
        return ()
    if not isinstance(rows, list):
        raise CatalogError(f"{path}: rules: is {type(rows).__name__}, not a list; write one '- id:' a rule")
    found: list[Rule] = []
    for place, row in enumerate(rows, 1):
        where = f"{path}:{_line_of(text, place)}"
        if not isinstance(row, dict) or not all(isinstance(row.get(k), str) and row[k].strip() for k in ("id", "text")):
            raise CatalogError(f"{where}: rule {place} is {str(row)[:60]!r}; each needs id: and text: as words")
        if not re.fullmatch(r"[\w-]+", row["id"]):
            raise CatalogError(f"{where}: rule id {row['id']!r} has other signs; use letters, digits, _ and -")
        if row["id"] in {r.id for r in found}:
            raise CatalogError(f"{where}: rule id {row['id']!r} is there twice; give each rule its own id")
        words = row.get("keywords") or []
        keywords = tuple(map(str, words)) if isinstance(words, list) else tuple(re.split(r"\s*,\s*", str(words)))
        found.append(Rule(row["id"], str(row.get("title") or row["id"]), " ".join(row["text"].split()), keywords))
    return tuple(found)


def _line_of(text: str, place: int) -> int:
    """The line on which the n-th entry of the list of rules starts."""
    lines = text.split("\n")
    start = next((i for i, s in enumerate(lines) if s.startswith("rules:")), 0)
    marks = [i for i, s in enumerate(lines) if i > start and re.match(r"\s*- ", s)]
    indent = min((len(lines[i]) - len(lines[i].lstrip()) for i in marks), default=0)
    top = [i for i in marks if len(lines[i]) - len(lines[i].lstrip()) == indent]
    return top[place - 1] + 1 if place <= len(top) else start + 1


@dataclass(frozen=True, slots=True)
class Orders:
    """The orders placed, to be asked for one at a time."""

    rows: tuple[Order, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read an orders file (JSONL); raise CatalogError naming the line, the cause and the remedy."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogError(f"cannot read orders {path}: {error}; give a JSONL file in UTF-8") from error
        lines = enumerate(text.split("\n"), 1)
        return cls(tuple(_placed(f"{path}:{n}", line) for n, line in lines if line.strip()))

    def find(self, order_id: str, email: str) -> Order | None:
        """Find an order by number and e-mail; both must match, in any case, so that nobody reads another's order."""
        number, address = order_id.strip().lstrip("#").lower(), email.strip().lower()
        if not number or not address:
            return None
        return next((o for o in self.rows if (o.id.lstrip("#").lower(), o.email.lower()) == (number, address)), None)


def _placed(where: str, line: str) -> Order:
    try:
        row: Any = json.loads(line)
    except ValueError as error:
        raise CatalogError(f"{where}: not JSON: {error}; write one order a line") from error
    if not isinstance(row, dict) or not all(isinstance(row.get(k), (str, int)) for k in ("id", "email", "status")):
        raise CatalogError(f"{where}: order {line.strip()[:60]!r} lacks id, email or status; give all three")
    total = row.get("total")
    amount = isinstance(total, (int, float)) and not isinstance(total, bool) and math.isfinite(total)
    if total is not None and not amount:
        raise CatalogError(f"{where}: total is {total!r}, not a number; write it as 45.0")
    return Order(
        str(row["id"]).strip(), str(row["email"]).strip(), str(row["status"]), str(row.get("placed") or ""),
        _names(row.get("items")), total, row.get("currency"), str(row.get("eta") or ""),
    )  # fmt: skip


def _names(items: object) -> tuple[str, ...]:
    """The items' titles, whether they are given as words or as objects with a title and a quantity."""
    found = []
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            title, count = str(item.get("title") or item.get("name") or item.get("id") or ""), item.get("quantity", 1)
            found.append(f"{count} x {title}" if isinstance(count, int) and count > 1 else title)
        else:
            found.append(str(item))
    return tuple(x for x in found if x)
