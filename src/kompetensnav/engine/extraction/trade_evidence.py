"""What each mention of a trade is worth as evidence of what the job is, and the words around it that decide."""

import re
from dataclasses import dataclass, field

from kompetensnav.engine.text.normalise import stem

# Weights of evidence in [0, 1]. The headline is written to name the job, so it outweighs any sentence, and what
# stands first in it outweighs the rest; a trade that is only mentioned is often somebody else's.
HEADLINE_FIRST = 0.9
HEADLINE_JOINED = 0.88  # "A / B", "A och B": the second is sought as much, or nearly
HEADLINE_LATER = 0.72
SOUGHT = 0.6  # "söker en elektriker", "som elektriker", "looking for a nurse"
NOTED = 0.7  # before the first comma of a note without headline: "4 svetsare till Boden, ..."
ASKED = 0.35  # in a requirement: "utbildad undersköterska"
MENTIONED = 0.12
OTHERS = 0.02
SIMILAR_HEADLINE = 0.5  # times the linker's score, where no label stands in the headline
SIMILAR_LEAST = 0.6  # of that score; below it a neighbouring language's word passes for a Swedish one
SHARED_LABEL = 0.9  # for trades that share a label; up to 1 with the share of them in one SSYK group
_REPEATS = 3  # further mentions of one kind add nothing

SOUGHT_BEFORE = re.compile(
    r"(?:\b(?:söker|sökes|söks|rekryterar|anställer|letar efter|efterlyser|behöver)\b(?:\s+(?:vi|nu|en|ett|dig"
    r"|som|är|fler|flera|ytterligare|just|därför|en ny|efter|till|på|två|tre|fyra|fem|\d+|\w+(?:ad|ade|iga|ig|en"
    r"|a|e|t|ande|iserad)(?:\s+och)?)){0,7}"
    r"|\b(?:arbeta|jobba|jobb(?:et)?|anställning|tjänst(?:en)?|roll(?:en)?|uppdrag(?:et)?|extrajobb|arbetet|du"
    r"|yrket|karriär)\s+(?:hos oss\s+)?som(?:\s+(?:vår|en|ett|\w+(?:ad|ig|en)))?|\bsom(?:\s+(?:vår|ny))?"
    r"|\b(?:du|you) (?:är|are)(?: (?:en|ett|an?|själv|redan|utbildad|legitimerad|a qualified|a licen[cs]ed))*"
    r"|\btjänst som|\bbli(?:r)?(?:\s+(?:vår|en|du))*"
    r"|\blooking for(?:\s+\w+){0,4}|\bhiring(?:\s+\w+){0,3}|\bas an?(?:\s+\w+){0,2}|\bseeking(?:\s+\w+){0,3}"
    r"|\brole (?:of|as)(?:\s+an?)?|\bjoin (?:us|our team) as(?:\s+an?)?)\s+$",
    re.IGNORECASE,
)
JOINED = re.compile(r"\s*(?:/|&|\+|,|\boch\b|\beller\b|\band\b|\bor\b)\s*", re.IGNORECASE)
_FRAMING = re.compile(
    r"\b(?:behöver|behövs|need|needs|sökes|söks|söker|sökande|till|til|erfaren|erfarna|driven|drivna|engagerad"
    r"|engagerade|vi|nu|en|ett|dig|som|är|med|hos|för|på|vikarierande|vikarie|sommarjobb|sommarvikarie|extrajobb"
    r"|timvikarie|heltid|deltid|junior|senior|wanted|to|for|we|are|hiring|looking|a|an|at|in|i|vill|bli|jobba"
    r"|arbeta|och|eller|part-time|full-time|\d+(?:\s*[-–]\s*\d+)?\s*%?)(?!\w)|[!?*★✨]+",
    re.IGNORECASE,
)
HEADLINE_CUT = re.compile(r"\s[-–—|]\s|[|!:]|\btill\b|\bi\s+[A-ZÅÄÖ]|\bpå\s+[A-ZÅÄÖ]|,")
# What adverts say and recipes, poems and articles do not, or not together.
_EMPLOYMENT = re.compile(
    r"\b(?P<word>söker|söks|sökes|rekryter|anställ|ansök|tjänst|lön\b|lönen|timlön|provision|heltid|deltid|vikari"
    r"|tillsvidare|(?:\w{2,10})?jobb|kolleg|meriterande|arbetsuppgift|kvalifikation|arbetsplats|arbetsgivar|medarbetar"
    r"|erfarenhet|timmar|skift|arbetar|erbjuder|personal\b|legitimation|legitimerad|utbildad|utbildning|körkort|krav"
    r"|krävs|helger|säsong|ansvara|apply|application|position|salary|employ|vacanc|hiring|looking for"
    r"|experience|colleague|full-time|part-time|qualification|job\b|you will|shift|requirements?\b)",
    re.IGNORECASE,
)
# Words that adverts of every trade are full of; outside the title they say nothing of which one it is.
_OF_EVERY_ADVERT = (
    "anställa anställning anställd tillsvidareanställning provanställning visstidsanställning team teamet kollega"
    " kollegor medarbetare utveckla utvecklas utveckling miljö arbetsmiljö urval löpande person personlig"
    " personliga brev cv ansökan ansöka kollektivavtal friskvård friskvårdsbidrag pension semester förmåner bonus"
    " social god goda bra sex heltid deltid tjänst jobb jobba jobbet arbete arbeta arbetar arbetsplats"
    " arbetsgivare samarbetsförmåga samarbete samarbeta stockholm göteborg malmö sverige norden ligger central"
    " centralt talar skriver svenska engelska erfarenhet erfaren kunskap kunskaper kompetens utbildning lika"
    " rättigheter kommun kommunen region regionen företag företaget ledande chef kontakt kontakta rekrytera"
    " rekrytering facklig fackliga lön lönen enligt överenskommelse tillträde omfattning start söker sök för med"
    " som att och ett eller till möjlighet möjligheter erbjuder erbjuda välkommen ansvar ansvara tidigare krav"
    " meriterande år dag dagar vecka månad tid mål frågor the and with for you our work team experience job"
    " position company apply application salary career"
)
OF_EVERY_ADVERT = frozenset(stem(word) for word in _OF_EVERY_ADVERT.split())
_EMPLOYMENT_LEAST = 2  # different words


@dataclass(slots=True)
class Evidence:
    """Pieces of evidence for one concept."""

    weights: list[float] = field(default_factory=list)
    why: dict[str, float] = field(default_factory=dict)

    def add(self, weight: float, why: str) -> None:
        """A piece and its code; of equal pieces only the first few count."""
        if sum(w == weight for w in self.weights) < _REPEATS:
            self.weights.append(weight)
        self.why[why] = max(weight, self.why.get(why, 0.0))

    def score(self) -> float:
        """The strongest piece, and of the doubt that is left a third of each further piece."""
        doubt = 1.0
        for i, weight in enumerate(sorted(self.weights, reverse=True)):
            doubt *= 1 - (weight if i == 0 else weight / 3)
        return round(1 - doubt, 4)

    def codes(self) -> tuple[str, ...]:
        """Codes, strongest first."""
        return tuple(sorted(self.why, key=lambda w: (-self.why[w], w)))


def unframed(headline: str) -> str:
    """A headline without the words that frame a title: *vi söker dig som är*, *sommarjobb*, *75 %*."""
    return _FRAMING.sub(" ", headline).strip()


def speaks_of_employment(text: str) -> bool:
    """Whether a text reads as an advert at all."""
    found = {m["word"].lower() for m in _EMPLOYMENT.finditer(text)}
    return len(found) >= _EMPLOYMENT_LEAST
