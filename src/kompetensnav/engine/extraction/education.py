"""Education levels said in other words than a label: *utbildning på högskolenivå*, *gymnasieutbildad*."""

import re
from collections.abc import Iterator

from kompetensnav.engine.extraction.spots import Document, Spot, Spotter
from kompetensnav.engine.taxonomy.kinds import Kind

# Repetitions are bounded, so that no text takes quadratic time.
# Ways of saying a level -> labels under which a taxonomy may hold it, tried in order.
WAYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"disputerad|forskarutbildad|doktorsexamen(?: \w+)?|licentiatexamen|doctoral degree|ph\.?d\.?",
     ("doktorsexamen", "forskarutbildning", "doctoral degree", "PhD")),
    (r"(?:eftergymnasial |relevant |teknisk |ekonomisk |naturvetenskaplig |annan |lämplig ){0,4}(?:högskole"
        r"|universitets|akademisk )(?:utbildning|utbildad|examen|studier)"
     r"|utbildning (?:på|från) (?:högskole|universitets|högskola|universitet)(?:nivå)?"
     r"|utbildning på (?:akademisk|eftergymnasial) nivå|(?:ekonomisk |teknisk "
     r"|relevant )?utbildning på högskolenivå"
     r"|akademiker|akademiskt? (?:examen|utbildad)|högskoleutbildad|universitetsutbildad"
     r"|civilingenjörs?(?:examen|utbildning)|högskoleingenjörs?(?:examen|utbildning)|(?:kandidat|magister"
     r"|master)(?:s|s-)?examen"
     r"|(?:university|academic|college|bachelor(?:'s|’s)?|master(?:'s|’s)?)(?: of \w+)? (?:degree|education"
     r"|diploma)|degree in \w+|higher education",
     ("högskoleutbildning", "akademisk examen", "university degree")),
    (r"yh-utbildning|yh-examen|yh-utbildad|yrkeshögskole(?:utbildning|examen)|utbildning (?:från|på"
        r"|inom) (?:yrkeshögskola|yh)|kvalificerad yrkesutbildning|ky-utbildning|higher vocational (?:education"
        r"|training|diploma)",
     ("yrkeshögskoleutbildning", "YH-utbildning", "higher vocational education")),
    (r"eftergymnasial utbildning", ("eftergymnasial utbildning", "högskoleutbildning")),
    (r"(?:fullständig |avslutad |fullföljd |godkänd |genomförd |teknisk |relevant "
        r"|minst ){0,4}gymnasie?(?:al)?[- ]?(?:utbildning|examen|kompetens|nivå|betyg|utbildad|ingenjör)"
        r"|gymnasial (?:utbildning|nivå|examen)"
     r"|(?:avslutat?|fullföljt|genomfört|godkänt?) gymnasi(?:um|et)"
     r"|(?:completed )?(?:upper )?secondary (?:school|education)(?: diploma)?|high school (?:diploma|degree"
     r"|education)",
     ("gymnasieutbildning", "gymnasial utbildning", "upper secondary education")),
    (r"(?:avslutad |godkänd ){0,4}grundskole?(?:utbildning|kompetens|betyg)|avslutad grundskola"
        r"|compulsory school education", ("grundskola", "grundskoleutbildning", "compulsory school")),
)  # fmt: skip
_WAYS = tuple((re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), labels) for pattern, labels in WAYS)


class EducationFinder:
    """Finds education levels in a text; ways whose level the taxonomy lacks are left."""

    def __init__(self, spotter: Spotter) -> None:
        found = [
            (pattern, [spotter.lookup(label, Kind.EDUCATION_LEVEL) for label in labels])
            for pattern, labels in _WAYS
        ]
        self._ways = [(pattern, next(s for s in spots if s)) for pattern, spots in found if any(spots)]

    def find(self, document: Document) -> Iterator[Spot]:
        """One spot for each way of saying a level; spots may overlap."""
        for pattern, level in self._ways:
            for m in pattern.finditer(document.text):
                yield Spot(m.start(), m.end(), level.concept, Kind.EDUCATION_LEVEL, level.label, 0.95)
