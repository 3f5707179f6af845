"""The commands of search: arguments, runs, and errors that say what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval import build, search
from retrieval.errors import CatalogError
from retrieval.filters import Constraint
from retrieval.index import Index
from retrieval.query import Query
from tests.retrieval.shops import SHOP
from tests.retrieval.test_index import index_of


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_of(tmp_path_factory.mktemp("shop"))


@pytest.mark.parametrize(("given", "expected"), [
    (("price", "lte", "50"), Constraint("price", "lte", 50.0)),
    (("price", "<=", "$50"), Constraint("price", "lte", 50.0)),
    (("colour", "eq", "red|blue"), Constraint("colour", "eq", ("red", "blue"))),
    (("screen", "gte", "15 inch"), Constraint("screen", "gte", "15 inch")),
    (("waterproof", "=", "true"), Constraint("waterproof", "eq", True)),
])  # fmt: skip
def test_a_filter_on_the_command_line_is_a_constraint(given: tuple[str, str, str], expected: Constraint) -> None:
    assert search.constraint_of(*given) == expected


@pytest.mark.parametrize("given", [("price", "about", "5"), ("price", "lte", "cheap"), ("colour", "eq", " | ")])
def test_a_filter_that_cannot_be_is_refused(given: tuple[str, str, str]) -> None:
    with pytest.raises(CatalogError, match="--filter"):
        search.constraint_of(*given)


def test_a_run_answers_every_query_with_min_k_rows(index: Index, tmp_path: Path) -> None:
    queries, out = tmp_path / "q.jsonl", tmp_path / "run.jsonl"
    queries.write_text('{"query": "rain boots"}\n\n{"query": ""}\n')
    search.run(index, queries, out, k=4)
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["query"] for row in rows] == ["rain boots", ""]
    assert rows[0]["results"][0]["id"] == "boots-2"
    assert [len(row["results"]) for row in rows] == [4, 4]
    search.run(index, queries, out, k=50)
    assert len(json.loads(out.read_text().splitlines()[0])["results"]) == len(SHOP)


@pytest.mark.parametrize("line", ["not json", "[]", '{"q": "x"}', '{"query": 3}'])
def test_a_bad_query_is_named_by_its_line(index: Index, tmp_path: Path, line: str) -> None:
    queries = tmp_path / "q.jsonl"
    queries.write_text('{"query": "ok"}\n' + line + "\n")
    with pytest.raises(CatalogError, match=r"q\.jsonl:2"):
        search.run(index, queries, tmp_path / "run.jsonl", k=3)


def test_results_are_written_as_text_and_as_json(index: Index) -> None:
    fits = index.find(Query("rain boots", (Constraint("category", "eq", "boots"),)))
    assert search.as_text(fits).startswith("4 products fit\n")
    assert search.as_rows(fits)["hits"][0]["id"] == "boots-2"
    none = index.find(Query("boots", (Constraint("category", "eq", "boots"), Constraint("price", "lte", 1.0))))
    assert "breaks price lte 1.0" in search.as_text(none)
    assert search.as_rows(none)["dropped"] == ["price lte 1.0"]
    assert search.as_text(index.find(Query("zzz"))) == "nothing here is like that\n"
    blue = search.as_text(index.find(Query("", (Constraint("colour", "eq", "blue"), Constraint("size", "eq", "M")))))
    assert blue.startswith("1 product fits\n")
    assert "18.00  tee-1 [m-blue]  " in blue


@pytest.mark.parametrize(
    "argv", [[], ["--index", "x"], ["q", "--index", "x", "--queries", "f"], ["q", "--index", "x", "--out", "f"]]
)
def test_arguments_that_do_not_go_together_are_refused(argv: list[str]) -> None:
    with pytest.raises(SystemExit):
        search.main(argv)


def test_a_missing_index_is_an_error_that_says_how_to_build_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert search.main(["boots", "--index", str(tmp_path / "none")]) == 1
    assert "python -m retrieval.build" in capsys.readouterr().err


def test_a_catalogue_that_cannot_be_read_builds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": 1}\n')
    assert build.main([str(bad), "--out", str(tmp_path / "out")]) == 1
    assert "title is missing" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_cache_lies_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert build.cache_folder() == tmp_path / "shop-assistant"
    monkeypatch.setenv("SHOP_ASSISTANT_CACHE", str(tmp_path / "own"))
    assert build.cache_folder() == tmp_path / "own"


def test_help_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    for main in (search.main, build.main):
        with pytest.raises(SystemExit) as stopped:
            main(["--help"])
        assert stopped.value.code == 0
    assert "--out" in capsys.readouterr().out
