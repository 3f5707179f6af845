"""The structure holds what it promises: imports point one way, the README's tree is the real one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "retrieval": set(),
    "intents": {"retrieval"},
    "prompts": set(),
    "assistant": {"intents", "retrieval", "prompts"},
    "evaluation": {"assistant", "intents", "retrieval", "prompts"},
    "finetune": {"assistant", "intents", "retrieval", "prompts"},
}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_imports_point_one_way(package: str) -> None:
    ours = set(MAY_IMPORT) | {"app"}
    for path in (ROOT / package).rglob("*.py"):
        wrong = (imported(path) & ours) - MAY_IMPORT[package] - {package}
        assert not wrong, f"{path.relative_to(ROOT)} imports {sorted(wrong)}"


def test_nothing_that_trains_opens_the_labelled_turns() -> None:
    for path in (ROOT / "finetune").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"evaluation\W+labelled|[\"']labelled[\"'/]", source), path.name


def test_the_tree_in_the_readme_is_the_real_one() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    tree = re.search(r"```tree\n(.*?)```", readme, re.S)
    assert tree, "the README has no tree"
    named = [line.split()[0].rstrip("/") for line in tree[1].splitlines() if line.strip()]
    assert all((ROOT / name).exists() for name in named), [n for n in named if not (ROOT / n).exists()]
    top = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith((".", "__")) and p.name != "runs"}
    assert top <= {name.split("/")[0] for name in named}
