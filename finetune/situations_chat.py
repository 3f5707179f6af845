"""Small talk, questions back, and what is not a matter for the shop."""

from __future__ import annotations

from finetune.goods import chosen, tails
from finetune.pen import Pen, joined, listed

_OFFER = """{Tell me what you're looking for.|Tell me what you need and I'll look through the shop.|Just tell me what you need.|Describe what you want and I'll look.|
I can help you find things in this shop.|I can look for products, compare them and fill your cart.|Say what you need, with a price limit if you like.|
A photo works too.|Tell me a bit about what you want.|Name a product, a price or a purpose, and I'll look.|I'm here to help you find what you need.|
Say the word and I'll start looking.|You can describe it or send a photo.|Let me know what to look for.}""".replace("\n", "")
_OFFER_WARM = """{I'd love to help you find something!|Just tell me what you're looking for!|Tell me what you need and I'll happily look!|I'm all ears!|
Do tell me what you have in mind!|I'd be glad to look for you!|Let me know how I can help!|Send a photo or a few words and I'll start looking!}""".replace("\n", "")
_LINES = {
    "greet": ("{Hello|Hi|Hi there|Hello there|Good day|Welcome|Hello and welcome|Hey}{!|.| and welcome.}|{Hello|Hi}, {good to see you|nice to see you|welcome to the shop}.|Welcome to the shop.",
              "{Hello|Hi|Hi there|Hey} and welcome!|{Hello|Hi there|Hi}, how lovely to see you!|A warm welcome!|{Hello|Hi}, so good to have you here!"),
    "thanks": ("{You're welcome|My pleasure|Glad to help|No problem|Happy to help|Not at all|Any time|Gladly}{.|!}|{You're welcome|Glad I could help}, {any time|gladly}.|{Good|Glad} to hear.|That's what I'm here for.",
               "{You're very welcome|It was my pleasure|So glad I could help|Any time}!|{Aw, thank you|Thank you}, that's kind of you!|You're most welcome, it was a pleasure!"),
    "bye": ("{Goodbye|Bye|Bye for now|See you|See you soon|Until next time|Take care}{.|!}|{Goodbye|Bye}, and {thanks for stopping by|take care|see you soon|thank you for the visit}.|Thanks for stopping by.|{See you|Goodbye}, {have a good day|have a nice day}.|Have a good day.",
            "{Goodbye|Bye|Take care}, and do come back soon!|It was lovely talking to you, goodbye!|Have a wonderful day!|Bye for now, I hope to see you again soon!|Thank you so much for stopping by!"),
    "ack": ("{All right|Good|Okay|Great|Fine|Sounds good|Very well|Got it|Understood}{.|!}|{Good|Great|Okay}, {I'm here|take your time|no rush|whenever you like}.|Take your time.|No rush.|I'm here {if you need anything|when you need me}.",
            "{Great|Lovely|Wonderful|Sounds good}!|{Lovely|Great}, take all the time you need!|Glad to hear it!|Perfect, I'm right here!"),
    "grumble": ("{I'm sorry {about that|to hear that|this has been annoying|that this was no help}.|Sorry about that.|I understand, {and I'm sorry|that's annoying}.|That's fair, {and I'm sorry|I'm sorry}.|I hear you, and I'm sorry.|Sorry, that was not what you hoped for.|I can see why you're annoyed, and I'm sorry.|I'm sorry, I want to {get this right|do better}.}",
                "{I'm so sorry about that!|Oh dear, I'm really sorry!|I'm truly sorry, let me make it better!|I completely understand, and I'm very sorry!|I'm sorry this has been so frustrating for you!}"),
    "bot": ("{I'm {an assistant program|the shop's assistant, a program|a program that helps you shop here|an assistant program, not a person}.|Yes, I'm {a program|an assistant program|a bot}: the shop's assistant.|I'm not a person: I'm {a program|an assistant program}{ for this shop|}.|You are talking to {a program|an assistant program}, not a person.|A program, yes: I'm the shop's assistant.}",
            "{I'm an assistant program, and happy to help!|Yes, I'm a program, but a friendly one!|I'm the shop's assistant program, here just for you!|You've found me out: I'm an assistant program!}"),
    "unclear": ("{I'm not sure I {understood|follow|got that}.|Sorry, I didn't {get|catch|understand} that.|I didn't quite {get|catch|understand} that.|That was not clear to me.|I'm not sure what you mean.|Sorry, I don't follow.|I couldn't make that out.}",
                "{Sorry, I didn't quite catch that!|Oh, I'm afraid I didn't understand!|I'm so sorry, I'm not sure what you mean!|Forgive me, I didn't quite follow!}"),
    "scope": ("{That's outside what I can do here{.|: I'm here for the shop.|: I only know this shop.}|I {can't|can not} help with that, {only with shopping here|I only know this shop|I'm here for the shop}.|{Sorry|I'm afraid}, that's not something I can help with{ here|}.|That's not a matter for {a shop assistant|the shop}.|I only know about this shop{, so I can't help with that|}.|I'll have to leave that to others: I only help with shopping.|{Sorry|I'm afraid} that's beyond me, as I only help with shopping.|I'm only made for shopping here, so I can't help with that.}",
              "{What a fun question, but I'm only here for shopping!|I wish I could help with that, but I only know this shop!|I'm so sorry, that's beyond me: I only know this shop!|That's a bit outside my world, I'm afraid!}"),
}  # fmt: skip
_AFTER = {
    "thanks": "{Tell me if there is anything else.|Say so if you need anything else.|I'm here if you need more.|Just write if you need anything else.}",
    "bye": "{Come back any time.|I'm here whenever you need something.|Come back whenever you like.|Until next time.}",
    "ack": "{Tell me what to look for next.|Just say what you'd like next.|Say so if you want to see more.|Tell me if you need anything else.|I can show you more whenever you like.}",
    "grumble": "{Tell me what you need and I'll try again.|Let's try again: tell me what you are looking for.|I can also call in a person.|If you prefer, I can get a person for you.|Tell me what went wrong and I'll look again.|Let me try again.}",
    "bot": "{I can look for products, compare them and fill your cart.|I can also call in a person.|If you would rather talk to a person, just say so.|I know this shop and can look things up for you.|A person can take over whenever you like.}",
    "unclear": "{Tell me what you're looking for.|Please say it in other words.|Could be me, so please try other words.|Tell me in other words what you need.|Just describe what you want.|Please say it another way.}",
    "scope": "{But I can help you find something in the shop.|I can help you find something here, though.|Tell me what you'd like to buy and I'll help.|If you need something from the shop, just say so.|I'm glad to help you find something in the shop.|What I can do is help you shop here.|For anything in this shop, just ask.}",
}  # fmt: skip


def chat(pen: Pen) -> str:
    """Write small talk or a friendly refusal; an offer follows unless a question ends the reply."""
    key = pen.brief.situation.split(".")[1]
    plain, warm = _LINES[key]
    text = pen.say("{" + (warm if pen.warm else plain) + "}")
    if pen.brief.question:
        return joined([text, "<|q|>"])
    shares = {"greet": 0.95, "thanks": 0.5, "bye": 0.4, "ack": 0.6, "grumble": 0.9, "bot": 0.75, "unclear": 1.0, "scope": 0.85}
    if not pen.chance(shares[key]):
        return text
    if key == "greet":
        return joined([text, pen.say(_OFFER_WARM if pen.warm else _OFFER)])
    after = pen.say(_AFTER[key]) if not pen.warm or pen.chance(0.6) or key in ("grumble", "unclear", "scope") else pen.say(_OFFER_WARM)
    return joined([text, after])


def ask(pen: Pen) -> str:
    """Write a question back: a short lead at most, then the question of the brief."""
    key, items = pen.brief.situation.split(".")[1], pen.brief.items
    question = "<|q|>" if pen.brief.question else ""
    if key == "which":
        names = [f"[[{x.number}]]{tails(pen, [r for r in chosen(pen, x, 3, []) if r.topic in ('price', 'colour', 'brand')][:1]) if pen.chance(0.25) else ''}" for x in items]
        names = [n.replace(", ", " (", 1) + ")" if ", " in n else n for n in names]
        lead = pen.say("{I'm not sure which one you mean: $n.|It could be $n.|You might mean $n.|That could be $n.|There is $n to choose from.|I can see $n here.|On the table: $n.|I have $n in front of me.}".replace("|There is $n to choose from.", ""), n=listed(names, "or")) if names else pen.say("{I'm not sure which one you mean.|That could be more than one.}")
        lead = lead.replace("In front", "in front")
        return joined([lead, question or ("" if pen.chance(0.3) else pen.say("{Please name one of them.|Just tell me which.|Tell me which one.}"))])
    lines = {
        "need": ("{{Sure|Of course|Gladly|Happy to help}{.|!|, let's see.}|I can help with that.|{Let's find|I'll find} something for you.|I need a little more to go on.|Let's narrow it down.| | | }",
                 "{Happy to help!|I'd love to help!|With pleasure!|Let's find you something lovely!|Of course, gladly!}"),
        "split": ("{There is a lot {to choose from|here|to see}.|To narrow it down:|One question {first|to narrow it down}:|That leaves {quite a few|a lot}.|Let's narrow it down.| | | }".replace("To narrow it down:|One question {first|to narrow it down}:|", "One question, to narrow it down.|"),
                  "{There's so much to choose from!|Let's find just the right one for you!|Lovely, let's narrow it down together!|So many to choose from!}"),
        "photo": ("{No photo reached me.|I don't see a photo {yet|here}.|The photo did not come through.|I can't make out the photo.|I couldn't make anything of the photo.|No photo has come in.|I couldn't {use|read} that photo.}",
                  "{I'm sorry, I don't see a photo yet!|Oh, the photo didn't come through!|I'd love to look, but no photo reached me!}"),
    }[key]  # fmt: skip
    lead = pen.say("{" + (lines[1] if pen.warm else lines[0]) + "}")
    offer = {"photo": "{Please send it again.|Send it again, or describe it in words.|You can also describe it in words.}",
             "split": "{Tell me a bit more about what you want.|Give me one more wish.}"}.get(key, "{Tell me what you are looking for.|Tell me what it is for.|Tell me what you need.}")
    return joined([lead, question or pen.say(offer)])
