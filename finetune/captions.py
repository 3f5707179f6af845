"""Captioned pictures to train the image encoder on, and our own words for what they show.

Sources: a JSONL file of {"image", "caption"} rows, or the folder of shared photos (clothing, groceries).
"""

from __future__ import annotations

import csv
import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

TEMPLATES = ("a photo of a {}", "{}", "a picture of a {}", "a customer's photo of a {}", "a product photo of a {}")
HELD_OUT_EVERY = 10

CLOTHES: dict[str, tuple[str, ...]] = {
    "dress": ("dress", "gown", "frock", "summer dress"),
    "hat": ("hat", "cap", "beanie", "sun hat", "baseball cap"),
    "longsleeve": (
        "longsleeve", "long-sleeved top", "long sleeve shirt", "sweatshirt", "sweater", "jumper", "pullover",
    ),
    "outwear": ("outwear", "jacket", "coat", "outerwear", "warm jacket", "winter coat"),
    "pants": ("pants", "trousers", "jeans", "long trousers"),
    "shirt": ("shirt", "button-up shirt", "dress shirt", "blouse", "shirt with a collar"),
    "shoes": ("shoes", "sneakers", "trainers", "boots", "footwear", "pair of shoes"),
    "shorts": ("shorts", "short trousers", "pair of shorts"),
    "skirt": ("skirt", "short skirt", "long skirt"),
    "t-shirt": ("t-shirt", "tee", "tshirt", "short-sleeved t-shirt"),
}  # fmt: skip
GROCERIES: dict[str, tuple[str, ...]] = {
    "Juice": ("juice", "carton of juice", "fruit juice"),
    "Milk": ("milk", "carton of milk", "fresh milk"),
    "Oat-Milk": ("oat milk", "oat drink"),
    "Oatghurt": ("oat yoghurt", "oatgurt"),
    "Sour-Cream": ("sour cream", "tub of sour cream"),
    "Sour-Milk": ("sour milk", "buttermilk"),
    "Soy-Milk": ("soy milk", "soy drink"),
    "Soyghurt": ("soy yoghurt", "soygurt"),
    "Yoghurt": ("yoghurt", "yogurt", "carton of yoghurt"),
    "Zucchini": ("zucchini", "courgette"),
    "Aubergine": ("aubergine", "eggplant"),
    "Pepper": ("bell pepper", "sweet pepper"),
    "Satsumas": ("satsuma", "mandarin"),
    "Red-Beet": ("beetroot", "red beet"),
}
AISLES = {"Fruit": ("fruit", "piece of fruit"), "Vegetables": ("vegetable", "vegetables"),
          "Packages": ("carton", "dairy or juice carton", "drink")}  # fmt: skip
CLOTHING = ("clothing", "piece of clothing", "garment", "fashion item")

Wordings = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One picture; `levels` says what it shows, from the usual name to finer and coarser ones, each in several words.

    `part` is "train", "held" (own validation) or "measure" (never trained on); `read` returns the file's bytes.
    """

    key: str
    levels: tuple[Wordings, ...]
    part: str
    source: str
    read: Callable[[], bytes]


def read_examples(data: Path, *, drawings: bool = True) -> list[Example]:
    """Read a JSONL file of rows, or the shared photos of a folder and drawings of the demo shop's kinds."""
    if data.is_file():
        return read_rows(data)
    from finetune.drawings import read_drawings  # which takes its words from here

    photos = data / "photos"
    examples = read_clothing(photos / "clothing_cc0.tar") + read_groceries(photos / "grocery.tar")
    return examples + (read_drawings() if drawings else [])


def read_rows(path: Path) -> list[Example]:
    """Read a JSONL file of {"image", "caption"} rows, images relative to it; every tenth row is held out."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [
        Example(
            key=f"{path.name}:{number}:{row['image']}",
            levels=((str(row["caption"]),),) * 3,
            part="held" if len(rows) >= HELD_OUT_EVERY and number % HELD_OUT_EVERY == 9 else "train",
            source="rows",
            read=(path.parent / row["image"]).read_bytes,
        )
        for number, row in enumerate(rows)
    ]


def read_clothing(archive: Path) -> list[Example]:
    """Read the clothing photos; every fifth by sorted name is for measuring, every tenth is held out."""
    examples = []
    with tarfile.open(archive) as tar:
        members = sorted((m.name, m.offset_data, m.size) for m in tar if m.name.endswith(".jpg"))
    for number, (name, start, size) in enumerate(members):
        wordings = CLOTHES[name.split("/")[-2]]
        part = "measure" if number % 5 == 0 else "held" if number % HELD_OUT_EVERY == 9 else "train"
        read = partial(_slice, archive, start, size)
        examples.append(Example(name, (wordings, wordings, CLOTHING), part, "clothing", read))
    return examples


def read_groceries(archive: Path) -> list[Example]:
    """Read the grocery photos with their coarse and fine classes; every tenth by sorted name is held out."""
    with tarfile.open(archive) as tar:
        members = sorted((m.name, m.offset_data, m.size) for m in tar if m.name.endswith(".jpg"))
        table = tar.extractfile("grocery/classes.csv")
        rows = list(csv.reader(io.TextIOWrapper(table, "utf-8"))) if table else []
    coarse = {row[0]: row[2] for row in rows}
    return [
        Example(
            key=name,
            levels=_grocery_words(name.split("/"), coarse),
            part="held" if number % HELD_OUT_EVERY == 9 else "train",
            source="grocery",
            read=partial(_slice, archive, start, size),
        )
        for number, (name, start, size) in enumerate(members)
    ]


def _grocery_words(path: list[str], coarse: dict[str, str]) -> tuple[Wordings, ...]:
    fine = next((part for part in reversed(path[:-1]) if part in coarse), path[-2])
    group = coarse.get(fine, fine)
    plain = group.replace("-", " ").lower()
    wordings = GROCERIES.get(group, (plain, f"fresh {plain}"))
    words = fine.replace("-", " ").lower()
    exact = wordings if fine == group else (words if plain in words else f"{words} {plain}",)
    return wordings, exact, AISLES[path[2]]


def _slice(archive: Path, start: int, size: int) -> bytes:
    with archive.open("rb") as stream:
        stream.seek(start)
        return stream.read(size)
