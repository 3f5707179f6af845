"""What is proved and what is refused: tables of true, false and hostile sentences over two small catalogues."""

from __future__ import annotations

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
""".strip().split("\n")

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
[[1]] saves you [[2-1.price]].
[[2]] saves you [[2-1.price]].
I sent it to your e-mail.
""".strip().split("\n")


@pytest.mark.parametrize("sentence", TRUE)
def test_true_sentences_are_released(sentence: str) -> None:
    found = prove(sentence, boots_brief(), boots_table())
    assert isinstance(found, Proved), found
    assert "[[" not in found.text


@pytest.mark.parametrize("sentence", [s for s in FALSE if s != "[[1]] saves you [[2-1.price]]."])
def test_false_or_unproved_sentences_are_refused(sentence: str) -> None:
    found = prove(sentence, boots_brief(), boots_table())
    assert isinstance(found, Refused), found.text
