"""Training turns of the intent classifier: those in `intents/turns/`, varied, and outsiders."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from intents.classifier import OUT_OF_SCOPE
from intents.features import Turn

SCHEMA = Path(__file__).parents[1] / "intents" / "schema.yaml"
SHOP_ACTS = ("recommend", "recommend", "recommend", "recommend", "answer", "answer", "cart", "compare", "none_found",
             "chat", "ask", "service")  # fmt: skip
SHOWING = ("recommend", "recommend", "recommend", "answer", "answer", "compare", "none_found", "cart")
REPLIES = {  # how an assistant may close after each act: what a turn that stands on its own can follow
    "recommend": (
        "Here are three that fit.", "The last one is on sale for $35.00.", "The Arlo is the lightest.", "",
        "Would you like to see more?", "Does one of these suit you?", "Shall I narrow it down by price?",
        "Which one do you like best?", "Want to know more about one?", "What do you think of these?",
        "Shall I compare two of them?",
    ),
    "ask": (
        "What are you looking for?", "What is your budget?", "Which colour would you like?", "Who is it for?",
        "Do you prefer a brand?", "Which one do you mean?", "What will you use it for?",
    ),
    "answer": (
        "Yes, it is.", "The shop does not state that.", "It costs $20.00.", "It is made of steel.",
        "It has 4.3 stars from 61 people.", "The first one weighs 2 kg.", "Shall I add it to your cart?",
        "Would you like to see similar ones?", "Is there anything else you want to know?", "",
    ),
    "compare": ("The first is lighter.", "Which of the two would you like?", "Shall I add one to your cart?", ""),
    "cart": (
        "It is in your cart.", "Your cart comes to $54.00.", "Anything else?", "Would you like to check out?",
        "Shall I show what goes with it?",
    ),
    "checkout": ("Your order is ready.", "Shall I place the order?", ""),
    "service": ("Your order is on its way.", "Anything else I can do for you?", "What is the order number?", ""),
    "handoff": ("A colleague will be with you soon.",),
    "chat": (
        "Hello! What can I help you find today?", "You are welcome.", "What are you looking for?",
        "Is there anything else you need?", "How can I help?",
    ),
    "none_found": (
        "Nothing fits all of that.", "These come closest.", "Shall I leave out the colour?",
        "Would you like to raise your limit?",
    ),
    "decline": ("I can only help with this shop.", "Are you looking for something to buy?"),
}  # fmt: skip
BEFORE = (
    "ok", "okay,", "hmm,", "hmm", "well,", "great,", "i see.", "I see, thank you.", "thanks.", "oh nice,", "alright,",
    "so", "oh,", "ok thank you.", "Good to know.", "that's helpful, thanks.", "excellent!", "and", "Got it.",
    "sounds good.", "oh really?", "That is nice.", "cool cool.", "yeah,", "right,", "sorry,", "perfect,",
    "Interesting.", "thank you for the info!", "ah.", "hey,", "fair enough.",
)  # fmt: skip
AFTER = (" please", " pls", ", thanks", ". Thank you!", " :)", " then", " if possible", "!", "...", " thx", " maybe",
         ". thanks a lot", ", please.", "??", " i guess", " actually")  # fmt: skip
WITHIN = {  # what shoppers say to a shop too, or what is too near to it to teach as an outsider
    "clinc150": {"greeting", "goodbye", "thank_you", "are_you_a_bot", "yes", "no", "maybe", "cancel", "order_status",
                 "order", "shopping_list", "shopping_list_update", "what_can_i_ask_you", "who_made_you", "repeat",
                 "what_is_your_name", "who_do_you_work_for", "damaged_card", "redeem_rewards", "how_old_are_you",
                 "where_are_you_from", "what_are_your_hobbies", "do_you_have_pets", "application_status"},
    "hwu64": {"general_affirm", "general_commandstop", "general_confirm", "general_dontcare", "general_explain",
              "general_negate", "general_praise", "general_repeat", "general_quirky", "lists_createoradd",
              "lists_query", "lists_remove", "takeaway_order", "takeaway_query", "iot_coffee", "social_post"},
    "banking77": {"request_refund", "Refund_not_showing_up", "card_arrival", "card_delivery_estimate",
                  "cancel_transfer", "order_physical_card", "get_physical_card", "apple_pay_or_google_pay",
                  "visa_or_mastercard", "reverted_card_payment?", "transaction_charged_twice",
                  "declined_card_payment", "card_payment_fee_charged", "getting_spare_card", "age_limit",
                  "country_support", "card_acceptance", "pending_card_payment", "edit_personal_details"},
}  # fmt: skip
MEASURED = Path("nlu") / "intents_real_dev.jsonl"  # never learnt from
FRAMED, MISSPELT = 0.3, 0.3  # shares of turns varied so, each epoch anew
PHOTO = 0.06
WITH_PHOTO = {"return_refund", "track_order", "talk_to_human", "small_talk", "ask_policy", "find_complement",
              "gift_ideas", "ask_fit", "add_to_cart", "update_cart", "checkout", "view_cart"}  # whatever it shows
ROWS_PER_SET = {"clinc150": 900, "hwu64": 600, "banking77": 250}


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled turn; `placed` where the turn was written for its context, so that the context must stay."""

    turn: Turn
    label: str
    placed: bool = False


def labels() -> tuple[str, ...]:
    """List the intents in the order of the schema, and last `out_of_scope`."""
    schema = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    return (*(intent["name"] for intent in schema["intents"]), OUT_OF_SCOPE)


def read_turns() -> list[Example]:
    """Read every file of turns that the schema names; a label that the schema lacks is a KeyError."""
    schema = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    known = labels()
    examples = []
    for name in schema["turns"].values():
        path = SCHEMA.parent / name
        for label, entries in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if label not in known:
                raise KeyError(f"{path} has turns for {label!r}, which schema.yaml does not list")
            examples += [_example(entry, label) for entry in entries]
    return examples


def _example(entry: str | dict[str, str | bool], label: str) -> Example:
    if isinstance(entry, str):
        return Example(Turn(entry), label)
    act, reply = entry.get("last_act"), str(entry.get("last_reply", ""))
    turn = Turn(str(entry["text"]), str(act) if act else None, reply, bool(entry.get("image")))
    return Example(turn, label, placed=True)


def read_outsiders(folder: Path, seed: int) -> list[Example]:
    """Draw turns of other domains from CLINC150, HWU64 and Banking77 (training parts) under `folder`/nlu.

    Rows that are among the turns kept for measuring are left out.
    """
    rng = random.Random(seed)
    measured = measured_texts(folder)
    drawn = []
    for name, count in ROWS_PER_SET.items():
        with gzip.open(folder / "nlu" / name / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [row for row in map(json.loads, lines) if row["intent"] not in WITHIN[name]]
        rows = [row for row in rows if plain(row["text"]) not in measured]
        drawn += rng.sample(rows, min(count, len(rows)))
    return [Example(Turn(row["text"]), OUT_OF_SCOPE) for row in drawn]


def measured_texts(folder: Path) -> frozenset[str]:
    """Read which texts under `folder` are kept for measuring, without capitals and signs: never learn from one."""
    return frozenset(plain(json.loads(line)["text"]) for line in (folder / MEASURED).read_text("utf-8").splitlines())


def plain(text: str) -> str:
    """Strip capitals and signs, so that the same words compare equal."""
    return " ".join(re.findall(r"\w+", text.lower()))


def varied(examples: Sequence[Example], seed: int) -> list[Example]:
    """Vary each example: elsewhere in a talk where that may be, now and then with a photo, slips, words around it."""
    rng = random.Random(seed)
    replies = known_replies(examples)
    chat = [e.turn.text for e in examples if e.label == "small_talk" and not e.placed and " " in e.turn.text]
    return [_varied(example, replies, (*BEFORE, *chat), rng) for example in examples]


def _varied(example: Example, replies: Mapping[str, Sequence[str]], openings: Sequence[str], rng: random.Random
            ) -> Example:  # fmt: skip
    turn = in_some_context(example, replies, rng).turn
    if example.label in WITH_PHOTO and rng.random() < PHOTO:
        turn = replace(turn, image=True)
    text = framed(turn.text, openings, rng) if rng.random() < FRAMED else turn.text
    return replace(example, turn=replace(turn, text=misspelt(text, rng) if rng.random() < MISSPELT else text))


def known_replies(examples: Sequence[Example]) -> dict[str, tuple[str, ...]]:
    """List by act the replies that a turn may follow that was not written for one: general ones, and statements."""
    found = {act: list(replies) for act, replies in REPLIES.items()}
    for turn in (example.turn for example in examples if example.placed):
        if turn.last_act in found and turn.last_reply and "?" not in turn.last_reply:
            found[turn.last_act].append(turn.last_reply)
    return {act: tuple(replies) for act, replies in found.items()}


def in_some_context(example: Example, replies: Mapping[str, Sequence[str]], rng: random.Random) -> Example:
    """Place a turn that stands on its own somewhere in a talk; complete a placed one that lacks the reply."""
    turn = example.turn
    if example.placed:
        if turn.last_act and not turn.last_reply:
            fitting = [reply for reply in replies[turn.last_act] if len(turn.text.split()) > 3 or "?" not in reply]
            turn = replace(turn, last_reply=rng.choice(fitting or [""]))
        return replace(example, turn=turn)
    act = rng.choice(SHOWING if example.label in NARROWING else SHOP_ACTS)
    if example.label not in NARROWING and rng.random() < 0.3:
        return example
    reply = rng.choice(REPLIES[act] if rng.random() < 0.5 else replies[act])
    return replace(example, turn=replace(turn, last_act=act, last_reply=reply))


NARROWING = {"refine_search", "relax_search", "show_more", "find_similar", "find_complement", "reject_items",
             "compare_products", "ask_attribute", "ask_availability", "ask_reviews", "ask_fit", "ask_explanation",
             "add_to_cart"}  # fmt: skip


def framed(text: str, openings: Sequence[str], rng: random.Random) -> str:
    """Put an acknowledgement before the turn or a courtesy after it: neither changes what is to be acted on."""
    before, after = rng.choice(openings if rng.random() < 0.3 else BEFORE), rng.choice(AFTER)
    before = before if before[-1] in ".,!?" or " " not in before else f"{before}."
    if rng.random() < 0.3:
        return f"{before} {text}{after}"
    return f"{before} {text}" if rng.random() < 0.7 else f"{text}{after}"


def misspelt(text: str, rng: random.Random) -> str:
    """Swap, drop or double a letter of one long word, or drop the apostrophes and capitals."""
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if not long or rng.random() < 0.4:
        return text.replace("'", "").lower()
    at = rng.choice(long)
    word, cut = words[at], rng.randrange(1, len(words[at]) - 2)
    slips = (word[:cut] + word[cut + 1 :], word[:cut] + word[cut] + word[cut:],
             word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :])  # fmt: skip
    words[at] = rng.choice(slips)
    return " ".join(words)
