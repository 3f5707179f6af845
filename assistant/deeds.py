"""Proofs by the situation: deeds, denials, matters of service, set phrases. Each takes a claim and its parameters."""

from __future__ import annotations

import re

from assistant.claim import Claim, Found
from assistant.facts import Fact


def idiom(claim: Claim, _: tuple[str, ...]) -> Found:
    """Let a set phrase pass."""
    return ()


def never(claim: Claim, _: tuple[str, ...]) -> Found:
    """Refuse: nothing that the assistant has can prove this."""
    return f"nothing proves {claim.text!r}"


def deed(claim: Claim, situations: tuple[str, ...]) -> Found:
    """Prove a deed or a state of affairs by the situation that it belongs to."""
    if claim.brief.situation.startswith(situations):
        if claim.denied is False and " not " not in claim.text:
            return (Fact(claim.text, True, "state", claim.brief.situation),)
        return f"{claim.text!r} is denied, though it is so"
    if claim.denied and claim.brief.situation.startswith(("none.", "answer.", "service.", "cart.refused")):
        return ()
    return f"{claim.text!r} does not hold in {claim.brief.situation}"


def held(claim: Claim, _: tuple[str, ...]) -> Found:
    """Prove that something is in the cart, or not: after it was added, or taken out."""
    out = ("cart.removed", "cart.swapped", "cart.refused", "cart.cleared", "cart.empty", "cart.absent",
           "checkout.empty")  # fmt: skip
    into = ("cart.added", "cart.changed", "cart.viewed", "cart.swapped", "checkout.ready")
    denied = True if re.search(r"\b(not|no longer)\b", claim.text) else claim.denied
    if denied is not None and claim.brief.situation.startswith(out if denied else into):
        return (Fact(claim.text, True, "state", claim.brief.situation),)
    return f"{claim.text!r} does not hold in {claim.brief.situation}"


def denial(claim: Claim, situations: tuple[str, ...]) -> Found:
    """Prove by the situation that there is nothing, nothing more, or nothing stated."""
    if claim.brief.situation.startswith(situations):
        return (Fact(claim.text, True, "state", claim.brief.situation),)
    return f"{claim.text!r} does not hold in {claim.brief.situation}"


def stated(claim: Claim, _: tuple[str, ...]) -> Found:
    """Prove that the shop states something: not where what was asked is unknown, unless it is denied."""
    unknown = claim.brief.situation in ("answer.unknown", "service.unknown")
    known = bool(claim.sentence.refs) and not claim.sentence.denying
    if not unknown or claim.sentence.clause_denies(claim.start) or known or "what is" in claim.sentence.flat:
        return ()
    return f"{claim.text!r}: it is not stated"


def verdict(claim: Claim, _: tuple[str, ...]) -> Found:
    """Prove "that is so" and "that is not so" by the situation."""
    denied = " not " in claim.text or claim.denied is not False
    right = claim.brief.situation not in ("answer.yes", "answer.no") or denied is (claim.brief.situation == "answer.no")
    return () if right else f"{claim.text!r} does not hold in {claim.brief.situation}"


def absent(claim: Claim, situations: tuple[str, ...]) -> Found:
    """Let what is not there be named only in a denial."""
    gone = claim.brief.situation in situations and not claim.sentence.clause_denies(claim.start)
    return f"{claim.text!r} does not hold in {claim.brief.situation}" if gone else ()


def topic(claim: Claim, _: tuple[str, ...]) -> Found:
    """Let a matter of service be named, not promised: after "about" or "how", in a denial."""
    before = claim.sentence.flat[: claim.start]
    named = re.search(r"\b(about|on|for|regarding|of|to|how|with)( (a|an|the|your|our|to))*( \w+)?\s$", before)
    if claim.brief.situation.startswith(("service.", "handoff.", "decline.", "checkout.")) and (
        named or claim.sentence.denying or not before.strip()
    ):
        return ()
    return f"nothing proves {claim.text!r}"


def robot(claim: Claim, _: tuple[str, ...]) -> Found:
    """Let the assistant be called a person only in a denial."""
    return () if claim.denied or " not " in claim.text else f"{claim.text!r} is not so"


PROOFS = {proof.__name__: proof for proof in (idiom, never, deed, held, denial, stated, verdict, absent, topic, robot)}
