"""Cues: the words that say whether something is asked for. Tables only; the rules of scope are in polarity.py."""

import re
from dataclasses import dataclass
from enum import Enum

from kompetensnav.engine.extraction.mentions import Polarity


class Reach(Enum):
    """What a cue governs in its clause."""

    AFTER = "after"  # "kräver X"
    BEFORE = "before"  # "X krävs"
    BOTH = "both"  # decided by the next word: "meriterande med X", "X är meriterande"


# Weights: in one clause the heavier cue beats the lighter, whatever their distance.
SAID_OF_YOU = 1
SOUGHT = 2
OFFERED = 2
PLAIN = 3
EXPLICIT = 4  # says both that something is wished and that it is not demanded, or that nothing is


@dataclass(frozen=True, slots=True)
class Cue:
    """Words, what they mean, where they reach."""

    pattern: re.Pattern[str]
    polarity: Polarity
    reach: Reach
    weight: int


def _cues(polarity: Polarity, reach: Reach, weight: int, *patterns: str) -> tuple[Cue, ...]:
    return tuple(
        Cue(re.compile(rf"(?<!\w)(?:{p})(?!\w)", re.IGNORECASE), polarity, reach, weight) for p in patterns
    )


_MERIT_WORD = (
    r"(?:(?:starkt |mycket |särskilt )?meriterande|(?:ett )?(?:stort )?plus|(?:en )?(?:klar "
    r"|stor )?fördel|önskvärt|bra|bonus)"
)
_NO_NEED = r"(?:inget|inte|ej|inte ett|inte något|inget absolut|inte något absolut)"
_IS = r"(?:är |anses |vore |bedöms (?:som )?|räknas som |ses som )"

# Order matters: the first that matches at a place takes it. Compounds come before their parts.
CUES: tuple[Cue, ...] = (
    # "meriterande men inget krav", "inget krav men ett plus": wished for, not demanded.
    *_cues(Polarity.MERIT, Reach.BOTH, EXPLICIT,
        rf"{_IS}?{_MERIT_WORD},? (?:men|dock|fast) (?:det är |är )?{_NO_NEED} (?:krav|nödvändigt|måste)",
        rf"(?:är )?{_NO_NEED} (?:krav|nödvändigt|måste),? (?:men|dock|utan) (?:är |det är |ses som |endast "
        rf"|bara )*{_MERIT_WORD}",
        r"(?:is |are )?(?:a plus|an advantage|preferred|desirable|meritorious|a merit|beneficial"
        r"|nice to have),? but (?:is |are )?not (?:required|a requirement|necessary|mandatory|a must)",
        r"(?:is |are )?not (?:required|a requirement|necessary|mandatory|a must),? but (?:is |are )?(?:a plus"
        r"|an advantage|preferred|desirable|meritorious|a merit|beneficial|nice to have|appreciated)",
    ),
    # No requirement.
    *_cues(Polarity.NEGATED, Reach.AFTER, EXPLICIT,
        r"(?:inget|inga|utan) (?:formella |särskilda |absoluta )*krav (?:på|att|om)",
        r"kräver (?:inte|ej|inga|ingen|inget)", r"krävs (?:inga|ingen|inget)",
        r"behöver (?:du )?(?:absolut )?(?:inte|ej|inga|ingen|inget)(?: ha| vara| kunna| någon| några)*",
        r"behövs (?:inga|ingen|inget)", r"ställer inga krav på",
        r"måste (?:inte|ej)(?: ha| vara| kunna)?", r"oavsett om du har", r"det gör inget om du (?:inte har|saknar)",
        r"(?:no|without any|without) requirements? (?:for|of|on|to)",
        r"(?:do|does) not (?:require|need)(?: to have| to be)?",
        r"(?:don't|doesn't|won't|don’t|doesn’t) (?:require|need)(?: to have| to be| any)?",
        r"no need (?:for|to)", r"you need not", r"not necessary to (?:have|be)",
    ),
    *_cues(Polarity.NEGATED, Reach.BEFORE, EXPLICIT,
        rf"(?:är |utgör )?{_NO_NEED} (?:formellt |absolut )?krav", r"(?:inget krav|ej krav)",
        r"är (?:inte|ej) (?:nödvändig[ta]?|ett måste|obligatorisk[ta]?|avgörande)",
        r"behöver du (?:inte|ej)(?: ha| kunna)?",
        r"(?:is |are )?not (?:a requirement|required|necessary|mandatory|needed|a must|essential)",
        r"(?:isn't|aren't|isn’t|aren’t) (?:required|necessary|needed|a must|a requirement)",
    ),
    *_cues(Polarity.NEGATED, Reach.BOTH, EXPLICIT, r"(?:krävs|behövs) (?:dock )?(?:inte|ej)"),
    *_cues(Polarity.NEGATED, Reach.AFTER, EXPLICIT, r"inga (?:förkunskaper|särskilda förkunskaper)(?: i| om)?",
    r"ingen (?:tidigare |särskild |formell )*(?:erfarenhet|utbildning|examen|kunskap|vana)",
        r"no (?:prior |previous |formal |special )*(?:experience|education|degree|qualifications?|knowledge)",
    ),
    # Invitations are no wishes: "följ oss gärna", "kontakta oss gärna", "skicka gärna din ansökan".
    *_cues(Polarity.MENTIONED, Reach.AFTER, PLAIN,
        r"(?:följ|läs|sök|hör|kontakta|ring|mejla|besök|kolla|titta|skicka|tveka)(?: \w+){0,2} gärna(?: in| på"
        r"| med)*", r"(?:du får |ni får )gärna", r"(?:feel free|welcome) to"),
    # What the job leads to, or what one wants to become better at.
    *_cues(Polarity.MENTIONED, Reach.AFTER, PLAIN,
        r"(?:utvecklas|växa|karriär(?:en)?|nästa steg|ser) (?:vidare )?(?:inom|försäljning som)",
        r"(?:develop|grow|career|next step) (?:with)?in"),
    # Wished for.
    *_cues(Polarity.MERIT, Reach.BOTH, PLAIN,
        rf"{_IS}?(?:(?:starkt|mycket|särskilt|extra|även|också|dessutom|vidare) )*meriterande",
        rf"{_IS}?(?:en |starkt )?merit", r"meriterar",
        rf"{_IS}?(?:ett |stort |extra )+plus", r"plus(?= om| i kanten| med)",
        rf"{_IS}(?:också |även |dessutom )*(?:en )?(?:klar |stor |extra )?(?:fördel(?:aktigt)?)",
        r"(?:en )?fördel(?:aktigt)?", rf"{_IS}?(?:också |även )*(?:(?:mycket )?önskvär[td]a?)", r"önskas",
        r"önskemål",
        rf"{_IS}(?:också )?(?:en )?bonus",
        r"(?:är|vore) (?:också )?(?:bra|trevligt|roligt|positivt)(?= om| att)?",
        r"är (?:också )?(?:bra|positivt)", r"ser vi (?:det )?(?:också )?(?:som )?(?:något )?(?:mycket"
        r" )?(?:positivt|meriterande|ett plus|en fördel|gärna)",
        r"(?:något )?vi ser (?:det )?som (?:positivt|meriterande|ett plus|en fördel)", r"värdesätts", r"uppskattas",
        r"(?:is |are |would be |considered )*(?:also )?(?:a |an |as )?(?:strong |big |clear |great "
        r"|definite )*(?:plus|advantage|advantageous|asset|bonus|merit|meritorious|meriting|beneficial|desirable"
        r"|desired|preferred|appreciated|nice[ -]to[ -]have|preferable)",
    ),
    *_cues(Polarity.MERIT, Reach.AFTER, PLAIN,
        r"(?:och |samt |men )?gärna(?: även| också| med)?", r"(?:vi )?ser (?:vi )?(?:också |även "
        r"|mycket )*gärna(?: att du| en| dig)?", r"sätter (?:därför |stort |extra )*värde på", r"värdesätter",
        r"uppskattar", r"helst", r"förslagsvis",
        r"sätter vi (?:\w+ )?värde på", r"bör(?: du)?(?: även| också)?(?: ha| vara| kunna)?",
        r"preferably", r"ideally", r"it helps if", r"we (?:would )?(?:value|appreciate|welcome)",
        r"should ideally", r"(?:good|nice) if you",
    ),
    # Asked for in plain words.
    *_cues(Polarity.MUST, Reach.BOTH, PLAIN,
        r"(?:är |utgör )?(?:ett |absolut |formellt |skall?-?|grund|minimi)*krav(?:et|en)?(?: är)?",
        r"(?:är )?(?:ett|absolut) (?:absolut )?måste", r"(?:är )?(?:en |absolut )*förutsättning",
        r"(?:är )?(?:helt |absolut )*(?:nödvändig[ta]?|obligatorisk[ta]?|avgörande|ett villkor)",
        r"krävs(?: det)?(?: att du(?: har| är)?)?", r"behövs", r"erfordras", r"fordras", r"efterfrågas",
        r"(?:is |are )?(?:an? )?(?:absolute |strict |formal |key |minimum )*(?:required|requirements?|mandatory"
        r"|essential|must[ -]have|prerequisite|necessary|compulsory|needed)", r"is a must",
    ),
    *_cues(Polarity.MUST, Reach.AFTER, PLAIN,
        r"kräver", r"måste(?: du)?(?: även| också)?(?: ha| vara| kunna| inneha)?",
        r"ska(?:ll)?(?: du)?(?: även| också| dessutom)?(?: ha| kunna| vara| inneha| behärska| tala| besitta"
        r"| uppfylla| äga)",
        r"(?:du )?ska(?:ll)? (?:vara|ha)", r"förutsätter", r"behöver (?:du |även |också )*(?:ha|vara|kunna"
        r"|inneha|behärska)?", r"lägst", r"krav på", r"minst",
        r"must(?: also)?(?: have| be| hold| speak| possess)?", r"requires?",
        r"need(?:s)? to (?:have|be|hold|speak|know)", r"you(?:'ll|’ll| will)? (?:also )?need", r"at least",
        r"requiring",
    ),
    # Offers and tasks, also inside a section of requirements: nothing is asked for. They yield to plain words.
    *_cues(Polarity.MENTIONED, Reach.AFTER, OFFERED,
        r"(?:vi |kan vi |och |kommunen |företaget )?erbjud(?:er|s|a|ande)(?: vi)?(?: dig)?",
        r"(?:du |får du |hos oss )(?:får|kommer att få)(?! en)",
        r"(?:du )?kommer (?:du )?(?:även |också |bland annat |främst )*att",
        r"du (?:blir|ansvarar|arbetar|jobbar)", r"blir du", r"är du redo(?: för)?(?: att)?", r"vill du",
        r"(?:bli |vara )?en del av", r"har du möjlighet",
        r"du har (?:goda |stora |även |också )*möjlighet(?:er)?",
        r"möjlighet(?:er)? (?:till|att)", r"vi (?:lär|utbildar|ger|står för|hjälper|är|har|arbetar|jobbar"
        r"|tillhör|består|bedriver)", r"(?:arbetet|tjänsten|rollen|uppdraget|jobbet) (?:innebär|omfattar"
        r"|innefattar|består)", r"(?:teamet|gruppen|enheten|avdelningen|verksamheten|mottagningen"
        r"|arbetsgruppen) (?:består|har|arbetar|är|bedriver)",
        r"i (?:tjänsten|rollen|arbetet|uppdraget) ingår", r"utbildning (?:ges|ingår|erbjuds|sker)",
        r"arbetsuppgifter(?:na)?", r"som utgångspunkt",
        r"we (?:offer|provide|are a|are an|are the|teach|train|support|have|work)",
        r"you(?:'ll|’ll| will) (?:be |get |have the opportunity|work|learn|join|lead|report|collaborate|support"
        r"|teach)", r"(?:the )?(?:role|work|position|job) (?:involves|includes|entails)",
        r"opportunit(?:y|ies) to", r"responsible for", r"our (?:team|clients|customers|company|business)",
    ),
    # The person sought. Beats what is merely said about "you", and yields to plain words.
    *_cues(Polarity.MUST, Reach.AFTER, SOUGHT,
        r"(?:vi |nu |vi nu )?(?:söker|letar efter)(?: vi)?(?: nu| därför| just)?(?: efter)? (?:dig|någon"
        r"|en person|personer)(?: som (?:har|är)| med)?", r"vi behöver dig som",
        r"(?:vi )?(?:ser|vill|önskar|förväntar oss)(?: vi)? (?:också )?att du(?: har| är| kan)?",
        r"det räcker (?:att|om|med)", r"räcker (?:att|om|med)", r"du som söker",
        r"(?:we(?:'re|’re| are) )?looking for(?: a| an| someone)?", r"we (?:seek|are seeking)",
    ),
    # Said about "you": a demand only where demands are listed or nothing else is said.
    *_cues(Polarity.MUST, Reach.AFTER, SAID_OF_YOU,
        r"du (?:som )?(?:har|är|kan|behärskar|talar|skriver|förstår|innehar|besitter|uttrycker)", r"har du",
        r"är du", r"att du (?:har|är|kan|behärskar|talar)", r"dig (?:som|med)",
        r"(?:vi )?tror(?: vi)? att du(?: har| är| kan)?", r"din bakgrund",
        r"(?:you|who|that) (?:also )?(?:have|has|are|hold|possess|speak|bring)", r"should have", r"you should",
    ),
)  # fmt: skip

# Other people's trades in the employer's own life: an occupation right after is not the one sought.
OTHER_PEOPLE = re.compile(
    r"(?<!\w)(?:tillsammans med|samverkan med|samverkar med|samarbet(?:e|ar|a|s) (?:\w+ ){0,2}med|i team med"
    r"|stöd (?:till|av|från|åt)|stödja|stöttar|handleda|kontakt(?:er)? med"
    r"|dialog med|kollegor som|där|bland annat av|består av|rapporterar till|nära"
    r"|assistera|åt|våra|dina kollegor|tätt (?:ihop )?med"
    r"|chef för|collaborat\w+ with|work(?:ing)? (?:closely )?with|together with|alongside|reports? to"
    r"|support(?:ing)?|consists of|team of)"
    r"(?!\w)",
    re.IGNORECASE,
)

# Clause ends inside a sentence: what follows says something new.
CLAUSE_BREAK = re.compile(
    r"[;]|,?\s(?:men|dock|däremot|medan|fast|but|however|whereas|although|though)\s|,\s(?=det räcker|utan\s)",
    re.IGNORECASE,
)

# After a cue that can point either way, these words make it point forward.
POINTS_FORWARD = re.compile(
    r"\s*(?::|[-–]\s|(?:är|är det|att|om|med|på|if|to have|that|with|of|includes?|include|are:|is:|for (?:you"
    r"|the role):)(?!\w))",
    re.IGNORECASE,
)

# Equal-opportunity statements name what must not matter; nothing in them is asked for.
EQUAL_TREATMENT = re.compile(
    r"oavsett (?:kön|ålder|bakgrund|etni)|etnisk (?:tillhörighet|bakgrund)|trosuppfattning|könsidentitet"
    r"|könsuttryck|sexuell läggning"
    r"|regardless of (?:gender|age|race|sex|background)|sexual orientation|equal opportunit|ethnic(?:ity"
    r"| background| origin)|gender identity",
    re.IGNORECASE,
)

# The five national minority languages are named by law-abiding employers in every advert.
MINORITY_BOILERPLATE = re.compile(
    r"minoritetsspråk|nationella minoritet|förvaltningsområde|national minority|minority language", re.IGNORECASE
)
