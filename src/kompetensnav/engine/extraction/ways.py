"""Skills said in other words than a label: *bra på att samarbeta*, *skriva rapporter*, *relationer med kunder*.

Registers name a skill once; adverts say it as a doing, an ability or a field. Each row leads to the first label
that the taxonomy in use has; a way whose skill it lacks is left.
"""

import re
from collections.abc import Iterator, Sequence

from kompetensnav.engine.extraction.spots import Document, Spot, Spotter
from kompetensnav.engine.taxonomy.kinds import Kind

_SCORE = 0.85  # below every label
_ABLE = (
    r"(?:(?<=bra på att )|(?<=duktig på att )|(?<=förmåga att )|(?<=lätt för att )|(?<=van att )|(?<=vana att )"
    r"|(?<=gillar att )|(?<=kan )|(?<=erfarenhet av att ))"
)

Ways = Sequence[tuple[str, tuple[str, ...]]]  # a pattern -> labels under which a taxonomy may hold it, in order
WAYS: Ways = (
    # Abilities.
    (rf"samarbetsförmåga|förmåga till samarbete|{_ABLE}samarbeta|teamwork|team ?player|ability to cooperate",
     ("samarbete", "samarbetsförmåga", "arbeta i team", "work in teams", "teamwork principles")),
    (r"arbetar? (?:själv(?:ständigt|gående)|på egen hand)|självständigt arbete|(?:work|working) independently",
     ("självständigt arbete", "arbeta självständigt", "work independently")),
    (rf"kommunikativ(?:a)? (?:förmåga|färdigheter)|kommunikationsfärdigheter|{_ABLE}kommunicera"
     r"|communication (?:skills|abilities)|communicat(?:e|ing) (?:effectively|clearly)",
     ("kommunikationsförmåga", "muntlig och skriftlig kommunikation", "communication")),
    (r"empatisk(?:t)? förmåga|empati|empathy", ("empati", "show empathy", "relate empathetically")),
    (r"analytisk(?:a)? förmåga|analysförmåga|analytical (?:skills|ability|abilities|thinking)",
     ("analytisk förmåga", "analytiskt tänkande", "think analytically")),
    (rf"{_ABLE}lösa problem|problemlösarförmåga|solving problems", ("problemlösning", "problem solving")),
    (r"ledarförmåga|inkluderande ledarskap|coachande ledarskap|tydligt ledarskap|leadership skills",
     ("ledarskap", "leadership")),
    (rf"{_ABLE}motivera(?: andra)?|motivera (?:andra|medarbetare|teamet|klienter)|motivat(?:e|ing) others",
     ("motivera andra", "motivate others", "motiverande samtal")),
    (rf"{_ABLE}prioritera|prioriteringsförmåga|time management", ("prioritering", "manage time", "tidsplanering")),
    # Customers and sales.
    (r"relationer (?:med|till) (?:våra |befintliga |nya )?kund(?:er|en|erna)|(?:kund|affärs)relationer(?:na)?"
     r"|customer relations(?:hips)?",
     ("kundrelationer", "customer relations")),
    (r"(?:bearbeta|bearbetning av|bearbetar|generera|följa upp) (?:\w+ ){0,3}(?:leads|kunder|prospekt)"
     r"|kall(?:kunds)?(?:försäljning|samtal|bearbetning)|(?:ny)?kunds?bearbetning|nykundsförsäljning|cold calling",
     ("nykundsbearbetning", "kundbearbetning", "nyförsäljning", "telefonförsäljning", "försäljning")),
    (r"(?:ny|mer|direkt|event|fält|privat|abonnemangs)försäljning", ("merförsäljning", "försäljning")),
    (r"face[- ](?:to|2)[- ]face[- ]?(?:försäljning)?", ("direktförsäljning", "försäljning")),
    (r"bemöta (?:\w+ )?kunder|kundkontakt(?:er)?|kundmöten|kundbemötande|ge(?: \w+)? service till (?:\w+ )?kunder",
     ("kundbemötande", "kundbemötande och service", "kundservice")),
    (r"stå i kassan|kassaarbete|ta betalt", ("kassahantering", "kassavana", "kassatjänst")),
    (r"exponera(?:r)? varor|varuexponering|fylla på varor|varupåfyllning", ("varuexponering", "varupåfyllning")),
    # Work of offices and of leading.
    (r"kvalitets(?:frågor(?:na)?|mål|policy|uppföljning)|kvalitetsarbete[t]?|kvalitetsansvar",
     ("kvalitetsarbete", "kvalitetssäkring")),
    (r"driv(?:a|er) (?:\w+ )?processer|processarbete|processledning", ("processledning", "leda processer")),
    (r"(?:verksamhets|utvecklings)arbete|utveckla (?:och driva )?(?:nya )?verksamhet(?:en|er)",
     ("verksamhetsutveckling",)),
    (r"(?:(?:hålla|leda|facilitera|planera) (?:i )?)?workshops?", ("facilitera workshops",)),
    (r"(?:skriva|sammanställa|ta fram|upprätta)(?: \w+){0,3} rapporter|rapportskrivning",
     ("rapportskrivning",)),
    (r"(?:hålla|göra|ta fram) (?:\w+ )?presentationer|presentationsförmåga|giving presentations",
     ("presentationsteknik", "presentation techniques")),
    (r"(?:lagar|lagstiftning) och (?:regelverk|förordningar|riktlinjer)",
     ("juridik", "lagstiftning", "legislation")),
    (r"omvärldsbevak(?:a|ar|ning)", ("omvärldsbevakning", "omvärldsanalys")),
    (r"(?:kund|leverantörs)reskontra", ("reskontra", "leverantörsreskontra")),
    (r"budget(?:arbete|process|ering)?(?:,| och) (?:\w+ ){0,2}(?:prognos(?:er|arbete)?|uppföljning)",
     ("budgetarbete", "budgetering")),
    (r"prognos(?:er|arbete)", ("prognosarbete", "prognoser", "ekonomisk prognos")),
    (r"(?:svara i|bemanna|sköta|koppla i) (?:telefon)?växeln?", ("telefonväxelvana", "telefonväxel")),
    (r"receptionsarbete|(?:sköta|bemanna) receptionen", ("receptionsarbete", "receptionistvana")),
    (r"utbilda(?:r)? (?:kollegor|medarbetare|personal|användare)", ("personalutbildning", "utbilda medarbetare")),
    # People in care, school and social work.
    (r"(?:arbet[ae]r?|jobba[r]?)(?: \w+)? med (?:barn och )?(?:unga|ungdomar)|ungdomsarbete",
     ("ungdomsarbete", "fritidsledning", "work with youths")),
    (r"(?:arbet[ae]r?|jobba[r]?) (?:med|i) (?:små |förskole)?barn(?:grupp)?|barngrupp(?:en)?"
     r"|passa(?:t|r)? (?:\w+ ){0,4}barn",
     ("arbete i barngrupp", "barnpassning", "barnomsorg")),
    (r"klient(?:nära )?arbete[t]?|klientnära arbete|socialt arbete",
     ("socialt arbete", "socialt förändringsarbete")),
    (r"psykisk ohälsa", ("psykisk ohälsa", "psykiatri")),
    (r"missbruksproblematik|beroendeproblematik|missbruk(?:s- och beroendefrågor)?",
     ("missbruksvård", "beroendevård", "missbruk och beroende")),
    (r"personer med demens(?:sjukdom)?|demenssjukdom(?:ar)?", ("demensvård",)),
    (r"(?:planera|genomföra|bedriva|utvärdera)(?: och \w+)?(?: \w+)? undervisning(?:en)?",
     ("undervisning", "undervisningserfarenhet", "teaching")),
    (r"bedömning och betygssättning|betygssättning", ("bedömning och betygssättning", "betyg och bedömning")),
    (r"personlig(?:a)? (?:hygien|omvårdnad)|hjälpa (?:\w+ ){0,2}med hygien", ("personlig hygien", "omvårdnad")),
    # Building, machines and technology.
    (r"AB ?04|ABT ?06", ("entreprenadjuridik", "AB 04")),
    (r"BAS-?[PU](?:/[PU])?", ("Bas-P och Bas-U", "bas-u", "byggarbetsmiljösamordning")),
    (r"(?:klippa|klippning av) gräs|gräsklippning", ("gräsklippning", "grönyteskötsel")),
    (r"läsa ritningar|ritningsvana", ("ritningsläsning",)),
    (r"(?:service|underhåll) och reparation(?:er)?", ("reparation och underhåll", "underhåll")),
    (r"REST(?:ful)? API:?s?|API-utveckling|API-integrationer", ("API-utveckling", "systemintegration")),
    (r"CLP(?:-förordning\w*)?", ("CLP-förordningen", "märkning av kemikalier", "kemikaliehantering")),
)  # fmt: skip


class WayFinder:
    """Finds the ways of a table in a text; rows whose labels the taxonomy lacks find nothing."""

    def __init__(self, spotter: Spotter, ways: Ways = WAYS) -> None:
        self._ways: list[tuple[re.Pattern[str], Spot]] = []
        for pattern, labels in ways:
            spots = (spotter.lookup(label, kind) for label in labels for kind in (Kind.SKILL, Kind.KNOWLEDGE))
            skill = next((spot for spot in spots if spot), None)
            if skill is not None:
                self._ways.append((re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), skill))

    def find(self, document: Document) -> Iterator[Spot]:
        """One spot for each, within a line; spots may overlap."""
        for pattern, skill in self._ways:
            for m in pattern.finditer(document.text):
                if m.end() > m.start() and "\n" not in m.group():
                    yield Spot(m.start(), m.end(), skill.concept, skill.kind, skill.label, _SCORE)
