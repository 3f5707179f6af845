"""Synonyms: names of attributes, families of values, kinds of products; from synonyms.yaml and a shop's own file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from retrieval.errors import CatalogError
from retrieval.words import stems

BUNDLED = Path(__file__).with_name("synonyms.yaml")
LISTS = ("unsure_colours", "plain_colours", "colour_before", "colour_after", "unsure_materials")
GROUPS = ("types", "features")
MAPS = ("attributes", "colours", "materials", "patterns", "genders", "values")


@lru_cache(maxsize=50_000)
def key_of(phrase: str) -> str:
    """Return the form in which phrases are compared: stems, one space between, so "T-Shirts" is "t shirt"."""
    return " ".join(stems(phrase))


@dataclass(frozen=True, slots=True)
class Family:
    """A canonical value: `same` words mean it (or a shade of it, unless `alike`), `akin` words go with an exclusion."""

    name: str
    same: tuple[str, ...]
    akin: tuple[str, ...] = ()
    alike: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Synonyms:
    """What is one thing in other words; keys of the mappings are in the form of `key_of`.

    `values` maps an attribute (colour, material, pattern, gender) to its families by name, `spelled` to the
    canonical spelling of each word, `members` to the families of each word; `people` maps words for persons to
    a gender; `types` and `features` map a phrase to its groups; `near` maps a kind of product to kinds that stand in
    for it where the shop has none.
    """

    attributes: Mapping[str, str]
    values: Mapping[str, Mapping[str, Family]]
    people: Mapping[str, str]
    types: Mapping[str, tuple[tuple[str, ...], ...]]
    near: Mapping[str, tuple[str, ...]]
    features: Mapping[str, tuple[tuple[str, ...], ...]]
    lists: Mapping[str, frozenset[str]]
    spelled: Mapping[str, Mapping[str, str]]
    members: Mapping[str, Mapping[str, frozenset[str]]]

    def attribute(self, name: str) -> str:
        """Return the canonical name of an attribute, or the name itself in lower case."""
        return self.attributes.get(key_of(name), name.strip().lower())

    def words(self, attribute: str) -> Mapping[str, str]:
        """Return every word for a value of the attribute and its canonical spelling."""
        return self.spelled.get(attribute, {})

    def families(self, attribute: str, value: str) -> frozenset[str]:
        """Return the names of the families that a value belongs to, its own among them."""
        return self.members.get(attribute, {}).get(key_of(value), frozenset())

    def matches(self, attribute: str, wanted: str, stated: str, *, akin: bool = False) -> bool:
        """Say whether a stated value answers a wanted one ("Navy Blue" answers navy and blue, navy no blue-green).

        With `akin`, words that are only near count too: right for an exclusion.
        """
        want, have = key_of(wanted), key_of(stated)
        if f" {want} " in f" {have} ":
            return True
        family = self.values.get(attribute, {}).get(want) or self._spelled(attribute, want)
        if family is None:
            return False
        names = family.same + (family.akin if akin else ()) + (family.name,)
        return any(f" {key_of(name)} " in f" {have} " for name in names)

    def _spelled(self, attribute: str, want: str) -> Family | None:
        """The family whose name is another spelling of `want` (gray: grey)."""
        name = SPELLINGS.get(want)
        return self.values.get(attribute, {}).get(name) if name else None

    def alternatives(self, phrase: str) -> tuple[str, ...]:
        """Return the other names of a kind of product or a feature; empty if it has none."""
        key = key_of(phrase)
        groups = (*self.types.get(key, ()), *self.features.get(key, ()))
        return tuple(dict.fromkeys(word for group in groups for word in group if key_of(word) != key))


SPELLINGS = {key_of(a): key_of(b) for a, b in (
    ("gray", "grey"), ("golden", "gold"), ("wooden", "wood"), ("woollen", "wool"), ("woolen", "wool"),
    ("aluminum", "aluminium"), ("multicolor", "multicolour"), ("stripes", "striped"), ("stripe", "striped"),
    ("women's", "women"), ("men's", "men"), ("woman", "women"), ("man", "men"), ("ladies", "women"),
)}  # fmt: skip


def _words(families: tuple[Family, ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for family in families:
        for word in (*family.same, family.name):
            spelled = SPELLINGS.get(key_of(word))
            found[key_of(word)] = family.name if family.alike or spelled == key_of(family.name) else word
    return found | {key_of(family.name): family.name for family in families}


def _membership(families: tuple[Family, ...]) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for family in families:
        for word in (*family.same, family.name):
            found[key_of(word)] = found.get(key_of(word), frozenset()) | {family.name}
    return found


@lru_cache(maxsize=8)
def load(extra: Path | None = None) -> Synonyms:
    """Load the bundled synonyms and merge a shop's own file on top; raise CatalogError if it cannot be used."""
    data = _read(BUNDLED)
    return _build(_merged(data, _read(extra)) if extra else data)


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        remedy = f"Write YAML with the keys of {BUNDLED.name}."
        raise CatalogError(f"Cannot read the synonyms {path}: {error}. {remedy}") from error
    data = {} if data is None else data
    if not isinstance(data, dict) or (unknown := sorted(map(str, data.keys() - {*LISTS, *GROUPS, *MAPS}))):
        keys = ", ".join(unknown) if isinstance(data, dict) else type(data).__name__
        known = ", ".join(MAPS + GROUPS + LISTS)
        raise CatalogError(f"The synonyms {path} hold {keys!r}, which is no part of them; use {known}.")
    for key, value in data.items():
        if not isinstance(value, dict if key in MAPS else list):
            shape = "mapping" if key in MAPS else "list"
            raise CatalogError(f"{key!r} in the synonyms {path} is {value!r}; write a {shape}.")
    return data


def _merged(base: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in extra.items():
        if key in MAPS:
            merged[key] = {**base.get(key, {})}
            for name, words in value.items():
                merged[key][name] = _joined(base.get(key, {}).get(name), words)
        else:
            merged[key] = [*base.get(key, []), *value]
    return merged


def _joined(old: Any, new: Any) -> Any:
    """Lists grow; a mapping of lists grows list by list; a plain list stands for `same` or `words`."""
    if isinstance(old, dict):
        first = next(iter(old), "same")
        new = new if isinstance(new, dict) else {first: new}
        grown = {k: [*(old.get(k) or []), *(new.get(k) or [])] for k in {**old, **new} if k != "alike"}
        alike = new.get("alike", old.get("alike"))
        return grown if alike is None else {**grown, "alike": alike}
    return [*(old or []), *(new or [])] if not isinstance(new, dict) else new


def _build(data: dict[str, Any]) -> Synonyms:
    attributes = {key_of(w): name for name, words in data["attributes"].items() for w in (*(words or []), name)}
    values = {
        "colour": _families(data["colours"]),
        "material": _families(data["materials"]),
        "pattern": _families({name: {"same": words} for name, words in data["patterns"].items()}),
        "gender": _families({name: {"same": _part(words, "words")} for name, words in data["genders"].items()}),
    }
    for name, entries in data.get("values", {}).items():  # of any other attribute, by its canonical name
        alike = {value: {"same": words, "alike": True} for value, words in entries.items()}
        values[attributes.get(key_of(name), str(name).lower())] = _families(alike)
    people = {key_of(w): name for name, words in data["genders"].items() for w in _part(words, "people")}
    lists = {name: frozenset(map(str.lower, map(str, data.get(name, [])))) for name in LISTS}
    every = {name: tuple(families.values()) for name, families in values.items()}
    spelled = {name: _words(families) for name, families in every.items()}
    members = {name: _membership(families) for name, families in every.items()}
    types, features = _grouped(data["types"]), _grouped(data["features"])
    return Synonyms(attributes, values, people, types, _near(data["types"]), features, lists, spelled, members)


def _part(entry: Any, key: str) -> tuple[str, ...]:
    if isinstance(entry, dict):
        part = entry.get(key) or ()
        return tuple(map(str, part if isinstance(part, list | tuple) else (part,)))
    return tuple(map(str, entry or ())) if key in ("words", "same") else ()


def _families(data: Mapping[str, Any]) -> dict[str, Family]:
    return {
        key_of(name): Family(name, _part(entry, "same"), _part(entry, "akin"), _part(entry, "alike") == ("True",))
        for name, entry in data.items()
    }


def _grouped(groups: Iterable[Iterable[Any]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for group in groups:
        words = tuple(re.sub(r"\s+", " ", str(word)).lower() for word in group if not str(word).startswith("~"))
        for key in dict.fromkeys(map(key_of, words)):
            found[key] = (*found.get(key, ()), words)
    return found


def _near(groups: Iterable[Iterable[Any]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        words = [str(word).lower() for word in group]
        close, near = [w for w in words if w[0] != "~"], [w[1:].strip() for w in words if w[0] == "~"]
        for ours, theirs in ((close, near), (near, close)):
            for key in dict.fromkeys(map(key_of, ours)):
                found[key] = tuple(dict.fromkeys((*found.get(key, ()), *theirs)))
    return found
