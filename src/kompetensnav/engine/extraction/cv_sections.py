"""Lines and sections of a CV: under which heading a line stands.

A heading is a line from the tables below, whatever its case, numbering, underline or frame; or the same words at
the start of a line before a colon, a tab, a bar or a wide gap ("Språk: svenska"), where it holds to the next blank
line. Swedish and English CVs use them most; the other languages are those of people who move here.
"""

import re
from dataclasses import dataclass

from kompetensnav.engine.extraction.cv_mentions import CvSection as S
from kompetensnav.engine.text.normalise import fold
from kompetensnav.engine.text.stems import plain_arabic

# Headings, folded, as regular expressions for a whole heading; the first match counts.
_TABLES: tuple[tuple[S, tuple[str, ...]], ...] = (
    (S.LANGUAGES, (
        r"språk(?:kunskaper|kunnighet|kompetens|färdigheter)?|mina språk",
        r"(?:foreign |my )?languages?(?: skills?| proficiency| competences?| knowledge)?|linguistic skills",
        r"språkferdigheter|språkkunnskaper|sprog(?:kundskaber|færdigheder)?|sprach(?:en|kenntnisse)|fremdsprachen",
        r"(?:іноземні |знання |володіння )?мов(?:и|ами)?|(?:знання|володіння) (?:іноземн\w+ )?мов\w*|мовні навички"
        r"|(?:знание )?язык(?:и|ов)",
        r"(?:المهارات |القدرات )?اللغ(?:ات|وية|ة)|لغات|إجادة اللغات",
    )),
    (S.LICENCES, (
        r"(?:körkort|licenser|certifikat|certifieringar|certifiering|behörighet(?:er)?|intyg|legitimation(?:er)?"
        r"|truckkort|tillstånd|diplom)",
        r"(?:kurser|utbildningar),? (?:och|&|/) (?:certifikat|certifieringar|intyg|licenser)",
        r"(?:professional )?(?:driv(?:ing|er'?s?) )?licen[cs]es?|(?:professional )?certific(?:ations?|ates?)"
        r"|(?:licen[cs]es|courses|training) (?:and|&) certific(?:ations?|ates)"
        r"|certific(?:ations?|ates) (?:and|&) (?:licen[cs]es|training|courses)|permits",
        r"førerkort|sertifi(?:kater|seringer)|kørekort|certifikater|führerschein\w*|zertifikate|lizenzen",
        r"водійськ(?:і|е) (?:права|посвідчення)|посвідчення(?: водія)?|права|сертифікати|ліцензії|дозволи",
        r"رخص(?:ة)?(?: ال?(?:قيادة|سواقة|سياقة))?|الرخص|التراخيص|الشهادات(?: المهنية)?"
        r"|شهادات مهنية|شهادة (?:السواقة|السياقة)",
    )),
    (S.REFERENCES, (
        r"referens(?:er|personer)?|references?|referees|referanser|referencer|referenzen"
        r"|(?:referenser|references) (?:lämnas|finns|available|ges|upon|on).{0,30}",
        r"рекомендації|референси|рекомендаційні листи|рекомендатели|المراجع|مراجع|المعرفون|التوصيات",
    )),
    (S.INTERESTS, (
        r"(?:personliga |mina |övriga )?intressen|fritid(?:sintressen|saktiviteter)?|hobb(?:y|ys|yer|ies)"
        r"|på fritiden"
        r"|om mig privat",
        r"(?:personal |other )?interests|hobb(?:y|ies)(?: (?:and|&) interests)?|leisure(?: activities)?"
        r"|interests (?:and|&) hobbies",
        r"interesser|fritidsinteresser|interessen|hobbys|freizeit",
        r"інтереси|захоплення|хобі|увлечения|الهوايات|هوايات|الاهتمامات|الهوايات والاهتمامات",
    )),
    (S.EXPERIENCE, (
        r"(?:relevant |tidigare |övrig |annan |min |senaste |professionell )*(?:arbetslivs|arbets|yrkes|jobb)?"
        r"erfarenhet(?:er)?(?: i urval)?",
        r"(?:tidigare |nuvarande |senaste )*(?:anställning(?:ar)?|jobb|arbeten?|arbetsgivare)|anställningshistorik"
        r"|arbetshistorik|arbetsliv|karriär|praktik(?:platser)?|(?:ideella |förtroende)?uppdrag|ideellt arbete"
        r"|yrkesliv|yrkesbakgrund|tjänstgöring",
        r"(?:my |work |working |professional |employment |relevant |job |career |previous |other |teaching "
        r"|clinical "
        r"|industry |additional |volunteer |selected )*(?:experiences?|history|employment|career|jobs)"
        r"|(?:professional|work|career) background|internships?|volunteering|voluntary work|positions held",
        r"(?:arbeids|yrkes|relevant )?erfaring|praksis|(?:erhvervs|arbejds)erfaring|ansættelser|stillinger",
        r"(?:praktische )?(?:berufs)?erfahrung(?:en)?|beruflicher werdegang|berufspraxis|berufstätigkeit|praktika",
        r"(?:професійний |трудовий |мій )?досвід(?: роботи)?|трудова діяльність|місця роботи|робота|стаж"
        r"|опыт(?: работы)?|трудовий стаж",
        r"(?:ال)?خبر(?:ة|ات)(?: (?:ال)?(?:عملية|مهنية|عمل|وظيفية))?|التاريخ (?:الوظيفي|المهني)|الوظائف السابقة"
        r"|السيرة المهنية|الخبرة في العمل",
    )),
    (S.EDUCATION, (
        r"(?:min |övrig |formell |akademisk |relevant |kompletterande )*utbildning(?:ar|sbakgrund)?"
        r"|(?:akademiska )?studier|kurser|skolgång|examina|fortbildning|vidareutbildning"
        r"|utbildning(?:ar)? (?:och|&) "
        r"(?:kurser|studier)|skola",
        r"(?:formal |academic |further |higher |my |professional )*(?:education|studies|training|coursework)"
        r"|(?:academic|educational) (?:background|qualifications|history|record)|courses|degrees"
        r"|education (?:and|&) (?:training|courses)|academics",
        r"utdann(?:ing|else)|kurs(?:er)?|uddannelse(?:r)?|(?:schul|aus|weiter)?bildung|studium|bildungsweg|schule",
        r"(?:додаткова |вища |моя )?освіта|навчання|(?:додаткові )?курси|образование"
        r"|освіта (?:та|і|й) (?:навчання|курси)|підвищення кваліфікації",
        r"(?:ال)?تعليم|(?:ال)?مؤهلات(?: (?:ال)?(?:علمية|أكاديمية|دراسية))?|المؤهل (?:العلمي|الدراسي)|الدراسة"
        r"|التحصيل (?:العلمي|الدراسي)|الشهادات (?:العلمية|الدراسية|الأكاديمية)|(?:ال)?دورات(?: (?:ال)?تدريبية)?"
        r"|التعليم والتدريب|التدريب",
    )),
    (S.SKILLS, (
        r"(?:tekniska |övriga |särskilda |personliga |mina |yrkes|data|it-?|nyckel|kärn|fack|digitala "
        r"|språk- och )*"
        r" ?(?:kunskaper|kompetens(?:er|områden)?|färdigheter|kvalifikationer|styrkor|förmågor|egenskaper|meriter)",
        r"ansvar (?:och|&) självständighet|verktyg|program(?:vara|varor)?|teknik(?:er)?|data(?:vana)?|vad jag kan",
        r"(?:key |core |technical |professional |soft |hard |computer |it |digital |personal |relevant |other "
        r"|transferable |additional |main |special |my |job-related |social |organi[sz]ational |communication )*"
        r"(?:skills?|competenc(?:es?|ies)|expertise|abilities|strengths|proficienc(?:y|ies)|tools|technologies"
        r"|qualifications|knowledge|software|capabilities|skill ?set)(?: summary| highlights)?"
        r"|areas of (?:expertise|knowledge)|tools (?:and|&) technologies|summary of (?:skills|qualifications)",
        r"ferdigheter|kompetanse|nøkkelkompetanse|kompetencer|færdigheder|(?:edv-|fach)?kenntnisse|fähigkeiten"
        r"|kompetenzen|stärken",
        r"(?:ключові |професійні |технічні |основні |додаткові |особисті |комп'ютерні |цифрові )*"
        r"(?:навички|вміння|уміння|компетенції|компетентності|знання|якості)"
        r"|(?:навички|знання) (?:та|і|й) (?:вміння|уміння|навички)|навыки",
        r"(?:ال)?مهارات(?: (?:ال)?(?:شخصية|تقنية|مهنية|حاسوبية|حاسوب|فنية|عملية|كمبيوتر))*|(?:ال)?قدرات|الكفاءات"
        r"|المهارات والقدرات|المعرفة",
    )),
    (S.SUMMARY, (
        r"(?:kort |lite )?(?:om mig(?: själv)?|sammanfattning|presentation|personlig presentation|bakgrund)"
        r"|(?:personlig |yrkes|min )?profil|(?:mitt |mina |karriär|yrkes)?mål(?:sättning)?|jag söker"
        r"|önskat (?:jobb|arbete)"
        r"|introduktion|personligt brev",
        r"(?:professional |career |executive |personal |my )*(?:summary|profile|statement|overview|introduction)"
        r"|about(?: me)?|highlights|background"
        r"|(?:career |professional |job )?(?:objectives?|goals?)|desired (?:job|position)",
        r"sammendrag|resumé|nøkkelkvalifikasjoner|kurzprofil|über mich|zusammenfassung|profiltekst",
        r"(?:коротко )?про (?:себе|мене)|профіль|(?:моя )?мета|ціль|бажана посада|обо мне",
        r"نبذة(?: (?:شخصية|عني|مختصرة|مهنية))?|(?:ال)?ملخص(?: (?:ال)?(?:مهني|شخصي))?"
        r"|(?:ال)?(?:هدف|أهداف)(?: (?:ال)?(?:وظيفي|مهني|مهنية|وظيفية))?|من أنا|الملف الشخصي",
    )),
    (S.CONTACT, (
        r"kontakt(?:uppgifter|information|info)?|person(?:liga )?uppgifter|personlig information|personalia"
        r"|personligt|adress",
        r"contact(?: (?:information|details|info|me))?|personal (?:information|details|data|info)",
        r"kontaktinformasjon|kontaktoplysninger|personlige oplysninger|persönliche daten|kontaktdaten",
        r"контакти|контактна інформація|контактні дані|(?:особист|персональн)(?:а інформація|і дані)",
        r"معلومات (?:الاتصال|التواصل|شخصية)|(?:المعلومات|البيانات) الشخصية|بيانات (?:الاتصال|شخصية)"
        r"|الاتصال|التواصل",
        r"curriculum vitae|cv|c\.v\.|meritförteckning|résumé|resume|lebenslauf|резюме|автобіографія"
        r"|(?:ال)?سيرة (?:ال)?ذاتية",
    )),
    (S.OTHER, (
        r"övrigt|övriga? (?:upplysningar|information)|publikationer|utmärkelser|priser|(?:egna )?projekt"
        r"|medlemskap",
        r"(?:additional|other) information|publications|awards?(?: (?:and|&) (?:honou?rs|achievements))?|honou?rs"
        r"|achievements|projects|memberships?|professional (?:affiliations|memberships)|miscellaneous|activities",
        r"annet|andet|sonstiges|додаткова інформація|інше|досягнення|معلومات إضافية|أخرى|الإنجازات|الجوائز",
    )),
)  # fmt: skip
_PATTERNS = tuple((section, re.compile("|".join(plain_arabic(p) for p in table))) for section, table in _TABLES)
_WISHES = re.compile(
    plain_arabic(
        r".*(?:mål|jag söker|önskat|objective|goal|desired|мета|ціль|бажана).*|(?:ال)?(?:هدف|أهداف)(?: .*)?"
    )
)

_FRAME = re.compile(r"^[\s\W_]+|[\s\W_]+$")
_NUMBER = re.compile(r"^\s*(?:\d{1,2}|[IVX]{1,4}|[A-H])[.)]\s+")
_LIST_ITEM = re.compile(r"^\s*[-–•·*◦‣]\s+")
_BULLET = re.compile(r"^\s*(?:[-–—•·●▪◦*✓✔➤►‣○■□▶»|]|\d{1,2}[.)])\s+")
_INLINE = re.compile(r"^(?P<head>[^\n:|\t]{2,45}?)\s*(?:[:：|\t]|\s[-–—]\s|\s{3,})\s*(?P<rest>\S.*)$")
_SPACED = re.compile(r"^(?:\w\s){2,}\w$")
_JOINED = re.compile(r"\s*(?:,|/|&|\||\+|\bund\b|\boch\b|\band\b|\bog\b|\bта\b|\bі\b|\bй\b)\s*|\s+و(?=ال)")
_RULE = re.compile(r"^[\s\x00\-=_*~#─━═.]{3,}$")  # a line of dashes under a heading is as good as blank
_ROW = re.compile(r"[|\t]|\d{4}\s*[-–—]")
_LONGEST = 60  # characters of a heading
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class CvLine:
    """One line: its span without the line break; ``body`` is where the content begins, after bullet or heading.

    ``head`` is the heading it stands under, folded; ``heading``: the line is nothing but that heading.
    """

    start: int
    end: int
    body: int
    section: S
    head: str
    heading: bool
    item: bool
    blank: bool

    @property
    def wished(self) -> bool:
        """Whether the heading announces what the person wants rather than has."""
        return _WISHES.fullmatch(self.head) is not None


def cv_heading(words: str) -> S | None:
    """The section a heading opens, or None where the words are no heading."""
    folded = _folded(words)
    if not folded or len(folded) > _LONGEST or folded.count(" ") >= _MOST_WORDS:
        return None
    whole = _section_of(folded)
    if whole is not None:
        return whole
    parts = [p for p in _JOINED.split(folded) if p]
    sections = [_section_of(p) for p in parts]
    return sections[0] if len(parts) > 1 and all(sections) else None


def _section_of(folded: str) -> S | None:
    return next((section for section, pattern in _PATTERNS if pattern.fullmatch(folded)), None)


def _folded(words: str) -> str:
    bare = _FRAME.sub("", _NUMBER.sub("", words))
    if _SPACED.match(bare):
        bare = bare.replace(" ", "")
    return plain_arabic(fold(bare))


def read_cv_lines(text: str) -> list[CvLine]:
    """The lines of a CV in order. What stands before the first heading is the summary."""
    lines: list[CvLine] = []
    block, head = S.SUMMARY, ""  # opened by a heading of its own line
    now, now_head = block, head  # of this paragraph
    at = 0
    for raw in text.split("\n"):
        end = at + len(raw.rstrip())
        if not raw.strip() or _RULE.match(raw):
            now, now_head = block, head
            lines.append(CvLine(at, end, end, now, now_head, False, False, True))
            at += len(raw) + 1
            continue
        if _ROW.search(raw):
            now, now_head = block, head  # a new row or a new job ends what was named within a line
        section, rest = _heading(raw)
        whole = section is not None and rest >= len(raw.rstrip())
        if section is not None:
            now, now_head = section, _folded(raw[:rest])
            if whole:
                block, head = now, now_head
        bullet = _BULLET.match(raw)
        body = at + (rest if section is not None else bullet.end() if bullet else len(raw) - len(raw.lstrip()))
        lines.append(CvLine(at, end, min(body, end), now, now_head, whole, bullet is not None, False))
        at += len(raw) + 1
    return lines


def _heading(raw: str) -> tuple[S | None, int]:
    """(section, where the content after the heading begins) of a line."""
    stripped = raw.strip()
    named = stripped.endswith(":") or stripped.isupper()
    if len(stripped) <= _LONGEST + 20 and (named or not _LIST_ITEM.match(raw)):
        section = cv_heading(raw)
        if section is not None:
            return section, len(raw)
    bare = raw.strip(" \t|")  # a row of a table may stand between bars
    inline = _INLINE.match(bare)
    if inline is not None and (section := cv_heading(inline["head"])) is not None:
        return section, len(raw) - len(raw.lstrip(" \t|")) + inline.start("rest")
    return None, 0
