"""Forms of questions: the words in which a field is asked for without its name, and the names and units that answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.synonyms import key_of


@dataclass(frozen=True, slots=True)
class Form:
    """Words that ask for a field: its usual name, `names` that shops give it, best first, and what it measures."""

    pattern: re.Pattern[str]
    topic: str
    names: tuple[str, ...]
    keys: frozenset[str]
    measures: frozenset[str]


def _form(words: str, topic: str, names: str = "", measures: str = "") -> Form:
    listed = tuple(name.replace("_", " ") for name in names.split()) or (topic,)
    keys = frozenset(map(key_of, listed))
    return Form(re.compile(rf"\b(?:{words})\b"), topic, listed, keys, frozenset(measures.split()))


_LASTS = (r"(?:do|does|will|would|can|should|is)? ?(?:\w+ ){0,4}?(?:last|run|burn|keep|stay|go for|play for"
          r"|hold (?:a |its )?charge)")
_GUARANTEE = r"warrant(?:y|ies)|guarantees?|guaranteed"
_PEOPLE = (r"people|persons|players|adults|guests|of us|can (?:sit|sleep|play|it seat|it sleep)|does it (?:seat|sleep)"
           r"|seats")
FORMS = (
    _form(rf"how (?:long|many years) (?:\w+ ){{0,4}}?(?:{_GUARANTEE})|{_GUARANTEE}", "warranty",
          "warranty guarantee warranty_period"),
    _form(r"how hot|how cold|how warm|what temperatures?|temperature", "temperature"),
    _form(rf"how (?:long|many hours|many minutes) {_LASTS}|battery life|how long (?:\w+ ){{0,3}}?battery",
          "battery life", "battery_life burn_time run_time runtime playtime keeps_hot keeps_cold duration", "time"),
    _form(r"how long (?:\w+ ){0,3}?(?:keep|stay)s? (?:\w+ ){0,3}?hot", "keeps hot", "keeps_hot", "time"),
    _form(r"how long (?:\w+ ){0,3}?(?:keep|stay)s? (?:\w+ ){0,3}?cold", "keeps cold", "keeps_cold", "time"),
    _form(r"how (?:long|short)(?! (?:does|do|will) (?:\w+ )?(?:delivery|shipping))|longer|longest|shortest|what length",
          "length", "length long dimensions"),
    _form(r"how (?:tall|high)|tall(?:er|est)|high(?:er|est) of|what height", "height", "height tall dimensions"),
    _form(r"how (?:wide|broad)|wid(?:er|est)|what width", "width", "width breadth diameter dimensions"),
    _form(r"how deep|deep(?:er|est)", "depth", "depth dimensions"),
    _form(r"how thick|thick(?:er|est)|thin(?:ner|nest)", "thickness", "thickness thick gauge depth density",
          "density"),
    _form(r"how (?:far|much|many square met\w+)\b(?=.*\b(?:go|cover|reach|stretch|spread|range)s?\b)|how far",
          "coverage", "coverage range reach area distance", "area"),
    _form(r"how heavy|heav(?:ier|iest)|light(?:er|est)|how light|weighs?|weight", "weight", "weight", "weight"),
    _form(r"how (?:loud|noisy|quiet|silent)|loud(?:er|est)|quiet(?:er|est)|decibels?", "noise",
          "noise noise_level sound_level volume", "noise"),
    _form(r"how bright|bright(?:er|est)|how much light", "brightness", "lumens brightness wattage", "light"),
    _form(r"how (?:powerful|strong)|(?:more|most) powerful|strong(?:er|est)|how much power|what wattage", "power",
          "power wattage torque pressure suction motor voltage", "power torque pressure"),
    _form(r"how fast|fast(?:er|est)|what speed|top speed", "speed", "speed top_speed max_speed"),
    _form(rf"how many (?:\w+ )?(?:{_PEOPLE})|(?:does|will|can) it (?:seat|sleep)", "seats",
          "seats sleeps players people persons serves seating number_of_players capacity places", "people"),
    _form(r"how many(?: \w+)? (?:in|per|to) (?:a|the|each|one|that|this)(?: \w+)? ?(?:packs?|box|set|bag|packet|pair)?"
          r"|how many(?: \w+)? (?:are|is|come|do i get|do you get)(?! (?:you|left|there left))(?: \w+){0,3}? ?"
          r"(?:in|with|pack|set|box)|how many pieces|how many do (?:i|you) get|how many \w+ are in",
          "pack size", "pieces pack_size pack count quantity number", "pieces"),
    _form(r"how much (?:weight|load)|(?:maximum|max) (?:load|weight)|how much (?:can|will|does) (?:it|they|the \w+) "
          r"(?:carry|take|bear|support)", "maximum load", "load maximum_load max_load weight_capacity", "weight"),
    _form(r"how much (?:\w+ ){0,3}?(?:holds?|contains?|fits?|goes in|is in|room|space|storage|water)"
          r"|what(?:'s| is)? (?:the )?volume|capacity|how much (?:do|does|can|will) (?:it|they|th\w+|one|the \w+"
          r"|each) (?:hold|fit|contain|store)|room(?:ier|iest)", "capacity", "capacity volume storage content",
          "volume storage"),
    _form(r"how much(?! (?:does (?:it|this|that) weigh|storage|memory|space|water|can|room))|prices?|costs?|expensive",
          "price"),
    _form(r"what(?:'?s| is| are)?(?: the| its)? colou?rs?|(?:which|what|other|more|any other|these|available) colou?rs?"
          r"|colou?rs? (?:is|are|does|do|can|options?)|colou?r is", "colour"),
    _form(r"made (?:of|from|out of|with)|(?:what|which) (?:material|fabric)|materials?|fabric", "material",
          "material fabric composition"),
    _form(r"(?:where|which country|what country) (?:\w+ ){0,4}?(?:made|manufactured|produced|from)|country of origin"
          r"|origin", "origin", "origin country made_in country_of_origin"),
    _form(r"(?:what|which|other|any other|available|your|my|the) sizes?|sizes? (?:is|are|does|do|can|options?|should"
          r"|would)|how (?:big|large|small)|dimensions?|measurements?|runs? (?:small|large|big|true)|sizing"
          r"|bigg(?:er|est)|larg(?:er|est)|smallest", "size",
          "size dimensions diameter height width length screen_size capacity"),
    _form(r"reviews?|ratings?|rated|stars?|what (?:do|did) (?:people|others|customers|buyers)|any good|feedback",
          "rating"),
    _form(r"in stock|available|availability|how many (?:are |do you |have you )?(?:left|have|got)|sold out"
          r"|still (?:have|got|in)|left(?![- ]hand)", "stock"),
    _form(r"(?:what|which|who) (?:brand|make|maker|manufacturer|makes|made)|brand|who(?:'s| is) (?:it|this|that) (?:by"
          r"|from)", "brand"),
    _form(r"(?:from )?how old|(?:what|which) ages?|age (?:range|group)|years? old", "age", "age age_range"),
    _form(r"what (?:does|do) (?:it|they) run on|what powers|(?:petrol|gas|battery|mains|electric|cordless) or \w+",
          "power source", "power_source fuel energy power"),
    _form(r"what style|which style", "style"),
    _form(r"what pattern|which pattern", "pattern"),
)  # fmt: skip
MODIFIERS = frozenset(map(key_of, "maximum max minimum total item product net gross overall level".split()))
