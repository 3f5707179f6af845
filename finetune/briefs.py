"""Random briefs of every situation: kinds of goods, wishes, fields and notes drawn widely, true of no shop."""

from __future__ import annotations

from random import Random

from prompts.brief import SITUATIONS, Brief, Item
from prompts.slots import NUMBERS, ORDER

KINDS = """boots|sandals|trainers|ankle boots|slippers|running shoes|jacket|rain jacket|parka|blazer|dress|summer dress|skirt|
jeans|trousers|shorts|leggings|shirt|t-shirt|blouse|hoodie|sweater|cardigan|socks|tights|underwear|pyjamas|swimwear|scarf|
gloves|hat|cap|beanie|belt|tie|handbag|backpack|tote bag|wallet|suitcase|umbrella|sunglasses|watch|necklace|earrings|ring|
bracelet|sofa|armchair|coffee table|desk|office chair|bookcase|wardrobe|bed frame|mattress|pillow|duvet|bed linen|curtains|
rug|lamp|floor lamp|light bulbs|mirror|picture frame|vase|candles|clock|plant pot|houseplant|kettle|toaster|blender|
coffee maker|espresso machine|microwave|air fryer|frying pan|saucepan|knife set|cutting board|plates|mugs|glasses|cutlery|
water bottle|lunch box|storage boxes|vacuum cleaner|iron|washing machine|fridge|dishwasher|heater|fan|air purifier|
drill|hammer|screwdriver set|ladder|paint|toolbox|garden hose|lawn mower|barbecue|garden chairs|tent|sleeping bag|
camping stove|hiking poles|bicycle|bike helmet|bike lock|yoga mat|dumbbells|treadmill|football|tennis racket|golf balls|
fishing rod|fishing lure|skis|snowboard|surfboard|skateboard|kayak|laptop|tablet|phone|phone case|charger|headphones|earbuds|speaker|
keyboard|mouse|monitor|printer|router|hard drive|memory card|webcam|camera|tripod|drone|television|game console|
video game|board game|puzzle|building blocks|doll|toy car|soft toy|pram|car seat|nappies|baby bottle|high chair|
dog food|dog bed|dog lead|cat litter|cat tree|bird feeder|aquarium|novel|cookbook|notebook|pens|paper|calendar|
guitar|keyboard stand|drumsticks|violin strings|shampoo|conditioner|hair dryer|razor|toothbrush|perfume|lipstick|
mascara|nail polish|face cream|sunscreen|soap|hand cream|vitamins|protein powder|tea|coffee beans|chocolate|
biscuits|olive oil|pasta|rice|honey|jam|cheese|apples|oranges|bread|wine glasses|tablecloth|towels|bath mat|
shower curtain|laundry basket|car tyres|car charger|motor oil|seat covers|bouquet|roses|seeds|compost|gift card|
costume|wig|party lights|balloons|wrapping paper|sewing machine|yarn|fabric|easel|paint brushes|microscope|telescope""".replace(
    "\n", "").split("|")  # fmt: skip
DEPARTMENTS = "shoes|home decor|electronics|kitchen|outdoors|toys|beauty|groceries|garden|sports|books|furniture|pets|accessories|apparel|tools|floral".split("|")
OWN_FIELDS = """heel_height|Farbe|battery life|battery_life|screen_size|waterproof|gender|age group|power|weight|width|height|depth|capacity|
volume|flavour|scent|fabric|pattern|style|fit|sleeve length|neckline|closure|occasion|season|skin type|pages|author|format|
language|players|age_range|wattage|voltage|connection|bluetooth|storage|memory|resolution|refresh_rate|noise level|
energy class|dishwasher_safe|machine_washable|vegan|organic|gluten free|origin|roast|grape|length|diameter|frame|lens|
wheel_size|gears|load|seats|thread_count|filling|firmness|warranty|model|compatibility|ports|finish|shape|light|pot_size|
Material|Grösse|talla|couleur|Marke|hood|pockets|lining|sole|wireless|foldable|rechargeable|year|genre|platform|breed_size""".replace(
    "\n", "").split("|")  # fmt: skip
ADJECTIVES = """leather|waterproof|vegan|cotton|wool|wooden|black|red|navy blue|cordless|wireless|foldable|organic|lightweight|striped|
floral|slim fit|machine washable|dishwasher safe|gluten free|hypoallergenic|silver|gold plated|stainless steel|linen|
rechargeable|insulated|breathable|plain|long sleeved|water resistant|second hand|handmade|glass|ceramic|bamboo|green""".replace(
    "\n", "").split("|")  # fmt: skip
PHRASES = """for women|for men|for kids|for a beginner|for hiking|for small dogs|for dry skin|for winter|for the office|in black|in light blue|
in beige|with a hood|with pockets|with a lid|with long sleeves|with a timer|without sugar|without laces|not leather|not black|
not plastic|not from $x|from $x|by $x|suitable for induction|in size $d|size $d|rated $d or more|at least $d
 inches|wide fit|for my $x|hiking|gaming|wedding|bluetooth|in your price range|rated well enough for you|weight at most $d|heel height at least $d|usb|rated well enough for you|for $x|with $x|compatible with $x|made in $x|$x|$x $y|in $x|under $d kg|good for travel""".replace("\n", "").split("|")  # fmt: skip
ASKED = """colour|price|material|size|weight|warranty|brand|battery life|capacity|care|delivery time|screen size|height|country of origin|
dishwasher safe|waterproof|machine washable|vegan|heavy|fit|what sells best|suitable for kids|compatible with $x|stock|sole|
noisy|length|washable|for outdoor use|the lining|whether it folds|power|ingredients|age range|how long it lasts""".replace("\n", "").split("|")  # fmt: skip
QUESTIONS = """Which size do you need?|Is it for men or for women?|Do you have a brand in mind?|What is your budget?|
What are you looking for?|Which one do you mean?|Shall I look further without the colour?|Shall I add it to your cart?|
Do you have a material in mind, such as $x or $y?|Is it for $x, $y or $x?|Which size do you need: $x, $y or $x?|
Could you send the photo again, as a picture file?|Shall I look further without the price limit?|How many would you like?|
Would you like to see more?|Who is the gift for?|What is your order number and your e-mail address?|
Can I help with anything else?|Shall I empty the whole cart?|Do you want it in $x or in $y?|What would you use it for?|
Shall I show some that are sold out?|Which one would you like to add?|How much would you like to spend?""".replace("\n", "").split("|")  # fmt: skip
TELLING = ("price", "under_limit", "rating", "rating_count", "stock", "list_price", "colour", "color", "material", "size", "brand")
_SYLLABLES = "ba be bo ca co da do el en fi ga ha in jo ka ko la li lo ma mi mo na ne no or pa pe po ra ri ro sa se so ta te to ur va ve vi wa xi zo".split()


class Inventor:
    """Draws the parts of briefs."""

    def __init__(self, rng: Random) -> None:
        """Keep the source of chance."""
        self.rng = rng

    def word(self) -> str:
        """Return a made-up word, so that unseen words surprise less."""
        text = "".join(self.rng.choices(_SYLLABLES, k=self.rng.randint(2, 4)))
        return text.capitalize() if self.rng.random() < 0.4 else text

    def fill(self, pattern: str) -> str:
        """Put made-up words and digits into a pattern."""
        filled = pattern.replace("$d", str(self.rng.randint(1, 60)))
        while "$x" in filled or "$y" in filled:
            filled = filled.replace("$x", self.word(), 1).replace("$y", self.word(), 1)
        return filled

    def kind(self) -> str:
        """Return a kind of goods."""
        roll = self.rng.random()
        if roll < 0.15:
            return self.fill(self.rng.choice(("$x", "$x $y", "$x set", "$x boots", "electric $x")))
        kind = self.rng.choice(KINDS)
        return f"{self.rng.choice(ADJECTIVES)} {kind}" if roll < 0.3 else kind

    def wants(self, most: int, *, limit: bool) -> tuple[str, ...]:
        """Return up to `most` wishes in words; one of them a price limit if `limit`."""
        found = [self.fill(self.rng.choice(ADJECTIVES if self.rng.random() < 0.45 else PHRASES))
                 for _ in range(self.rng.randint(0, most))]  # fmt: skip
        if limit:
            found.insert(self.rng.randint(0, len(found)), self.rng.choices(
                ("under [[limit.price]]", "up to [[limit.price]]", "over [[limit.price]]"), (8, 4, 1))[0])
        return tuple(dict.fromkeys(found))

    def fields(self, most: int, *, limit: bool = False, own: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the fields that may be named of one item."""
        shares = {"price": 0.85, "under_limit": 0.8 if limit else 0, "rating": 0.45, "stock": 0.25, "list_price": 0.12, "saving": 0.06,
                  "colour": 0.35, "color": 0.12, "material": 0.35, "size": 0.2, "brand": 0.35}  # fmt: skip
        found = [name for name, share in shares.items() if self.rng.random() < share]
        if "color" in found and "colour" in found:
            found.remove("color")
        found += [*own, *(self.rng.choice(OWN_FIELDS) if self.rng.random() < 0.85 else self.fill("$x")
                          for _ in range(self.rng.choice((0, 0, 1, 1, 2, 3))))]  # fmt: skip
        self.rng.shuffle(found)
        found = list(dict.fromkeys(found))[:most]
        if "rating" in found and self.rng.random() < 0.7:
            found.insert(found.index("rating") + 1, "rating_count")
        return tuple(found)

    def items(self, count: int, *, limit: bool = False, most: int = 6, scatter: bool = False) -> tuple[Item, ...]:
        """Return items with notes that can be true together; `scatter` numbers some of them otherwise than 1, 2, 3."""
        numbers = list(range(1, count + 1))
        if scatter and self.rng.random() < 0.1:
            numbers = sorted(self.rng.sample(NUMBERS, count))
        own = tuple(self.rng.sample(OWN_FIELDS, self.rng.choice((0, 0, 1, 2))))
        kind, sure = self.kind(), self.rng.random() < 0.7
        plurals = self.rng.random() < 0.5
        made = [Item(n, kind if sure else self.kind(), plurals if self.rng.random() < 0.8 else not plurals,
                     self.fields(self.rng.randint(0 if self.rng.random() < 0.1 else 1, most), limit=limit, own=own))
                for n in numbers]  # fmt: skip
        return self.noted(made)

    def noted(self, items: list[Item]) -> tuple[Item, ...]:
        """Return the items with notes drawn: superlatives on one each, the rest freely."""
        notes: list[list[str]] = [[] for _ in items]
        if len(items) > 1:
            for note, share, needs in (("cheapest", 0.6, "price"), ("dearest", 0.2, "price"), ("best_rated", 0.4, "rating")):
                fit = [i for i, item in enumerate(items) if needs in item.fields]
                if fit and self.rng.random() < share:
                    at = self.rng.choice(fit)
                    if not (note == "dearest" and "cheapest" in notes[at]):
                        notes[at].append(note)
        if self.rng.random() < 0.35:
            notes[0 if self.rng.random() < 0.7 else self.rng.randrange(len(items))].append("pick")
        for i, item in enumerate(items):
            if "list_price" in item.fields or "saving" in item.fields or self.rng.random() < 0.06:
                notes[i].append("on_sale")
            for note, share in (("low_stock", 0.1), ("popular", 0.1), ("new", 0.1)):
                if self.rng.random() < share:
                    notes[i].append(note)
            if "stock" not in item.fields and "low_stock" not in notes[i] and self.rng.random() < 0.03:
                notes[i].append("out_of_stock")
        return tuple(Item(x.number, x.kind, x.plural, x.fields, tuple(notes[i])) for i, x in enumerate(items))

    def question(self, share: float) -> str:
        """Return a question to end with, or "" in the other cases."""
        if self.rng.random() >= share:
            return ""
        return self.fill(self.rng.choice(QUESTIONS))


def situations() -> tuple[str, ...]:
    """Return the names of all situations."""
    return tuple(SITUATIONS)


def order_refs(rng: Random) -> tuple[str, ...]:
    """Return references to an order: always its status, some others."""
    others = rng.sample([f for f in ORDER if f != "status"], rng.randint(0, 4))
    found = ["order.status", *(f"order.{field}" for field in others)]
    rng.shuffle(found)
    return tuple(found)


def brief(act: str, situation: str, **parts: object) -> Brief:
    """Return a brief with these parts."""
    return Brief(act, situation, **parts)  # type: ignore[arg-type]
