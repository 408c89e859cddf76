"""A small taxonomy for tests of extraction, with the kinds that adverts ask for, and short ways to read it."""

from functools import cache

from kompetensnav.engine.extraction.extract import Extractor
from kompetensnav.engine.extraction.mentions import Extraction, Mention
from kompetensnav.engine.linking.lexicon import build_lexicon
from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer, RelationRecord

# id, kind, Swedish labels, English labels; the first of each is the preferred one.
LABELS: tuple[tuple[str, Kind, str, str], ...] = (
    ("ssyk:2221", Kind.OCCUPATION_GROUP, "Grundutbildade sjuksköterskor", "Nursing professionals"),
    ("ssyk:2211", Kind.OCCUPATION_GROUP, "Specialistläkare", "Specialist doctors"),
    ("ssyk:7412", Kind.OCCUPATION_GROUP, "Industrielektriker", "Industrial electricians"),
    ("ssyk:3322", Kind.OCCUPATION_GROUP, "Företagssäljare", "Commercial sales representatives"),
    ("ssyk:5242", Kind.OCCUPATION_GROUP, "Telefonförsäljare m.fl.", "Call centre salespersons"),
    ("occ:sjukskoterska", Kind.OCCUPATION, "Sjuksköterska", "Nurse|Registered nurse"),
    ("occ:lakare", Kind.OCCUPATION, "Läkare", "Doctor|Physician"),
    ("occ:psykolog", Kind.OCCUPATION, "Psykolog", "Psychologist"),
    ("occ:elektriker", Kind.OCCUPATION, "Elektriker", "Electrician"),
    ("occ:industrielektriker", Kind.OCCUPATION, "Industrielektriker", "Industrial electrician"),
    ("occ:svetsare", Kind.OCCUPATION, "Svetsare", "Welder"),
    ("occ:undersköterska", Kind.OCCUPATION, "Undersköterska", "Assistant nurse"),
    ("occ:lagerarbetare", Kind.OCCUPATION, "Lagerarbetare|Lagermedarbetare", "Warehouse worker"),
    ("occ:testare", Kind.OCCUPATION, "Testare", "Tester"),
    ("occ:kommunikator", Kind.OCCUPATION, "Kommunikatör", "Communicator"),
    ("occ:foretagssaljare", Kind.OCCUPATION, "Företagssäljare|Säljare", "Sales representative"),
    ("occ:utesaljare", Kind.OCCUPATION, "Utesäljare|Säljare", "Field sales representative"),
    ("occ:telefonsaljare", Kind.OCCUPATION, "Telefonförsäljare|Säljare", "Telemarketer"),
    ("occ:larare", Kind.OCCUPATION, "Lärare", "Teacher"),
    ("skill:plc", Kind.SKILL, "PLC-programmering|PLC", "PLC programming"),
    ("skill:styrsystem", Kind.SKILL, "Styrsystem", "Control systems"),
    ("skill:svetsning", Kind.SKILL, "Svetsning", "Welding"),
    ("skill:truck", Kind.SKILL, "Truckkort|Truckkörkort", "Forklift licence|Forklift certificate"),
    ("skill:forsaljning", Kind.SKILL, "Försäljning", "Sales"),
    ("skill:hydraulik", Kind.SKILL, "Hydraulik", "Hydraulics"),
    ("skill:sql", Kind.SKILL, "SQL", "SQL"),
    ("skill:csharp", Kind.SKILL, "C#", "C#"),
    ("skill:c", Kind.SKILL, "C", "C"),
    ("skill:man", Kind.SKILL, "MAN", "MAN"),
    ("skill:ledning", Kind.SKILL, "Ledning", "Management"),
    ("skill:projektledning", Kind.SKILL, "Projektledning", "Project management"),
    ("know:demens", Kind.KNOWLEDGE, "Demensvård", "Dementia care"),
    ("know:livsmedel", Kind.KNOWLEDGE, "Livsmedelshygien", "Food hygiene"),
    ("lang:sv", Kind.LANGUAGE, "Svenska|svenska språket", "Swedish"),
    ("lang:en", Kind.LANGUAGE, "Engelska", "English"),
    ("lang:fi", Kind.LANGUAGE, "Finska", "Finnish"),
    ("lang:es", Kind.LANGUAGE, "Spanska", "Spanish"),
    ("lang:se", Kind.LANGUAGE, "Samiska", "Sami"),
    ("drive:B", Kind.DRIVING_LICENCE, "Körkort B (personbil)|B-körkort|körkort", "Driving licence B"),
    ("drive:BE", Kind.DRIVING_LICENCE, "Körkort BE (med släp)|tungt släp", "Driving licence BE"),
    ("drive:C", Kind.DRIVING_LICENCE, "Körkort C (tung lastbil)|tung lastbil", "Driving licence C"),
    ("drive:CE", Kind.DRIVING_LICENCE, "Körkort CE (tung lastbil med släp)", "Driving licence CE"),
    ("drive:YKB", Kind.DRIVING_LICENCE, "Yrkeskompetensbevis (YKB)", "Driver CPC"),
    ("legal:sjukskoterska", Kind.LEGAL_LICENCE, "Legitimerad sjuksköterska|leg sjuksköterska", "Licensed nurse"),
    ("legal:lakare", Kind.LEGAL_LICENCE, "Legitimerad läkare|legitimation som läkare", "Licensed physician"),
    ("level:3", Kind.EDUCATION_LEVEL, "Gymnasieutbildning|gymnasium", "Upper secondary education|high school"),
    ("level:5", Kind.EDUCATION_LEVEL, "Högskoleutbildning|universitet|YH-utbildning|kandidat", "University degree"),
)
RELATIONS: tuple[tuple[str, str, Relation], ...] = (
    ("occ:sjukskoterska", "ssyk:2221", Relation.BROADER),
    ("occ:lakare", "ssyk:2211", Relation.BROADER),
    ("occ:industrielektriker", "ssyk:7412", Relation.BROADER),
    ("occ:elektriker", "ssyk:7412", Relation.BROADER),
    ("occ:foretagssaljare", "ssyk:3322", Relation.BROADER),
    ("occ:utesaljare", "ssyk:3322", Relation.BROADER),
    ("occ:telefonsaljare", "ssyk:5242", Relation.BROADER),
    ("occ:sjukskoterska", "legal:sjukskoterska", Relation.REQUIRED_BY_LAW),
    ("occ:lakare", "legal:lakare", Relation.REQUIRED_BY_LAW),
    ("ssyk:7412", "skill:plc", Relation.ESSENTIAL),
    ("ssyk:7412", "skill:hydraulik", Relation.OPTIONAL),
)
PLACES = {"luleå": "2580", "boden": "2582", "piteå": "2581", "upplands väsby": "0114", "mora": "2062"}


@cache
def extractor() -> Extractor:
    layer = Layer("starter")
    for concept, kind, swedish, english in LABELS:
        layer.concepts.append(ConceptRecord(concept, kind, "ssyk" if concept.startswith("ssyk") else "starter"))
        for language, names in (("sv", swedish), ("en", english)):
            for i, name in enumerate(names.split("|")):
                rank = LabelKind.ALTERNATIVE if i else LabelKind.PREFERRED
                layer.labels.append(LabelRecord(concept, language, name, rank))
    layer.relations += [RelationRecord(s, t, r) for s, t, r in RELATIONS]
    graph = compose("t", [layer]).graph
    return Extractor(graph, build_lexicon(graph), PLACES)


def extract(text: str, headline: str = "") -> Extraction:
    return extractor().extract(headline, text)


def mentions(text: str, headline: str = "") -> dict[str, Mention]:
    """Concept id -> its first mention."""
    found: dict[str, Mention] = {}
    for mention in extract(text, headline).mentions:
        found.setdefault(extractor().graph.id(mention.concept), mention)
    return found


def polarities(text: str) -> str:
    """ "drive:B must, lang:sv merit", by place in the text."""
    return ", ".join(f"{concept} {mention.polarity.value}" for concept, mention in mentions(text).items())
