"""Cues: families of words that show what a turn wants, whatever label a classifier gives it."""

from __future__ import annotations

import re

from intents.wordlists import FUNCTION

QUESTION = re.compile(r"\?|^\W*(?:(?:and|ok|okay|so|but|hm+|well|um|also|then)[ ,.]+)*(?:is|are|was|were|does|do|did"
                       r"|can|could|will|would|has|have"
                       r"|how|what|whats|which|why|who|when|where|hows|whos|wheres)\b"
                       r"|[,.;:] ?(?:and |but |ok )?(?:(?:can|is|are|does|do|will|would|has|could) (?:it|they|this|that"
                       r"|these|those|the)|how|whats?|which|why|when|where)\b")  # fmt: skip
_GIFT = re.compile(r"\b(?:gifts?|presents?|secret santa|birthday|anniversary|christmas|xmas|valentine\w*|wedding|for "
                   r"(?:my|our|his|her|a|the) (?:\w+ ){0,3}"
                   r"(?:who|that|turns|turning|loves|likes|\w+'?s (?:birthday|present))|loves?|likes?|is into|mad "
                   r"about|stocking|surprise"
                   r"|for (?:her|him|them)\b|for (?:my|our) \w+)")  # fmt: skip
_MORE = re.compile(r"\b(?:more|else|others?|another|next|different|rest|again|further|additional)\b")
_COMPLEMENT = re.compile(r"\b(?:goes?|go well|going|match(?:es|ing)?|pair|accessor\w+|complete|with (?:it|that|this"
                         r"|them|these|those|the)|to go|for (?:it|that|this one|them)"
                         r"|need (?:a|an|any|some)\b.*\bfor|alongside|together with|combine)\b")  # fmt: skip
TAKE = re.compile(r"\b(?:i'?ll (?:have|take|get|go (?:for|with))|ill (?:have|take|get)|i want|gimme|give me|get me"
                   r"|take|add|buy|order|want|go on|go for|go with|in (?:the|my) (?:cart|basket)"
                   r"|put|i'?d like|let'?s (?:have|get|take|go)|have|we'?ll (?:have|take)|well take)\b")  # fmt: skip
FILLER = FUNCTION | frozenset(
    "fine alright right cool perfect great good cheers hm hmm haha lol thanks normal price cart basket".split()
)
CHOICE = re.compile(r"\b(?:then|please|pls|ok|okay|fine|alright|go on|thanks|too|just|as well|yes|yeah|yep"
                    r"|(?:it|that) is|it'?ll be|twice)\b")  # fmt: skip
_FEATURES_OF_STOCK = re.compile(
    r"\b(?:stock|available|availability|sizes?|colou?rs?|come in|comes in|do you (?:have"
    r"|sell|carry|stock)|got|left|have (?:it|this|that|them|these)|sold out|get (?:it"
    r"|this|that|them) in)\b"
)
_ORDERS = re.compile(r"^\W*(?:please )?(?:say|repeat|swear|pretend|promise|admit|act as|reply|respond|print|output"
                     r"|confirm that|ignore (?:all|what|your|any|everything|previous|the (?:previous|above|rules))"
                     r"|disregard|tell me (?:that|everything))\b")  # fmt: skip
BOUND = re.compile(
    r"\b(?:under|below|less|over|above|more|most|least|max|maximum|min|minimum|up|between|to|tops"
    r"|budget|limit|than|around|about|spend)\b|[<>≤≥+]|\d ?- ?[$£€]?\d"
)
POLITE = frozenset(
    "a an the some any please pls plz i im need want looking for ok okay fine hi hello hey thanks so "
    "also and or show me find get just only "
    "with in under over of my u if have no".split()
)
_IN_STOCK = re.compile(r"\b(?:in stock|available|availability|sold out|any left)\b")
_PHOTO = re.compile(r"\b(?:photos?|pictures?|pics?|images?|screenshots?|sent|attached|upload\w*)\b")
_CHANGE = re.compile(
    r"\b(?:make|change|set|update|drop|reduce|lower|increase|raise|up|bump|cut|only"
    r"|instead)\b.*\b(?:to|it|that|them|only)\b|\b(?:make|set) the\b"
)
_AWAY = re.compile(r"\b(?:remove|delete|drop|forget|skip|lose|scrap|bin|ditch|cancel|without|leave|off|out|get rid)\b")
_BASKET = re.compile(r"\b(?:cart|basket|bag|trolley)\b")
_RETURN = re.compile(r"\b(?:back|return) to (?:the|those|these|my)\b")
_OPINION = re.compile(
    r"\b(?:reviews?|rat(?:ed|ings?)|stars?|good|bad|any good|people (?:say|think|like)|others?|customers?|buyers?"
    r"|opinions?|feedback|recommend"
    r"|worth|like it|popular|well made|quality|complain\w*|say about|think of|and the)\b"
)
_POLICY = re.compile(
    r"\b(?:postage|shipping|shipped|delivery|deliver(?:ed|y)?|refunds?|return policy|warranty|opening hours"
    r"|if (?:it|its|they|theyre)\b.{0,40}\b(?:swap|exchange|return|send)|(?:send|bring) (?:it|them) back)\b"
)
_ANY = re.compile(r"\b(?:any|anything|some|something|ones|others?)\b")
SOME = re.compile(r"\b(?:any|some|an?|(?:sell|stock|carry)(?: any)?)(?: more)? (?!in\b|left\b|of\b)\w")
_LIKE = re.compile(r"\b(?:like|similar|same|resembl\w*|kind of)\b")
_INCLUDED = re.compile(r"\b(?:comes? with|includes?|included|have|has|got)\b")
SAYS = {
    "gift": _GIFT,
    "more": _MORE,
    "complement": _COMPLEMENT,
    "stock": _FEATURES_OF_STOCK,
    "in stock": _IN_STOCK,
    "orders": _ORDERS,
    "opinion": _OPINION,
    "any": _ANY,
    "some": SOME,
    "included": _INCLUDED,
    "photo": _PHOTO,
    "policy": _POLICY,
    "change": _CHANGE,
    "away": _AWAY,
    "basket": _BASKET,
    "return": _RETURN,
    "like": _LIKE,
}
