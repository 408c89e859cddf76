"""Makes the files that people bring: whole ones in every shape, so that tests can damage them."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence

import docx
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, StreamObject

LINES = (
    "Arbetslivserfarenhet",
    "Industrielektriker, Norra Verken AB, 2019 - 2023",
    "Utbildning",
    "Gymnasieutbildning",
    "Engelska B2",
)


def pdf(
    pages: Sequence[Sequence[str]] = (LINES,), attached: Mapping[str, bytes] | None = None, **secret: str
) -> bytes:
    """Lines of Latin text on pages, attachments, and a password where one is given."""
    writer = PdfWriter()
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
    fonts = DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()})
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        shown = "".join(f"({line}) Tj 0 -16 Td " for line in lines)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 11 Tf 50 780 Td {shown} ET".encode("cp1252"))
        page[NameObject("/Contents")] = writer._add_object(stream)
        named = DictionaryObject({NameObject("/F1"): fonts})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): named})
    for name, content in (attached or {}).items():
        writer.add_attachment(name, content)
    if secret:
        writer.encrypt(**secret, algorithm="AES-256")
    return _bytes(writer)


def placed_pdf(lines: Sequence[Sequence[str]]) -> bytes:
    """Pieces of any letters, each line's from the left to the right as they look on the paper."""
    letters = sorted({c for line in lines for piece in line for c in piece})
    code = {c: i + 1 for i, c in enumerate(letters)}
    rows = "".join(f"<{code[c]:02x}> <{ord(c):04x}>\n" for c in letters)
    table = DecodedStreamObject()
    table.set_data(
        f"1 begincodespacerange <00> <ff> endcodespacerange {len(letters)} beginbfchar\n{rows}endbfchar".encode()
    )
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()})
    named[NameObject("/ToUnicode")] = writer._add_object(table)
    shown = ""
    for y, line in enumerate(lines):
        for x, piece in enumerate(line):
            glyphs = "".join(f"{code[c]:02x}" for c in piece)
            shown += f"BT /F1 11 Tf 1 0 0 1 {50 + 60 * x} {780 - 16 * y} Tm <{glyphs}> Tj ET\n"
    stream = DecodedStreamObject()
    stream.set_data(shown.encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): named})}
    )
    return _bytes(writer)


def heavy_pdf(megabytes: int) -> bytes:
    """A small file whose page unpacks to so much."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    stream = StreamObject()
    stream.set_data(b" " * megabytes * 1_000_000)
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    return _bytes(writer)


def _bytes(writer: PdfWriter) -> bytes:
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def word(lines: Sequence[str] = LINES) -> bytes:
    """Paragraphs."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def word_with(
    parts: Mapping[str, bytes], whole: bytes | None = None, declared: Mapping[str, int] | None = None
) -> bytes:
    """A document with other parts in place of its own or beside them; ``declared`` lies about sizes."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(whole or word())) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in dict.fromkeys([*old.namelist(), *parts]):
            new.writestr(name, parts[name] if name in parts else old.read(name))
        for entry in new.infolist():
            entry.file_size = (declared or {}).get(entry.filename, entry.file_size)
    return made.getvalue()


def part_of(document: bytes, name: str) -> bytes:
    """One part of a document."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return archive.read(name)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A container of any parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def as_json(value: object) -> bytes:
    """A value as a file."""
    return json.dumps(value, ensure_ascii=False).encode()


CANDIDATE = """<?xml version="1.0" encoding="UTF-8"?>
<Candidate xmlns="http://www.europass.eu/1.0" xmlns:hr="http://www.hr-xml.org/3"
 xmlns:oa="http://www.openapplications.org/oagis/9" xmlns:eures="http://www.europass_eures.eu/1.0">
<CandidatePerson><PersonName><oa:GivenName>Hemlig</oa:GivenName><hr:FamilyName>Person</hr:FamilyName></PersonName>
<hr:BirthDate>1980-01-01</hr:BirthDate><PrimaryLanguageCode name="NORMAL">ukr</PrimaryLanguageCode></CandidatePerson>
<CandidateProfile languageCode="sv"><hr:ExecutiveSummary>&lt;p&gt;Noggrann &amp;amp; lugn&lt;/p&gt;</hr:ExecutiveSummary>
<EmploymentHistory><EmployerHistory><hr:OrganizationName>Norra Verken AB</hr:OrganizationName>
<PositionHistory><PositionTitle typeCode="FREETEXT">Industrielektriker</PositionTitle>
<eures:EmploymentPeriod><eures:StartDate><hr:FormattedDateTime>2019-06-15</hr:FormattedDateTime></eures:StartDate>
<eures:EndDate><hr:FormattedDateTime>2023-03-31</hr:FormattedDateTime></eures:EndDate></eures:EmploymentPeriod>
<oa:Description>&lt;ul&gt;&lt;li&gt;PLC-programmering&lt;/li&gt;&lt;/ul&gt;</oa:Description></PositionHistory>
</EmployerHistory></EmploymentHistory>
<EducationHistory><EducationOrganizationAttendance><hr:OrganizationName>Björknäsgymnasiet</hr:OrganizationName>
<EducationLevelCode>4</EducationLevelCode><EducationDegree><hr:DegreeName>El- och energiprogrammet</hr:DegreeName>
</EducationDegree></EducationOrganizationAttendance></EducationHistory>
<eures:Licenses><eures:License><hr:LicenseTypeCode>B</hr:LicenseTypeCode></eures:License></eures:Licenses>
<PersonQualifications><PersonCompetency><CompetencyID schemeName="NORMAL">eng</CompetencyID>
<hr:TaxonomyID>language</hr:TaxonomyID>
<eures:CompetencyDimension><hr:CompetencyDimensionTypeCode>CEF-Understanding-Listening</hr:CompetencyDimensionTypeCode>
<eures:Score><hr:ScoreText>C1</hr:ScoreText></eures:Score></eures:CompetencyDimension>
<eures:CompetencyDimension><hr:CompetencyDimensionTypeCode>CEF-Writing-Production</hr:CompetencyDimensionTypeCode>
<eures:Score><hr:ScoreText>B2</hr:ScoreText></eures:Score></eures:CompetencyDimension></PersonCompetency>
</PersonQualifications>
<Skills><SkillsGroup><Title>Digitalt</Title><PersonCompetency><hr:TaxonomyID>Digital_Skill</hr:TaxonomyID>
<hr:CompetencyName>Microsoft Excel</hr:CompetencyName></PersonCompetency></SkillsGroup></Skills>
</CandidateProfile></Candidate>""".encode()

PASSPORT_XML = """<?xml version="1.0" encoding="UTF-8"?>
<SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass" locale="sv"><LearnerInfo>
<Identification><PersonName><FirstName>Hemlig</FirstName><Surname>Person</Surname></PersonName></Identification>
<WorkExperienceList><WorkExperience><Period><From year="2019" month="--06"/><To year="2023" month="--03"/></Period>
<Position><Label>Industrielektriker</Label></Position><Activities>PLC-programmering</Activities>
<Employer><Name>Norra Verken AB</Name></Employer></WorkExperience></WorkExperienceList>
<EducationList><Education><Title>El- och energiprogrammet</Title>
<Organisation><Name>Björknäsgymnasiet</Name></Organisation><Level><Code>4</Code></Level></Education></EducationList>
<Skills><Linguistic><MotherTongueList><MotherTongue><Description><Code>uk</Code><Label>Ukrainska</Label></Description>
</MotherTongue></MotherTongueList><ForeignLanguageList><ForeignLanguage><Description><Code>en</Code>
<Label>Engelska</Label></Description><ProficiencyLevel><Listening>C1</Listening><Writing>B2</Writing></ProficiencyLevel>
</ForeignLanguage></ForeignLanguageList></Linguistic><Computer><Description>Microsoft Excel</Description></Computer>
<Driving><Description><Licence>B</Licence></Description></Driving></Skills></LearnerInfo></SkillsPassport>""".encode()

PASSPORT_JSON = {
    "SkillsPassport": {
        "Locale": "sv",
        "LearnerInfo": {
            "Identification": {"PersonName": {"FirstName": "Hemlig", "Surname": "Person"}},
            "WorkExperience": [
                {
                    "Period": {"From": {"Year": 2019, "Month": 6}, "To": {"Year": 2023, "Month": 3}},
                    "Position": {"Label": "Industrielektriker"},
                    "Activities": "PLC-programmering",
                    "Employer": {"Name": "Norra Verken AB"},
                }
            ],
            "Education": [
                {
                    "Title": "El- och energiprogrammet",
                    "Organisation": {"Name": "Björknäsgymnasiet"},
                    "Level": {"Code": "4"},
                }
            ],
            "Skills": {
                "Linguistic": {
                    "MotherTongue": [{"Description": {"Code": "uk", "Label": "Ukrainska"}}],
                    "ForeignLanguage": [
                        {
                            "Description": {"Code": "en", "Label": "Engelska"},
                            "ProficiencyLevel": {"Listening": "C1", "Writing": "B2"},
                        }
                    ],
                },
                "Computer": {"Description": "Microsoft Excel"},
                "Driving": {"Description": ["B"]},
            },
        },
    }
}

JSON_RESUME = {
    "basics": {"name": "Hemlig Person", "email": "hemlig@example.test", "summary": "Noggrann och lugn"},
    "work": [
        {
            "name": "Norra Verken AB",
            "position": "Industrielektriker",
            "startDate": "2019-06",
            "endDate": "2023-03",
            "highlights": ["PLC-programmering"],
        }
    ],
    "education": [{"institution": "Björknäsgymnasiet", "area": "El och energi", "studyType": "Gymnasieutbildning"}],
    "skills": [{"name": "Kontor", "keywords": ["Microsoft Excel"]}],
    "languages": [
        {"language": "Ukrainska", "fluency": "Native speaker"},
        {"language": "Engelska", "fluency": "B2"},
    ],
    "interests": [{"name": "Kyrkokör"}],
}

HR_OPEN = {
    "person": {"name": {"given": "Hemlig", "family": "Person"}},
    "profiles": {
        "item": [
            {
                "languageCode": "sv",
                "employment": {
                    "item": [
                        {
                            "organization": {"legalId": {"value": "Norra Verken AB"}},
                            "start": "2019-06-15",
                            "end": "2023-03-31",
                            "positionHistories": {
                                "item": [{"title": "Industrielektriker", "descriptions": ["PLC-programmering"]}]
                            },
                        }
                    ]
                },
                "education": {
                    "item": [
                        {
                            "institution": {"name": "Björknäsgymnasiet"},
                            "educationDegrees": [{"name": "El- och energiprogrammet", "eqfLevel": "4"}],
                        }
                    ]
                },
                "qualifications": [{"competencyName": "Microsoft Excel"}],
                "languages": [
                    {"languageCode": "uk", "proficiency": "Native"},
                    {"languageCode": "en-GB", "proficiency": "B2"},
                ],
                "licenses": {"item": [{"type": {"id": {"value": "AM B"}}}]},
            }
        ]
    },
}
