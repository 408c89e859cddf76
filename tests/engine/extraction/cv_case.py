"""A small taxonomy for tests of CVs, in four languages, and short ways to read with it."""

from datetime import date
from functools import cache

from kompetensnav.engine.extraction.cv import CvExtractor
from kompetensnav.engine.extraction.cv_mentions import CvExtraction, CvMention
from kompetensnav.engine.linking.lexicon import build_lexicon
from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer, RelationRecord

TODAY = date(2024, 6, 1)
# id, kind, Swedish, English, Ukrainian and Arabic labels; the first of each is the preferred one.
LABELS: tuple[tuple[str, Kind, str, str, str, str], ...] = (
    ("ssyk:7212", Kind.OCCUPATION_GROUP, "Svetsare och gasskärare", "Welders and flame cutters", "", ""),
    ("occ:svetsare", Kind.OCCUPATION, "Svetsare", "Welder", "Зварювальник", "لحّام"),
    (
        "occ:underskoterska",
        Kind.OCCUPATION,
        "Undersköterska",
        "Assistant nurse",
        "Молодша медсестра",
        "مساعد تمريض",
    ),
    ("occ:sjukskoterska", Kind.OCCUPATION, "Sjuksköterska", "Nurse", "Медсестра", "ممرض"),
    ("occ:vardbitrade", Kind.OCCUPATION, "Vårdbiträde", "Care assistant", "", ""),
    ("occ:elektriker", Kind.OCCUPATION, "Installationselektriker|Elektriker", "Electrician", "Електрик", "كهربائي"),
    ("occ:automation", Kind.OCCUPATION, "Automationselektriker", "Automation electrician", "", ""),
    ("occ:lager", Kind.OCCUPATION, "Lagerarbetare", "Warehouse worker", "Комірник", "عامل مستودع"),
    ("occ:vd", Kind.OCCUPATION, "Verkställande direktör|VD", "CEO", "", ""),
    ("occ:utvecklare", Kind.OCCUPATION, "Systemutvecklare", "Software developer", "Програміст", "مبرمج"),
    ("occ:montor", Kind.OCCUPATION, "Montör", "Assembly worker", "", ""),
    ("occ:barnskotare", Kind.OCCUPATION, "Barnskötare", "Childminder", "Помічник вихователя", ""),
    ("occ:slusar", Kind.OCCUPATION, "Mekaniker", "Mechanic", "Слюсар", "ميكانيكي"),
    ("occ:ekonom", Kind.OCCUPATION, "Redovisningsekonom", "Accountant", "Бухгалтер", "محاسب"),
    ("occ:saljchef", Kind.OCCUPATION, "Försäljningschef", "Sales manager", "", "مدير مبيعات"),
    ("occ:lastbil", Kind.OCCUPATION, "Lastbilsförare", "Lorry driver", "Водій вантажівки", "سائق شاحنة"),
    ("occ:buss", Kind.OCCUPATION, "Bussförare", "Bus driver", "Водій автобуса", "سائق حافلة"),
    ("occ:smed", Kind.OCCUPATION, "Smed", "Blacksmith", "Коваль", "حداد"),
    ("occ:bondar", Kind.OCCUPATION, "Tunnbindare", "Cooper", "Бондар", ""),
    ("occ:larare", Kind.OCCUPATION, "Lärare", "Teacher", "Вчитель", "مدرس"),
    ("skill:svetsning", Kind.SKILL, "Svetsning", "Welding", "Зварювання", "لحام"),
    ("skill:mig", Kind.SKILL, "MIG/MAG-svetsning|MIG/MAG", "MIG/MAG welding", "Зварювання MIG/MAG", ""),
    ("skill:ritning", Kind.SKILL, "Ritningsläsning", "Blueprint reading", "Читання креслень", ""),
    ("skill:plc", Kind.SKILL, "PLC-programmering", "PLC programming", "", ""),
    ("skill:autocad", Kind.SKILL, "AutoCAD", "AutoCAD", "", ""),
    ("skill:felsokning", Kind.SKILL, "Felsökning", "Troubleshooting", "", ""),
    ("skill:elinstallation", Kind.SKILL, "Elinstallation", "Electrical installation", "", ""),
    ("skill:python", Kind.SKILL, "Python", "Python", "", ""),
    ("skill:sql", Kind.SKILL, "SQL", "SQL", "", ""),
    ("skill:excel", Kind.SKILL, "MS Excel|Excel", "Microsoft Excel|Excel", "", ""),
    ("skill:teams", Kind.SKILL, "Microsoft Teams|Teams", "Microsoft Teams", "", ""),
    ("skill:truck", Kind.SKILL, "Truckkort|Truckkort A+B", "Forklift certificate", "", ""),
    ("skill:arbetsledning", Kind.SKILL, "Arbetsledning", "Work supervision", "", ""),
    ("skill:problem", Kind.SKILL, "Problemlösning", "Problem solving", "", ""),
    ("skill:kommunikation", Kind.SKILL, "Kommunikation", "Communication", "", ""),
    ("skill:kundservice", Kind.SKILL, "Kundservice", "Customer service", "Обслуговування клієнтів", "خدمة العملاء"),
    ("skill:rapport", Kind.SKILL, "Rapportskrivning", "Report writing", "", ""),
    ("skill:redovisning", Kind.SKILL, "Redovisning", "Accounting", "Бухгалтерський облік", "المحاسبة"),
    ("skill:matlagning", Kind.SKILL, "Matlagning", "Cooking", "Кулінарія", "الطبخ"),
    ("skill:tradgard", Kind.SKILL, "Trädgårdsskötsel|trädgård", "Gardening", "", ""),
    ("skill:jakt", Kind.SKILL, "Jaga", "Hunt", "", ""),
    ("skill:modersmal", Kind.SKILL, "Modersmål", "Mother tongue teaching", "", ""),
    ("know:aldre", Kind.KNOWLEDGE, "Äldreomsorg", "Elderly care", "", ""),
    ("know:demens", Kind.KNOWLEDGE, "Demensvård", "Dementia care", "", ""),
    ("lang:sv", Kind.LANGUAGE, "Svenska", "Swedish", "Шведська", "السويدية"),
    ("lang:en", Kind.LANGUAGE, "Engelska", "English", "Англійська", "الإنجليزية"),
    ("lang:ar", Kind.LANGUAGE, "Arabiska", "Arabic", "Арабська", "العربية"),
    ("lang:uk", Kind.LANGUAGE, "Ukrainska", "Ukrainian", "Українська", "الأوكرانية"),
    ("lang:ru", Kind.LANGUAGE, "Ryska", "Russian", "Російська", "الروسية"),
    ("lang:pl", Kind.LANGUAGE, "Polska", "Polish", "Польська", "البولندية"),
    ("lang:de", Kind.LANGUAGE, "Tyska", "German", "Німецька", "الألمانية"),
    ("lang:ku", Kind.LANGUAGE, "Kurdiska", "Kurdish", "Курдська", "الكردية"),
    ("lang:es", Kind.LANGUAGE, "Spanska", "Spanish", "Іспанська", "الإسبانية"),
    ("drive:B", Kind.DRIVING_LICENCE, "Körkort B|körkort", "Driving licence B|driving licence", "", ""),
    ("drive:BE", Kind.DRIVING_LICENCE, "Körkort BE", "Driving licence BE", "", ""),
    ("drive:C", Kind.DRIVING_LICENCE, "Körkort C", "Driving licence C", "", ""),
    ("drive:CE", Kind.DRIVING_LICENCE, "Körkort CE", "Driving licence CE", "", ""),
    ("drive:YKB", Kind.DRIVING_LICENCE, "Yrkeskompetensbevis (YKB)", "Driver CPC", "", ""),
    ("legal:sjukskoterska", Kind.LEGAL_LICENCE, "Legitimerad sjuksköterska", "Licensed nurse", "", ""),
    ("edu:1", Kind.EDUCATION_LEVEL, "Kortare än grundskola", "Less than compulsory school", "", ""),
    ("edu:2", Kind.EDUCATION_LEVEL, "Grundskola", "Compulsory school", "", ""),
    ("edu:3", Kind.EDUCATION_LEVEL, "Gymnasieutbildning", "Upper secondary education|high school", "", ""),
    (
        "edu:5",
        Kind.EDUCATION_LEVEL,
        "Högskoleutbildning|kandidatexamen|yrkeshögskoleutbildning",
        "University degree",
        "",
        "",
    ),
    ("edu:6", Kind.EDUCATION_LEVEL, "Forskarutbildning|doktorsexamen", "PhD", "", ""),
)


@cache
def extractor() -> CvExtractor:
    layer = Layer("starter")
    for concept, kind, *names in LABELS:
        layer.concepts.append(ConceptRecord(concept, kind, "ssyk" if concept.startswith("ssyk") else "starter"))
        for language, labels in zip(("sv", "en", "uk", "ar"), names, strict=True):
            for i, name in enumerate(n for n in labels.split("|") if n):
                rank = LabelKind.ALTERNATIVE if i else LabelKind.PREFERRED
                layer.labels.append(LabelRecord(concept, language, name, rank))
    layer.relations.append(RelationRecord("occ:svetsare", "ssyk:7212", Relation.BROADER))
    graph = compose("t", [layer]).graph
    return CvExtractor(graph, build_lexicon(graph))


def read(text: str) -> CvExtraction:
    return extractor().read(text, TODAY)


def code(mention: CvMention) -> str:
    return extractor().graph.id(mention.concept)


def claims(text: str, *kinds: Kind) -> list[str]:
    """What is claimed, by place: "lang:sv 5" with a level, "occ:svetsare 4.0y" with years, "not drive:B"."""
    found = []
    for m in read(text).mentions:
        if not kinds or m.kind in kinds:
            level = f" {m.level}" if m.level is not None else ""
            years = f" {m.years}y" if m.years is not None else ""
            found.append(f"{'not ' if m.negated else ''}{code(m)}{level}{years}")
    return found
