from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from intents.asking import fields_asked, questions, topics
from retrieval.catalog import Product, read_catalog
from retrieval.derive import derive
from retrieval.synonyms import Synonyms, load

ROOT = Path(__file__).resolve().parents[2]
CATALOGS = ROOT / "evaluation" / "labelled" / "catalogs"
FILES = {"demo": ROOT / "retrieval" / "demo" / "catalog.jsonl", "allotment": CATALOGS / "allotment.jsonl",
         "wohnwerk": CATALOGS / "wohnwerk.jsonl"}  # fmt: skip


@cache
def shop(name: str) -> tuple[Synonyms, tuple[Product, ...]]:
    own = CATALOGS / f"{name}_synonyms.yaml"
    synonyms = load(own if own.is_file() else None)
    return synonyms, tuple(replace(p, derived=derive(p, synonyms)) for p in read_catalog(FILES[name]).products)


def asked(name: str, holding: str, text: str) -> tuple[str, ...]:
    """The fields that a question means of the first product that states `holding` and has all of its words."""
    synonyms, products = shop(name)
    wanted = set(holding.split())
    product = next(p for p in products if wanted <= {
        n for x in (p, *p.variants) for n in x.attributes
    })  # fmt: skip
    return fields_asked(text, product, synonyms)


@pytest.mark.parametrize(("name", "holding", "text", "field"), [
    ("allotment", "length weight", "how long is it", "length"),
    ("allotment", "length weight", "whats it weigh", "weight"),
    ("allotment", "length weight", "is it heavy? how heavy", "weight"),
    ("allotment", "height capacity", "how tall is that", "height"),
    ("allotment", "height capacity", "how high is this one", "height"),
    ("allotment", "height capacity", "how much water does it hold", "capacity"),
    ("allotment", "height capacity", "how many litres", "capacity"),
    ("allotment", "noise weight", "how loud is it", "noise"),
    ("allotment", "noise weight", "is it very noisy? how noisy", "noise"),
    ("allotment", "noise weight", "how many decibels", "noise"),
    ("allotment", "noise blade_length", "how long is the blade", "blade_length"),
    ("allotment", "cutting_width", "how wide does it cut", "cutting_width"),
    ("allotment", "cutting_depth", "how deep does it cut", "cutting_depth"),
    ("allotment", "battery_included", "does it come with the battery", "battery_included"),
    ("allotment", "power_source", "what does it run on", "power_source"),
    ("allotment", "power_source", "is it petrol or electric", "power_source"),
    ("allotment", "guarantee", "how long is the guarantee on it", "warranty"),
    ("allotment", "guarantee", "does it have a warranty", "warranty"),
    ("allotment", "lumens", "how bright is it", "lumens"),
    ("allotment", "lumens", "how many lumens", "lumens"),
    ("allotment", "pack_size", "how many in a pack", "pack_size"),
    ("allotment", "pack_size", "how many are in the bag", "pack_size"),
    ("allotment", "coverage", "how far does a tin go", "coverage"),
    ("allotment", "coverage", "how much does it cover", "coverage"),
    ("allotment", "head_weight", "how heavy is the head", "head_weight"),
    ("allotment", "diameter fuel", "how wide is the grill", "diameter"),
    ("allotment", "torque", "how much torque has it got", "torque"),
    ("allotment", "torque", "how powerful is it", "torque"),
    ("allotment", "pressure", "what pressure does it do", "pressure"),
    ("allotment", "maximum_load", "how much weight can it take", "maximum_load"),
    ("allotment", "steps", "how many steps", "steps"),
    ("allotment", "sunlight", "how much sunlight does it need", "sunlight"),
    ("allotment", "pet_safe", "is it safe for pets", "pet_safe"),
    ("allotment", "left_handed", "is it left handed", "left_handed"),
    ("wohnwerk", "Gewicht", "how heavy is it", "weight"),
    ("wohnwerk", "Stil", "what style is it", "style"),
    ("wohnwerk", "Wasserdicht", "are they waterproof", "waterproof"),
    ("wohnwerk", "Sitzplätze", "how many people fit on it", "seats"),
    ("wohnwerk", "Sitzplätze", "how many seats", "seats"),
    ("wohnwerk", "Breite Höhe", "how wide is it", "width"),
    ("wohnwerk", "Breite Höhe", "what's the height", "height"),
    ("wohnwerk", "Fassungsvermögen", "how much does it hold", "capacity"),
    ("wohnwerk", "Fassungsvermögen", "how many ml", "capacity"),
    ("wohnwerk", "Durchmesser", "what diameter is it", "diameter"),
    ("wohnwerk", "Muster", "what pattern does it have", "pattern"),
    ("wohnwerk", "Farbe", "which colours does it come in", "colour"),
    ("wohnwerk", "Dimmbar", "is it dimmable", "dimmable"),
    ("wohnwerk", "Altersempfehlung", "how old for", "age"),
    ("wohnwerk", "Spülmaschinenfest", "can it go in the dishwasher", "dishwasher safe"),
    ("wohnwerk", "Material", "what's it made of", "material"),
    ("demo", "pages", "how many pages has it got", "pages"),
    ("demo", "battery_life", "how long does the battery last", "battery_life"),
    ("demo", "burn_time", "how long does it burn", "burn_time"),
    ("demo", "sleeps", "how many people can sleep in it", "sleeps"),
    ("demo", "players", "how many of us can play", "players"),
    ("demo", "age_range", "what age is it for", "age"),
    ("demo", "heel_height", "how high is the heel", "heel_height"),
    ("demo", "dishwasher_safe", "can i put it in the dishwasher", "dishwasher_safe"),
    ("demo", "wattage", "how many watts", "wattage"),
    ("demo", "screen_size", "how big is the screen", "screen_size"),
    ("demo", "keeps_hot", "how long does it keep tea hot", "keeps_hot"),
    ("demo", "assembly_required", "does it need assembly", "assembly_required"),
    ("demo", "capacity dishwasher_safe", "how much does it hold", "capacity"),
    ("demo", "drainage_hole", "has it got a drainage hole", "drainage_hole"),
])  # fmt: skip
def test_a_question_finds_the_field_of_the_product_that_answers_it(
    name: str, holding: str, text: str, field: str
) -> None:
    assert asked(name, holding, text) == (field,)


@pytest.mark.parametrize("text", [
    "how much is it", "is it any good", "is it in stock", "why this one", "does it have a coin pocket", "ok thanks",
])  # fmt: skip
def test_other_questions_find_no_field(text: str) -> None:
    assert asked("demo", "capacity dishwasher_safe", text) == ()


@pytest.mark.parametrize(("text", "found"), [
    ("how tall is it", ("height",)), ("how long is it", ("length",)), ("what sizes are there", ("size",)),
    ("how wide and tall is it", ("width", "height")), ("what colour is it, and how much", ("colour", "price")),
    ("how long is the guarantee", ("warranty",)), ("how many do you have left", ("stock",)),
])  # fmt: skip
def test_how_long_and_how_tall_are_no_sizes_of_clothes(text: str, found: tuple[str, ...]) -> None:
    assert topics(text) == found


def test_a_size_of_something_else_is_no_width() -> None:
    synonyms, _ = shop("demo")
    bag = Product("b", "Roll-top Backpack", attributes={"laptop_size": ("15 in",)})
    assert fields_asked("how wide is it", bag, synonyms) == ()


def test_several_questions_are_told_apart_and_values_are_not_questions() -> None:
    assert questions("is it waterproof, and how long is the warranty?") == (
        "is it waterproof", "how long is the warranty?")  # fmt: skip
    assert questions("is it red and white") == ()
