"""Education levels as CVs give them: degrees and schools by name, in the languages of people who move here."""

import re
from collections.abc import Iterator

from kompetensnav.engine.extraction.spots import Document, Spot, Spotter
from kompetensnav.engine.taxonomy.kinds import Kind

# Ways of saying a level -> labels under which a taxonomy may hold it, tried in order. Where countries count
# differently, the lower level: Ukraine's "молодший спеціаліст" and Arabic two-year diplomas are two years.
_DOCTOR = ("doktorsexamen", "forskarutbildning", "PhD")
_LONG = ("kandidatexamen", "högskoleutbildning", "akademisk examen", "universitet", "university degree")
_VOCATIONAL = ("yrkeshögskoleutbildning", "YH-utbildning", "högskoleutbildning", "higher vocational education")
_UPPER = ("gymnasieutbildning", "gymnasial utbildning", "upper secondary education")
_LOWER = ("grundskola", "grundskoleutbildning", "compulsory school")
_LESS = ("kortare än grundskola", "mindre än grundskola")
_WAYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"ph\.?\s?d\.?|doctorate|doctoral degree|doctor of \w+|doktorsgrad|dr\.? (?:phil|ing)\.?|promotion"
     r"|кандидат\w* наук"
     r"|доктор\w* (?:наук|філософії)|аспірантур\w+|دكتوراه|الدكتوراه", _DOCTOR),
    (r"(?:bachelor|master|baccalaureate)(?:['’]?s)?(?: degree| of (?:science|arts|engineering|education|business"
     r"(?: administration)?|commerce|technology|laws?|nursing|social work|fine arts|philosophy))?"
     r"|(?-i:[BM]\.?\s?(?:Sc|SC|Eng|A|Tech|Ed|Com|Phil)\.?(?= in| of|,| [A-Z(])|E?MBA|BSc|MSc|BEng|MEng|BBA)"
     r"|university (?:degree|diploma)|postgraduate (?:degree|diploma)|undergraduate degree|honou?rs degree"
     r"|(?:kandidat|magister|master|licentiat)(?:s|er)?(?:examen|grad|uppsats)|filosofie (?:kandidat"
     r"|magister)(?:examen)?"
     r"|(?:civil|högskole)ingenjörs?(?:examen|utbildning)|civilekonom(?:examen)?|\w{4,18}(?:sköterske|lärar"
     r"|jurist|läkar"
     r"|socionom)examen|högskoleexamen|universitetsexamen|bachelorgrad|mastergrad|diplom-\w+"
     r"|бакалавр\w*|магістр\w*|(?:диплом\w* )?спеціаліст\w*(?= (?:з|зі|у|в|за)\b)|(?:повна "
     r"|неповна )?вищ\w+ освіт\w+"
     r"|высшее образование|(?:ال)?بكالوريوس|(?:ال)?بكلوريوس|(?:ال)?ليسانس|(?:ال)?ماجستير|إجازة (?:جامعية|في)"
     r"|شهادة جامعية|(?:ال)?تعليم (?:ال)?(?:عالي|جامعي)", _LONG),
    (r"молодш\w+ (?:спеціаліст\w*|бакалавр\w*)|фахов\w+ (?:передвищ\w+ освіт\w+|молодш\w+ бакалавр\w*)"
     r"|associate(?:['’]s)?"
     r" degree|higher (?:national )?diploma|(?:yh|ky)-(?:utbildning|examen)|yrkeshögskole(?:utbildning|examen)"
     r"|fagskole\w*|meister(?:brief|prüfung)?|معهد (?:متوسط|تقني|فني)|دبلوم\w*|(?:ال)?دبلوم", _VOCATIONAL),
    (r"(?:повна )?(?:загальна )?середн\w+ (?:спеціальн\w+ )?освіт\w+|професійно-технічн\w+ (?:освіт\w+|училищ\w+)"
     r"|профтехосвіт\w+|атестат\w*(?: про \w+ \w+ освіту)?|среднее образование"
     r"|(?:ال)?ثانوي(?:ة|ه) (?:ال)?عام(?:ة|ه)|(?:شهادة )?(?:ال)?(?:دراسة )?(?:ال)?ثانوية|(?:ال)?توجيهي"
     r"|(?:ال)?بكالوريا"
     r"|(?:ال)?تعليم (?:ال)?ثانوي|high school diploma|secondary school (?:diploma|certificate)|(?-i:GED)|A-levels"
     r"|vocational (?:degree|diploma|training|education|certificate|high school diploma)(?: certificate| diploma)?"
     r"|abitur|videregående(?: skole)?|studentereksamen|(?:gymnasie|student)examen"
     r"|(?:vård- och omsorgs|el- och energi|bygg- och anläggnings|fordons- och transport|barn- och fritids"
     r"|industritekniska"
     r"|hotell- och turism|restaurang- och livsmedels|vvs- och fastighets|naturbruks|handels- och administrations"
     r"|natur(?:vetenskaps|vetenskapliga )|samhälls(?:vetenskaps|vetenskapliga )|teknik|ekonomi|estetiska "
     r"|hantverks"
     r"|försäljnings- och service)programmet", _UPPER),
    (r"(?:базова|неповна) (?:загальна )?середня освіта|9 класів|(?:شهادة )?(?:ال)?(?:إعدادية|اعدادية|متوسطة)"
     r"|(?:ال)?تعليم (?:ال)?أساسي|hauptschul\w+|folkeskole\w*|ungdomsskole\w*", _LOWER),
    (r"(?:شهادة )?(?:ال)?ابتدائية|(?:ال)?تعليم (?:ال)?ابتدائي|початкова освіта", _LESS),
)  # fmt: skip
_COMPILED = tuple(
    (re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.IGNORECASE), labels) for pattern, labels in _WAYS
)
_INSTITUTION = re.compile(
    r"(?:\b[A-ZÅÄÖ][\w.&'’-]*[ ]){1,4}$",
)
_SCHOOL_WORD = re.compile(
    r"(?:high school|college|university|gymnasi\w+|secondary school|school|universitet\w*|högskola\w*"
    r"|academy|institute)",
    re.IGNORECASE,
)


class CvEducationFinder:
    """Finds education levels that CVs name; ways whose level the taxonomy lacks are left."""

    def __init__(self, spotter: Spotter) -> None:
        found = [(p, [spotter.lookup(label, Kind.EDUCATION_LEVEL) for label in labels]) for p, labels in _COMPILED]
        self._ways = [(pattern, next(s for s in spots if s)) for pattern, spots in found if any(spots)]

    def find(self, document: Document) -> Iterator[Spot]:
        """One spot for each way of saying a level; spots may overlap."""
        for pattern, level in self._ways:
            for m in pattern.finditer(document.text):
                yield Spot(m.start(), m.end(), level.concept, Kind.EDUCATION_LEVEL, level.label, 0.95)


def names_a_school(text: str, spot: Spot) -> bool:
    """Whether the words are part of a school's name ("Los Angeles High School") and no level reached."""
    found = text[spot.start : spot.end]
    if not _SCHOOL_WORD.fullmatch(found):
        return False
    before = text[max(0, spot.start - 60) : spot.start]
    after = text[spot.end : spot.end + 12]
    return _INSTITUTION.search(before) is not None or after.startswith((" of ", " i ", " in "))
