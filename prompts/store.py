"""Templates: one YAML file per act, checked when loaded, rendered from a brief."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from prompts import parts
from prompts.brief import Brief
from prompts.slots import slots

FOLDER = Path(__file__).parent / "templates"
FILTERS = frozenset({"trim", "lower", "upper", "capitalize"})
NODES = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Filter, nodes.Const)
ACTS = frozenset(
    {"recommend", "ask", "answer", "compare", "cart", "checkout", "service", "handoff", "chat", "none_found", "decline"}
)
KEYS = frozenset({"prompt", "system", "sampling"})


class TemplateError(ValueError):
    """A template that cannot be used: its file, the offending part, what would be right."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are drawn; a temperature of 0 takes the likeliest."""

    temperature: float = 0.8
    top_k: int = 40
    top_p: float = 0.95
    repetition_penalty: float = 1.0
    max_new_tokens: int = 160
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Prompt:
    """A rendered template: `text` and `slots` (token: words) for the bundled model, `system` and `user` for others."""

    text: str
    sampling: Sampling = Sampling()
    slots: Mapping[str, str] = field(default_factory=dict)
    system: str = ""
    user: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """The source of one act's prompts."""

    act: str
    prompt: str
    system: str
    sampling: Sampling


class Templates:
    """The templates of all acts, by name."""

    def __init__(self, templates: Mapping[str, Template]) -> None:
        """Keep checked templates; `parse` makes one from YAML text."""
        self.by_act = dict(templates)
        self._environment = _environment()

    @classmethod
    def load(cls, folder: Path | None = None) -> Templates:
        """Read every ACT.yaml of a folder (the bundled ones by default); raise TemplateError for the first bad one."""
        files = sorted((folder or FOLDER).glob("*.yaml"))
        found = {file.stem: parse(file.stem, file.read_text(encoding="utf-8")) for file in files}
        missing = ACTS - found.keys()
        if missing:
            raise TemplateError(f"no template for {', '.join(sorted(missing))} in {folder or FOLDER}; add ACT.yaml")
        return cls(found)

    def render(self, brief: Brief, voice: str = "plain") -> Prompt:
        """Render the brief's act; raise TemplateError if the act has no template."""
        if brief.act not in self.by_act:
            raise TemplateError(f"no template for the act {brief.act!r}; there are {', '.join(sorted(self.by_act))}")
        template, values = self.by_act[brief.act], parts.variables(brief, voice)
        text, system = (
            self._environment.from_string(source).render(values) for source in (template.prompt, template.system)
        )
        return Prompt(text.strip(), template.sampling, slots(brief), system.strip(), values["facts"])


def parse(act: str, source: str) -> Template:
    """Check and read one template in YAML; raise TemplateError with what is wrong and what would be right."""
    try:
        data = yaml.safe_load(source)
    except yaml.YAMLError as error:
        raise TemplateError(f"template {act}: not YAML ({error}); write the keys prompt, system, sampling") from error
    if not isinstance(data, dict) or data.keys() != KEYS:
        raise TemplateError(f"template {act}: needs exactly the keys {', '.join(sorted(KEYS))}")
    for key in ("prompt", "system"):
        _check(act, key, data[key])
    if not data["prompt"].rstrip().endswith("<|reply|>"):
        raise TemplateError(f"template {act}: prompt has to end with <|reply|>, where the reply begins")
    return Template(act, data["prompt"], data["system"], _sampling(act, data["sampling"]))


def _check(act: str, key: str, source: Any) -> None:
    if not isinstance(source, str):
        raise TemplateError(f"template {act}: {key} is {source!r}; write text")
    try:
        tree = _environment().parse(source)
    except TemplateSyntaxError as error:
        raise TemplateError(
            f"template {act}: {key} line {error.lineno}: {error.message}; write {{{{ name }}}}"
        ) from error
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, NODES):
            raise TemplateError(
                f"template {act}: {key} has {type(node).__name__.lower()}; only {{{{ name }}}} may stand"
            )
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            raise TemplateError(f"template {act}: filter {node.name} in {key}; use one of {', '.join(sorted(FILTERS))}")
    names = {node.name for node in tree.find_all(nodes.Name)}
    if unknown := names - parts.VARIABLES:
        raise TemplateError(
            f"template {act}: unknown variable {', '.join(sorted(unknown))} in {key}; "
            f"there are {', '.join(sorted(parts.VARIABLES))}"
        )
    if key == "prompt" and "situation" not in names:
        raise TemplateError(f"template {act}: prompt lacks the variable situation; write <|{{{{ situation }}}}|> first")


def _sampling(act: str, data: Any) -> Sampling:
    usual: dict[str, Any] = {f.name: f.default for f in fields(Sampling)}
    if not isinstance(data, dict) or data.keys() - usual.keys():
        raise TemplateError(f"template {act}: sampling is {data!r}; it may have {', '.join(usual)}")
    for key, value in data.items():
        whole = isinstance(usual[key], int) and not isinstance(value, int)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0 or whole:
            raise TemplateError(
                f"template {act}: sampling {key} is {value!r}; write a number from 0 up, such as {usual[key]}"
            )
    return Sampling(**(usual | data))


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)
