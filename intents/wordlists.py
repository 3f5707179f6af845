"""Words that a reading of English turns on: those that are never products, and those that only praise."""

from __future__ import annotations

from retrieval.words import stem


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


FUNCTION = _set(
    "a an the i im ive id ill me my mine you your u ur yours we us our they them their it its this that these those "
    "he she",
    "him her his hers who whom whose what whats which where when why how and or but so if then than as at by for "
    "from in",
    "into of off on onto out over to up with w without about after again against all also am an any anybody anyone",
    "anything are arent aint aren be been being because before between both came can cant cannot could did didnt do "
    "does",
    "doesnt doing done dont each either else ever every everything few get gets getting give given go goes going gonna",
    "gotta got had has hasnt have havent having here hers herself how however is isnt it just know let lets like liked",
    "likes look looking looks lot lots made make makes making many may maybe mean might more most much must need "
    "needed",
    "needs neither never next no none nope nor not nothing now of ok okay k only other others otherwise ought own per",
    "perhaps please pls plz plus possible possibly put quite rather really right said same say says see seem seen send",
    "shall should show showed shown shows since some somebody someone something somewhere still stuff such sure take",
    "taken taking tell thank thanks thats there theres therefore thing things think though through till to today "
    "together",
    "told tomorrow too took toward try trying under until use used using usually very via want wanted wanting wants "
    "was",
    "wasnt way well went were what whatever while will wish wont would wouldnt yeah yep yes yet hi hello hey bye hm "
    "hmm",
    "wow oh uh um eh ah sorry actually instead wait scratch nvm nevermind mind never forget ignore skip drop back "
    "first",
    "second third fourth fifth last latter former one ones two three four five six seven eight nine ten both pair "
    "couple",
    "buy buying bought purchase order ordered ordering find search searching help work works working play come comes "
    "run",
    "runs keep start stop end add remove delete change swap switch replace cart basket checkout pay paying paid ship",
    "shipping deliver delivery delivered return returns refund cancel track available availability option options "
    "choice",
    "choose pick select recommend recommended recommendation suggest suggestion suggestions idea ideas compare "
    "difference",
    "better best worse worst cheaper cheapest cheap expensive affordable inexpensive price priced prices pricing cost",
    "costs costing budget dollar dollars buck bucks usd euro euros quid money spend less least max maximum min minimum",
    "limit lines around approximately roughly below above within near size sizes sized color colour colors colours "
    "brand",
    "brands material materials style styles type types kind kinds sort sorts category item items product products "
    "model",
    "models version piece pieces gift gifts present presents birthday anniversary occasion secret santa friend people",
    "person anybody year years old age month week day days night time times ago soon later early late often always",
    "again store shop shops shopping sell sells selling sold stock section department deal deals discount discounts "
    "sale",
    "offer offers promo code coupon popular trending bestseller bestsellers bestselling seller rated rating ratings "
    "review",
    "reviews star stars new newest latest recent different similar alternative alternatives exactly exact rest total",
    "altogether amount number quantity question questions info information detail details picture photo photos image "
    "images",
    "love loves loved hate hates enjoy enjoys prefer preferably preferred favorite favourite fan fit fits fitting suit",
    "suits wear wears wearing hold holds match matches matching goes else anymore already almost enough lil bit little",
    "call called name names talk human someone agent message email mail phone number address home house place room "
    "live",
    "sister brother mom mum dad mother father wife husband son daughter nephew niece aunt uncle grandma grandpa "
    "boyfriend",
    "girlfriend kid kids child children baby man men woman women boy boys girl girls lady ladies guy guys parents "
    "family",
    "everyone everybody partner colleague boss coworker teacher neighbour neighbor cousin friends nice good great "
    "lovely",
)
"""Words that are no product, brand or keyword by themselves."""

PRAISE = _set(
    "nice good great lovely cute pretty beautiful cool awesome amazing perfect decent solid quality fancy elegant "
    "stylish",
    "comfy comfortable cozy cosy warm fun funny best better fine simple basic big bigger biggest small smaller "
    "smallest",
    "large larger huge tiny long short tall wide narrow heavy light thin thick soft hard strong sturdy durable "
    "reliable",
    "modern trendy fashionable classy gorgeous sweet special unique interesting original real actual proper normal "
    "regular",
    "typical standard average high low cheap expensive pricey affordable bargain luxury premium new old used favourite",
    "favorite popular useful handy practical easy quick fast slow whole entire full extra super really very super "
    "kinda",
    "random certain particular specific certain various several few single double whole main general suitable "
    "appropriate",
    "right wrong true false free safe able happy sad crazy mad bad horrible ugly boring weird odd plain overall",
)
"""Adjectives that say a liking and cannot be looked up in a row."""

OCCASIONS = _set(
    "christmas xmas birthday anniversary wedding valentine valentines easter halloween graduation housewarming mothers",
    "fathers santa secret party holiday holidays bridal baby shower retirement",
)
GIFTS = frozenset({"gift", "gifts", "present", "presents", "giveaway", "swap"})
NEVER = FUNCTION | PRAISE
NEVER_STEMS = frozenset(stem(word) for word in NEVER)
