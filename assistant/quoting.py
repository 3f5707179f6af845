"""Which of the shop's rules answers a turn, read as a question of service or not."""

from __future__ import annotations

import re

from assistant.decision import Decision, Moment
from assistant.rules import CLEAR, SURE, Rule, stems
from intents.asking import topics

PLAIN, APART = 0.62, 0.08
"""Least mark and lead of a rule that answers what was read as a question about a product."""
_SERVICE = re.compile(
    r"\b(?:do|can|could|would|will|may|should|if|when|how|where)(?: \w+)? (?:i|you|we|someone|somebody)\b"
)
_WARRANTY = frozenset(stems("warranty guarantee"))


def rule_for(moment: Moment, *, sure: float = SURE, clear: float = CLEAR) -> Rule | None:
    """Return the rule that answers the turn, None rather than a wrong one."""
    rules, text = moment.shop.rules, moment.reading.text
    rule = rules.find(text, moment.shop.index.encoders.text, sure=sure, clear=clear) if rules else None
    if rule and "warranty" in topics(text.lower()):  # "how long is the guarantee" is not how long a parcel takes
        return rule if _WARRANTY & set(stems(" ".join([rule.title, rule.text, *rule.keywords]))) else None
    return rule


def plainly(moment: Moment) -> Decision | None:
    """Quote the rule that a turn plainly asks for though it was read as a question about a product."""
    low = moment.reading.text.lower()
    if moment.reading.asked_value is not None or topics(low) or not _SERVICE.search(low):
        return None
    rule = rule_for(moment, sure=PLAIN, clear=APART)
    return Decision("service", "service.rule", rule=rule) if rule else None
