"""Synonyms: names of attributes, families of values, kinds of products, and a shop's own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.errors import CatalogError
from retrieval.synonyms import Synonyms, key_of, load


@pytest.fixture(scope="module")
def synonyms() -> Synonyms:
    return load()


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("Color", "colour"),
        ("Farbe", "colour"),
        ("fabric", "material"),
        ("sex", "gender"),
        ("Sizes", "size"),
        ("Gears", "gears"),
    ],
)
def test_attributes_have_a_canonical_name(synonyms: Synonyms, name: str, canonical: str) -> None:
    assert synonyms.attribute(name) == canonical


@pytest.mark.parametrize(
    ("attribute", "wanted", "stated"),
    [
        ("colour", "blue", "Navy Blue"),
        ("colour", "grey", "charcoal"),
        ("colour", "gray", "grey"),
        ("colour", "navy", "navy blue"),
        ("material", "wood", "oak"),
        ("material", "leather", "genuine leather"),
        ("gender", "women", "Ladies"),
    ],
)
def test_a_stated_value_answers_its_family(synonyms: Synonyms, attribute: str, wanted: str, stated: str) -> None:
    assert synonyms.matches(attribute, wanted, stated)


@pytest.mark.parametrize(
    ("attribute", "wanted", "stated"),
    [
        ("colour", "navy", "blue"),
        ("colour", "red", "burgundy"),
        ("colour", "white", "cream"),
        ("material", "silk", "satin"),
    ],
)
def test_a_neighbour_does_not(synonyms: Synonyms, attribute: str, wanted: str, stated: str) -> None:
    assert not synonyms.matches(attribute, wanted, stated)


def test_an_exclusion_takes_neighbours_with_it(synonyms: Synonyms) -> None:
    assert synonyms.matches("colour", "red", "burgundy", akin=True)


def test_kinds_of_products_have_other_names(synonyms: Synonyms) -> None:
    assert "sofa" in synonyms.alternatives("couches")
    assert "bluetooth" in synonyms.alternatives("wireless")
    assert key_of("stool") in {key_of(w) for w in synonyms.near[key_of("chair")]}
    assert synonyms.alternatives("zeppelin") == ()


def test_the_file_is_as_large_as_it_should_be(synonyms: Synonyms) -> None:
    assert len(synonyms.spelled["colour"]) >= 80
    assert len(synonyms.spelled["material"]) >= 60
    assert len({group for groups in synonyms.types.values() for group in groups}) >= 130


def test_a_shops_own_file_is_merged_on_top(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "attributes:\n  colour: [tincture]\ncolours:\n  blue: [kingfisher]\ntypes:\n  - [sofa, slumberseat]\n"
    )
    merged = load(own)
    assert merged.attribute("tincture") == "colour"
    assert merged.matches("colour", "blue", "kingfisher")
    assert "slumberseat" in merged.alternatives("sofa")
    assert "couch" in merged.alternatives("sofa")


@pytest.mark.parametrize("text", ["colors: {}", "types: {a: b}", "- a", "attributes: [a", "\x00"])
def test_a_file_that_is_no_synonyms_is_refused(tmp_path: Path, text: str) -> None:
    own = tmp_path / "bad.yaml"
    own.write_text(text)
    with pytest.raises(CatalogError, match=r"bad\.yaml"):
        load(own)
    with pytest.raises(CatalogError, match="missing"):
        load(tmp_path / "missing.yaml")
