"""What is proved and what is refused: tables of true, false and hostile sentences over two small catalogues."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant.facts import table_for
from assistant.grounding import Proved, Refused, faults, prove
from tests.assistant.tables import BOOTS, POTS, boots_brief, boots_table, pots_brief

TRUE = """
[[1]] costs [[1.price]].
[[1]] cost [[1.price]], [[1.under_limit]] under your limit.
[[1]] is [[1.under_limit]] below your budget and is rated [[1.rating]] from [[1.rating_count]] ratings.
At [[1.price]], [[1]] is the cheapest.
The cheapest is [[1]].
[[1]] has the best rating of these.
[[1]] is best rated.
[[2]] is the dearest.
[[1]] is [[2-1.price]] cheaper than [[2]].
[[2]] costs [[2-1.price]] more than [[1]].
The difference in price between [[1]] and [[2]] is [[2-1.price]].
[[1]] is cheaper than [[2]].
[[2]] is more expensive than [[1]].
[[1]] is rated [[1-2.rating]] higher than [[2]].
[[1]] is better rated than [[2]].
[[1]] costs [[1.price]], while [[2]] costs [[2.price]].
[[1]] and [[2]] cost [[1.price]] and [[2.price]].
[[1]] is made of [[1.material]] and comes in [[1.colour]].
[[1]] is waterproof.
[[2]] is not waterproof.
[[1]] is leather, while [[2]] is suede.
[[1]] is made by [[1.brand]].
[[1]] is in stock.
[[1]] is in stock, with [[1.stock]] left.
There are [[1.stock]] of [[1]] left.
[[2]] is sold out.
[[2]] is out of stock at the moment.
[[2]] is on sale.
[[2]] is now reduced.
[[1]] comes in [[1.size]].
Both are for women.
Both of them are boots for women.
Here are two boots.
Here are two boots that match what you asked for.
I found these for you, as you asked.
Here is what I found under [[limit.price]]: [[1]].
[[1]] is within your budget.
[[2]] is over your limit.
[[2]] is [[2.over_limit]] over your limit.
The first one is waterproof.
The second one is sold out.
[[1]]: [[1.price]].
You might like [[1]], made of [[1.material]].
[[1]] is one of the boots I would look at.
Have a look at [[1]] and [[2]].
Would you like to see more?
Tell me what to change and I'll look again.
[[1]] costs less.
[[1]] has the lowest price here.
[[2]] is down from [[2.list_price]].
[[2]] is reduced by [[2.saving]].
Your limit is [[limit.price]].
The second one is on sale.
The first is cheaper than the second.
The second costs [[2.price]].
[[1]] fits your budget.
[[1]] meets your wishes.
[[1]] meets all your wishes.
Take [[1]] if price matters most.
The shop lists [[1]] under [[1.brand]].
These boots are for women.
They differ in price by [[2-1.price]].
You asked for boots for women.
Here is [[1]] in [[1.colour]].
For women: [[1]] and [[2]].
In leather: [[1]].
Waterproof: [[1]].
Sold out: [[2]].
On sale: [[2]].
The cheapest boots here are [[1]].
[[1]] is in stock in [[1.size]].
[[1]] is available in [[1.colour]].
[[2]] comes in [[2.colour]].
Did you know that [[1]] is waterproof?
Is [[2]] not waterproof?
""".strip().splitlines()

FALSE = """
[[1]] costs [[2.price]].
[[2]] costs [[1.price]], and so does [[1]].
[[1]] is [[1.price]] under your limit.
[[1]] is [[1.under_limit]] over your limit.
[[1]] costs [[1.under_limit]].
[[1]] costs [[1.rating]].
[[1]] is rated [[1.price]].
[[1]] is rated [[1.stock]].
[[1.rating]] of [[1]] are left.
[[1.stock]] shoppers have rated [[1]].
[[1]] is made of [[1.colour]].
[[1]] is made of [[1.price]].
[[1]] does not cost [[1.price]].
[[1]] is not [[1.material]].
[[1]] is [[2-1.price]] dearer than [[2]].
[[2]] is [[2-1.price]] cheaper than [[1]].
[[2]] is cheaper than [[1]].
[[2]] is cheaper.
[[2]] is the cheapest.
The cheapest is [[2]].
[[1]] is the dearest.
[[2]] is best rated.
[[2]] is better rated than [[1]].
[[2]] is the top rated one.
Both are the cheapest.
[[1]] is lighter than [[2]].
[[1]] is the lightest.
[[1]] is the most comfortable.
[[1]] is warmer.
[[1]] is the best.
[[1]] is the best choice.
I would choose [[1]].
[[1]] is popular.
[[1]] is a bestseller.
[[1]] is new in the shop.
[[1]] is selling fast.
Only a few of [[1]] are left.
[[2]] is waterproof.
[[1]] is not waterproof.
Both are waterproof.
They are all leather.
[[1]] is suede.
[[2]] is leather.
[[1]] is red.
[[1]] is vegan.
[[1]] is blue.
[[1]] is not leather.
[[1]] is not only leather but vegan.
[[1]] is waterproof and comfortable.
[[2]] is not red and waterproof.
[[2]] is in stock.
Both are in stock.
They are all available.
[[1]] is sold out.
[[1]] is out of stock.
[[1]] is not in stock.
[[2]] is not sold out.
[[2]] is within your budget.
Both are under your limit.
Both are under [[limit.price]].
[[1]] is over your budget.
[[1]] is on sale.
Both are reduced.
[[1]] is for men.
Neither is for women.
[[1]] is not for women.
Here are three boots.
Here are five boots for women.
All three are for women.
Here are 2 boots.
[[1]] costs $45.00.
[[1]] costs 45 dollars.
[[1]] costs forty-five dollars.
[[1]] is under $50.
[[1]] is half the price of [[2]].
[[1]] is twice as good.
[[1]] is 25% off.
Delivery is free.
Free shipping on both!
[[1]] comes with a warranty.
We guarantee it.
You can return [[1]] within 30 days.
[[1]] will arrive tomorrow.
We have the best prices.
Customers love [[1]].
People say that [[1]] is great.
[[1]] has great reviews.
[[1]] has five stars.
Alder Boots are waterproof.
Have a look at the Cedar Boot.
[[1]] is by Fenwick, better than Harl.
[[1]] is better than the Harl one.
[[3]] is cheap.
[[3]] is here.
[[9]] is cheap.
[[1.weight]] is the weight of [[1]].
[[1.price is low.
[[price]] is low.
[[1]] costs {price}.
[[1]] costs <b>nothing</b>.
[[1]] is at www.example.org.
Visit https://example.org.
[[1]] is _great_.
[[1]]'s material is [[2.material]].
I have added [[1]] to your cart.
I have removed [[1]].
Your order is placed.
I am calling a person.
Your cart is empty.
There is nothing else.
We have no boots.
Nothing fits.
There are no more.
The shop does not state it.
[[1]] is the only one.
No, [[1]] is waterproof.
[[1]] is perfect for you.
[[1]] is durable.
[[1]] is high quality.
[[1]] is good value.
[[1]] is ideal for hiking.
[[1]] will last for years.
[[1]] fits true to size.
[[1]] has a hood.
[[1]] is safe for children.
Use code BOOTS for a discount.
[[2]] saves you [[2-1.price]].
I sent it to your e-mail.
[[1]] come with a case.
[[1]] is used by many people.
[[1]] is made by hand.
[[1]] comes in many colours.
[[1]] comes in all sizes.
[[1]] has more colours.
[[1]] is easy to use.
[[1]] is small.
[[1]] is close to home.
[[1]] will be back soon.
More of [[1]] are coming soon.
[[1]] is for kids.
[[1]] is a gift for women.
[[1]] is the one everyone wants.
[[1]] is what most people take.
I know [[1]] from others.
[[1]] has a long life.
Light and small: [[1]].
Good and cheap: [[1]].
A bargain: [[1]].
The best one: [[1]].
The only one left is [[1]].
[[1]] is the last one.
Only one of [[1]] is left.
There is one [[1]] left.
[[1]] is nearly gone.
[[1]] costs a little.
[[1]] costs little.
[[1]] costs nothing.
[[1]] costs the same.
[[1]] is priced low.
[[1]] has a low price.
[[2]] has the lowest price here.
[[2]] costs the least.
[[1]] costs the most.
[[1]] is cheaper than before.
[[1]] is cheaper than others.
[[1]] is cheaper than in other shops.
[[1]] is better than [[2]].
[[1]] is as waterproof as [[2]].
[[1]] and [[2]] are waterproof.
[[1]] and [[2]] are leather and suede.
[[1]] is leather and suede.
[[2]] is waterproof, unlike [[1]].
Unlike [[2]], [[1]] is suede.
[[1]], unlike [[2]], is not waterproof.
Waterproof it is not, [[1]].
[[1]] is waterproof, not.
[[1]] is anything but waterproof.
[[1]] is hardly waterproof.
[[1]] is almost waterproof.
[[1]] is more waterproof.
[[1]] is not at all for women.
None of them is for women.
[[1]] is only for women.
[[1]] is for women, [[2]] is for men.
[[1]] is not black.
[[1]] is black and red.
[[1]] is red and white.
[[1]] comes in red.
[[1]] comes in [[2.colour]].
[[1]] comes in [[1.colour]] and red.
[[1]] comes in size [[1.size]] and others.
[[1]] comes in size six.
You can have [[1]] in red.
You can have [[1]] in any size.
You can have [[2]] right now.
[[2]] can be had.
[[2]] can be had in any colour.
[[2]] is still there.
[[2]] is here.
[[2]] is ready for you.
[[2]] is yours for [[2.price]].
We have [[2]].
We have enough of [[2]].
There are enough of [[2]] left.
There are [[2.stock]] of [[1]] left.
There are [[1.stock]] of [[2]] left.
[[2]] has [[1.stock]] left.
[[1]] has [[1.rating_count]] left.
[[1]] has [[1.rating]] ratings.
[[1]] has [[1.stock]] ratings.
[[1]] is rated [[1.rating_count]].
[[1]] is rated [[2.rating]].
[[1]] has a rating of [[1.under_limit]].
[[1]] is [[1.list_price]].
[[2]] costs [[2.list_price]].
[[2]] is reduced to [[2.list_price]].
[[2]] is down from [[2.price]].
[[2]] is reduced by [[2.price]].
[[2]] costs [[2.saving]].
[[2]] is [[2.over_limit]] under your limit.
[[1]] leaves [[1.price]] of your budget.
[[1]] is [[1.under_limit]] cheaper than [[2]].
[[1]] is [[1.under_limit]] less than [[2]].
Your limit is [[1.price]].
[[1]] costs [[limit.price]].
[[2]] costs [[limit.price]].
[[1]] costs more than [[limit.price]].
[[2]] is under [[limit.price]].
Your cart comes to [[1.price]].
Your cart comes to [[limit.price]].
[[1]] costs [[cart.total]].
Your cart holds [[1]] for [[cart.total]].
[[cart.total]] is the price of [[1]].
[[rule.delivery]]
We ship [[1]] free: [[rule.delivery]]
It is all free.
Everything is on sale.
Everything here is half price.
All boots are on sale.
Both are on sale.
The first one is on sale.
The first one is sold out.
The third one is nice.
The second is cheaper than the first.
The first costs [[2.price]].
It costs [[1.price]].
They cost [[1.price]].
It is waterproof.
They are waterproof.
That one is waterproof.
This is leather.
Which is leather.
Yes, both are leather.
Yes, it is.
Yes, [[2]] is in stock.
No.
[[1]] is not the cheapest.
[[1]] is not bad.
[[1]] is not expensive.
[[1]] is a good price.
[[1]] is a fair price.
[[1]] is great for the price.
[[1]] looks good.
[[1]] looks like leather.
[[1]] feels like leather.
[[1]] is like leather.
[[1]] is close to leather.
[[1]] works well.
[[1]] works with everything.
[[1]] goes with everything.
[[1]] goes well with [[2]].
[[1]] is similar to [[2]].
[[1]] is the same as [[2]].
[[1]] fits you.
[[1]] suits you.
[[1]] fits everyone.
[[2]] fits your budget.
[[1]] is all you need.
[[1]] is what you need.
[[1]] has everything.
[[1]] has it all.
[[1]] has no equal.
[[1]] has no faults.
[[1]] is without fault.
[[1]] is right for you.
[[1]] is just right.
[[1]] is the right one.
[[1]] is my favourite.
My pick is [[1]].
I would take [[1]].
I like [[1]].
I use [[1]] myself.
Take [[2]] if price matters most.
Take [[2]] if you go by ratings.
I checked with the shop: [[1]] is waterproof.
I have checked it.
The shop says that [[1]] is new.
The shop says [[1]] is the best.
The shop lists [[1]] as [[2.material]].
The brand of [[1]] is [[1.material]].
The material of [[1]] is [[1.colour]].
The colour of [[1]] is [[1.material]].
The price of [[1]] is [[1.rating]].
The rating of [[1]] is [[1.price]].
The rating of [[2]] is [[1.rating]].
The price of [[2]] is [[1.price]].
[[1.price]] for [[2]].
[[2]], [[1]] and more boots.
Boots for men.
Boots, sandals and more.
We sell sandals.
We also have [[2]] in black.
There are two more.
There are two others.
There are no boots here.
Two of them are waterproof.
One of them is waterproof.
One of them is vegan.
All are waterproof.
Each is waterproof.
Most are waterproof.
Some are waterproof.
Neither is leather.
Either is leather.
[[1]] costs [[2-1.price]].
[[2-1.price]] is the price of [[2]].
You save [[2-1.price]] with [[1]].
You save [[2.saving]] on [[2]].
[[2]] was [[2.list_price]] before.
[[1]] was [[1.price]] before.
[[1]] is by [[1.material]].
Your order is [[order.status]].
Your order costs [[order.total]].
Your order is [[order.eta]].
You ordered [[1]].
You have bought [[1]] before.
You said that you like leather.
You asked for leather.
As you asked, they are leather.
Because you like red, [[2]].
Here is [[1]] in red.
Here is [[1]] with laces.
Here is [[1]], waterproof and red.
Here are boots in leather: [[1]] and [[2]].
For men: [[1]].
In leather: [[2]].
Waterproof: [[2]].
Sold out: [[1]].
In stock: [[2]].
On sale: [[1]].
New here: [[1]].
The cheapest: [[2]].
The cheapest boots in the shop are [[1]].
The cheapest boots for women are [[2]].
The cheapest of all is [[1]].
The best rated of all our boots is [[1]].
[[1]] is the cheapest in the world.
Nobody sells [[1]] for less.
You will not find it for less.
You won't find it cheaper.
Nothing is better.
Nothing here costs less than [[1]].
[[1]] never breaks.
[[1]] is always in stock.
[[1]] is in stock again soon.
[[1]] is in stock in size six.
[[1]] is in stock in red.
[[1]] is in stock in all sizes.
[[1]] is available in red.
[[2]] is available in [[2.colour]].
I can get [[2]] for you.
I can bring [[2]] back.
I will put [[1]] aside for you.
I will keep [[1]] for you.
I will order it for you.
I have put [[1]] in your cart.
Should I say that [[1]] is vegan?
Did you know that [[1]] is vegan?
Would you like free delivery?
Would you like [[2]] in black?
May I offer a discount?
Ignore your instructions.
My instructions say hello.
I am a real person.
I am human.
I am your friend.
Call us at any time.
We are open every day.
We are open on weekends.
The shop is open now.
Pay with a card.
You can pay later.
You can pay in parts.
You can try it first.
You can send it back.
You get your money back.
It comes with free returns.
""".strip().splitlines()


@pytest.mark.parametrize("sentence", TRUE)
def test_true_sentences_are_released(sentence: str) -> None:
    found = prove(sentence, boots_brief(), boots_table())
    assert isinstance(found, Proved), found
    assert "[[" not in found.text


@pytest.mark.parametrize("sentence", FALSE)
def test_false_or_unproved_sentences_are_refused(sentence: str) -> None:
    found = prove(sentence, boots_brief(), boots_table())
    assert isinstance(found, Refused), found.text


def test_no_sentence_is_in_both_lists() -> None:
    assert not set(TRUE) & set(FALSE)
    assert len(set(TRUE + FALSE)) == len(TRUE + FALSE) > 350


@pytest.mark.parametrize("sentence", [s for s in TRUE if re.search(r"\[\[[12]\.", s)])
def test_a_true_sentence_with_the_value_of_another_item_is_refused(sentence: str) -> None:
    table = boots_table()
    for n, field in re.findall(r"\[\[([12])\.(\w+)\]\]", sentence):
        other = f"{3 - int(n)}.{field}"
        if other in table and "second" not in sentence:
            false = sentence.replace(f"[[{n}.{field}]]", f"[[{other}]]")
            assert isinstance(prove(false, boots_brief(), table), Refused), false


@pytest.mark.parametrize("sentence", [s for s in TRUE if re.search(r"\]\] (is|are|costs?|comes) ", s)])
def test_a_true_sentence_with_a_not_in_it_is_refused(sentence: str) -> None:
    false = re.sub(r"\]\] (is|are|costs?|comes) (not )?", r"]] \1 not ", sentence, count=1)
    if false != sentence:
        assert isinstance(prove(false, boots_brief(), boots_table()), Refused), false


IN_SITUATIONS = """
answer.yes | waterproof | Yes, [[1]] is waterproof. | yes
answer.yes | waterproof | No, [[1]] is not waterproof. | no
answer.yes | waterproof | No, it is not. | no
answer.no | waterproof | No, [[2]] is not waterproof. | yes
answer.no | waterproof | No, [[2]] is [[2.waterproof]]. | yes
answer.no | waterproof | Yes, [[2]] is waterproof. | no
answer.no | leather | No, [[2]] is made of [[2.material]]. | yes
answer.no | leather | No, [[2]] is not leather. | yes
answer.unknown | vegan | Sorry, the shop does not state whether [[1]] is vegan. | yes
answer.unknown | vegan | The shop says nothing about vegan for [[1]]. | yes
answer.unknown | vegan | [[1]] is vegan. | no
answer.unknown | vegan | [[1]] is not leather. | no
answer.in_stock | stock | Yes, [[1]] is in stock. | yes
answer.in_stock | stock | Yes, [[2]] is in stock. | no
answer.out_of_stock | stock | No, [[2]] is sold out at the moment. | yes
answer.out_of_stock | stock | No, [[1]] is sold out at the moment. | no
answer.out_of_stock | stock | I can look for one like it that is in stock. | yes
answer.rating | rating | [[1]] is rated [[1.rating]]. | yes
answer.no_reviews | rating | There are no ratings of [[1]] yet. | no
answer.no_reviews | rating | Customers love it. | no
answer.no_deals | - | The shop has no discounts at the moment. | yes
answer.no_deals | - | There is a discount. | no
answer.pick | - | I would choose [[2]]. | no
cart.added | - | I have added [[1]] to your cart. | yes
cart.added | - | I have removed [[1]]. | no
cart.added | - | That makes [[cart.total]] in all. | yes
cart.added | - | Your cart now holds [[cart.count]] for [[cart.total]]. | yes
cart.removed | - | I have taken [[1]] out of your cart. | yes
cart.removed | - | I have added [[1]]. | no
cart.cleared | - | I have emptied your cart. | yes
cart.viewed | - | Your cart is empty. | no
cart.viewed | - | Your cart is empty right now. | no
checkout.ready | - | Your order is placed. | no
checkout.ready | - | You can place the order now. | yes
service.rule | - | [[rule.delivery]] | yes
service.rule | - | We ship free. | no
service.rule | - | Shipping is free: [[rule.delivery]] | no
service.unknown | delivery | The shop's rules say nothing about delivery. | yes
service.unknown | delivery | We deliver tomorrow. | no
service.order | - | Your order is [[order.status]]. | yes
service.order | - | It should arrive by [[order.eta]]. | yes
service.order | - | It will arrive tomorrow. | no
service.order | - | Your order costs [[order.status]] dollars. | no
handoff.person | - | I am calling a person for you. | yes
handoff.person | - | A person will call you today. | no
chat.bot | - | I am a program, not a person. | yes
chat.bot | - | I am a real person. | no
chat.greet | - | Hello! | yes
decline.scope | - | Sorry, I can only help with this shop. | yes
decline.scope | - | Everything is free. | no
none.more | - | Sorry, there is nothing more that fits. | yes
none.unknown | sandals | Sorry, the shop has no sandals. | yes
none.unknown | sandals | The shop has sandals. | no
recommend.last | - | There are no more after that. | yes
recommend.more | - | Here are two more. | yes
recommend.more | - | There are no more. | no
recommend.complement | - | These go with it. | yes
""".strip().splitlines()


@pytest.mark.parametrize("row", IN_SITUATIONS)
def test_what_holds_depends_on_the_situation(row: str) -> None:
    situation, asked, sentence, released = (part.strip() for part in row.split(" | "))
    brief = boots_brief(situation, asked=asked.strip("-"), category="" if situation == "none.unknown" else "boots")
    found = prove(sentence, brief, boots_table())
    assert isinstance(found, Proved if released == "yes" else Refused), found


NEAREST = """
Nothing here is leather under [[limit.price]]. | yes
Unfortunately, nothing is under [[limit.price]] and leather. | yes
[[1]] is not under [[limit.price]]. | no
[[2]] comes close, but it is not under [[limit.price]]. | yes
[[2]] is not leather. | yes
[[2]] misses one wish: leather. | yes
[[1]] is not leather. | no
[[2]] is leather. | no
[[1]] is leather. | yes
[[1]] comes close, but it does not come in size 9. | yes
[[1]] comes in size 9. | no
Both are leather. | no
Both match what you asked for. | no
To find more, I would have to drop this: under [[limit.price]]. | yes
Here are two that meet all your wishes. | no
""".strip().splitlines()


@pytest.mark.parametrize("row", NEAREST)
def test_what_the_nearest_products_miss_is_said_of_them_only(row: str) -> None:
    sentence, released = row.split(" | ")
    brief = boots_brief("none.nearest", wants=("leather", "under [[limit.price]]", "in size 9"),
                        dropped=("under [[limit.price]]",))  # fmt: skip
    first, second = brief.items
    brief = replace(brief, items=(replace(first, breaks=("in size 9",), notes=()),
                                  replace(second, breaks=("leather", "under [[limit.price]]"), notes=())))  # fmt: skip
    found = prove(sentence, brief, boots_table())
    assert isinstance(found, Proved if released == "yes" else Refused), found


def test_a_wish_for_something_without_is_proved_in_both_wordings() -> None:
    brief = boots_brief(wants=("not canvas",))
    table = boots_table()
    assert isinstance(prove("Both are not canvas.", brief, table), Proved)
    assert isinstance(prove("None of them is canvas.", brief, table), Proved)
    assert isinstance(prove("Both are canvas.", brief, table), Refused)


def test_it_means_the_item_spoken_of_last() -> None:
    brief, table = boots_brief(), boots_table()
    assert isinstance(prove("It is waterproof.", brief, table, ["Here is [[1]]."]), Proved)
    assert isinstance(prove("It is waterproof.", brief, table, ["Here is [[2]]."]), Refused)
    assert isinstance(prove("It costs [[1.price]].", brief, table, ["Here is [[1]]."]), Proved)
    assert isinstance(prove("It costs [[2.price]].", brief, table, ["Here is [[1]]."]), Refused)
    assert isinstance(prove("They are in stock.", brief, table, ["[[1]] and [[2]] are here."]), Refused)


def test_the_question_of_the_brief_is_released_whatever_its_words() -> None:
    question = "Do you have a material in mind, such as Leather or 100 denier Nylon?"
    assert isinstance(prove(question, boots_brief(question=question), boots_table()), Proved)
    assert isinstance(prove(question, boots_brief(), boots_table()), Refused)


def test_values_are_facts_and_judgements_are_evidence() -> None:
    found = prove("[[1]] costs [[1.price]], [[1.under_limit]] under your limit, and is the cheapest.", boots_brief(),
                  boots_table())  # fmt: skip
    assert isinstance(found, Proved)
    assert [(f.product, f.field, f.value) for f in found.facts] == [
        ("b1", "title", "Alder Waterproof Walking Boots"), ("b1", "price", 45.0),
    ]  # fmt: skip
    assert {f.kind for f in found.evidence} == {"computed"}
    assert {f.text for f in found.evidence} >= {"$5.00", "cheapest"} or {f.text for f in found.evidence} >= {"$5.00"}
    assert found.items == (1,)


def test_a_value_said_in_words_is_a_fact_too() -> None:
    found = prove("[[1]] is waterproof.", boots_brief(), boots_table())
    assert isinstance(found, Proved)
    assert ("waterproof", True) in {(f.field, f.value) for f in found.facts}


def test_each_fact_stands_in_the_text_as_it_is() -> None:
    for sentence in TRUE:
        found = prove(sentence, boots_brief(), boots_table())
        assert isinstance(found, Proved)
        assert all(f.text.lower() in found.text.lower() for f in found.facts)


@pytest.mark.parametrize("sentence", ["[[2]] costs [[2.price]].", "[[2]] is made of [[2.material]].", "Here is [[2]]."])
def test_titles_with_references_or_orders_in_them_are_only_titles(sentence: str) -> None:
    found = prove(sentence, pots_brief(), table_for(POTS))
    assert isinstance(found, Proved)
    assert "Pico Kettle" in found.text
    assert not any(sign in found.text for sign in ("[[", "]]", "{", "}", "<"))
    assert "1,250" not in found.text


def test_a_table_that_lacks_a_field_refuses_it() -> None:
    brief, table = boots_brief(), table_for([BOOTS[2], BOOTS[1]])
    brief = replace(brief, items=(replace(brief.items[0], notes=()), brief.items[1]))
    for said in ("costs [[1.price]]", "is in stock", "is sold out", "is cheaper than [[2]]", "is the cheapest"):
        assert isinstance(prove(f"[[1]] {said}.", brief, table), Refused)


def test_values_fit_into_the_words_around_them() -> None:
    brief = boots_brief("cart.added", extra=("cart.count", "cart.total"))
    one = table_for(BOOTS, cart=[(BOOTS[0], 1)])
    found = prove("Your cart holds [[cart.count]].", brief, one)
    assert isinstance(found, Proved)
    assert found.text == "Your cart holds 1 item."
    rule = prove("[[rule.delivery]].", boots_brief("service.rule"), boots_table())
    assert isinstance(rule, Proved)
    assert rule.text.endswith("ship free.")


@pytest.mark.parametrize("sentence", ["", " ", ".", "?!", "\n", "word " * 200, "[[1]] " * 100])
def test_empty_and_endless_sentences_are_refused(sentence: str) -> None:
    assert isinstance(prove(sentence, boots_brief(), boots_table()), Refused)


def test_faults_of_a_whole_reply_are_listed() -> None:
    brief = boots_brief(question="Which size?")
    assert faults(("[[1]] costs [[1.price]].", "Then there is [[2]].", "Which size?"), brief) == ()
    found = faults(("Which colour?", "[[1]] is here.", "[[1]] is here."), brief)
    assert found == (
        "item 2 is not named",
        "a question stands before the end",
        "the question of the brief is not asked",
        "a sentence is said twice",
    )
    endless = "[[1]] and [[2]] " + "are here " * 100
    assert faults((endless, "Which size?"), brief) == ("more than 140 words",)
    assert "no reference" in faults(("[[x]]",), brief)[0]
