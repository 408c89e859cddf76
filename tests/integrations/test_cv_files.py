"""Files that people bring: what is read, and what each file that cannot be read is told to do about it."""

import io
import random
import signal
import subprocess
import sys

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kompetensnav.integrations.cv import read as reading
from kompetensnav.integrations.cv.apart import MEMORY_MEGABYTES
from kompetensnav.integrations.cv.content import Content, content_of, decoded
from kompetensnav.integrations.cv.cv_text import LONGEST_TEXT, CvText, Form, pasted, tidy
from kompetensnav.integrations.cv.pdf import MOST_PAGES, read_pdf
from kompetensnav.integrations.cv.read import MEGABYTES, read_cv_file
from kompetensnav.integrations.cv.structured import read_json, read_xml
from kompetensnav.integrations.cv.word import read_word
from kompetensnav.runtime.problems import InputError
from kompetensnav.wording import LANGUAGES, Words
from tests.integrations import cv_files

LAUGHS = b"<!DOCTYPE a [" + b"".join(
    b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10 if i else b"ha") for i in range(10)
) + b"]><Candidate>&l9;</Candidate>"  # fmt: skip
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Candidate><CandidateProfile>&x;</CandidateProfile></Candidate>'
DOCUMENT = "word/document.xml"
MACROS = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    b"</Types>"
)
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

REFUSED = {
    "nothing": ("cv.txt", lambda: b"", "cv.empty"),
    "blanks": ("cv.txt", lambda: b" \r\n\t \xef\xbb\xbf", "cv.empty"),
    "signs alone": ("cv.txt", lambda: b"--- ... 123", "cv.empty"),
    "too large": ("cv.pdf", lambda: b"%PDF-" + bytes(MEGABYTES * 1_000_000), "cv.too-large"),
    "too long": ("cv.txt", lambda: b"svetsare " * 20_000, "cv.too-long"),
    "300 pages": ("cv.pdf", lambda: cv_files.pdf([cv_files.LINES[:1]] * 300), "cv.too-many-pages"),
    "pdf with password": ("cv.pdf", lambda: cv_files.pdf(user_password="hemligt"), "cv.password"),
    "scanned pdf": ("cv.pdf", lambda: cv_files.pdf([[]]), "cv.no-text"),
    "a stamp alone": ("cv.pdf", lambda: cv_files.pdf([["Skannad 2024"]]), "cv.no-text"),
    "rubbish from a font": ("cv.pdf", lambda: cv_files.pdf([["~{}|^`" * 40 + "a" * 50]]), "cv.no-text"),
    "half a pdf": ("cv.pdf", lambda: cv_files.pdf()[:400], "cv.broken"),
    "pdf that unpacks without end": ("cv.pdf", lambda: cv_files.heavy_pdf(200), "cv.no-text"),
    "half a document": ("cv.docx", lambda: cv_files.word()[:9_000], "cv.broken"),
    "document without parts": ("cv.docx", lambda: cv_files.zipped({DOCUMENT: b"<a/>"}), "cv.broken"),
    "document of no words": ("cv.docx", lambda: cv_files.word(()), "cv.no-text"),
    "zip bomb": ("cv.docx", lambda: cv_files.word_with({"word/media/a.bin": bytes(70_000_000)}), "cv.zip-bomb"),
    "zip bomb of one part": (
        "cv.docx",
        lambda: cv_files.word_with(
            {DOCUMENT: b"<a>" + b"x" * 21_000_000 + b"</a>", "word/media/a.bin": random.Random(1).randbytes(150_000)}
        ),
        "cv.zip-bomb",
    ),
    "zip that lies about sizes": (
        "cv.docx",
        lambda: cv_files.word_with({"word/media/a.bin": bytes(30_000_000)}, declared={"word/media/a.bin": 10}),
        "cv.broken",
    ),
    "zip of many": ("cv.docx", lambda: cv_files.word_with({f"x/{i}": b"" for i in range(1_100)}), "cv.zip-bomb"),
    "document with entities": ("cv.docx", lambda: cv_files.word_with({DOCUMENT: LAUGHS}), "cv.xml-entities"),
    "document that looks outside": ("cv.docx", lambda: cv_files.word_with({DOCUMENT: OUTSIDE}), "cv.xml-entities"),
    "entities in a part of relations": (
        "cv.docx",
        lambda: cv_files.word_with({"word/_rels/document.xml.rels": LAUGHS}),
        "cv.xml-entities",
    ),
    "macros": ("cv.docm", lambda: cv_files.word_with({"word/vbaProject.bin": b"\xd0\xcf"}), "cv.macros"),
    "macros by type": ("cv.docm", lambda: cv_files.word_with({"[Content_Types].xml": MACROS}), "cv.macros"),
    "word with password": ("cv.docx", lambda: OLD_WORD + "EncryptedPackage".encode("utf-16-le"), "cv.password"),
    "old word": ("cv.doc", lambda: OLD_WORD, "cv.old-word"),
    "a zip of something": ("cv.zip", lambda: cv_files.zipped({"a.txt": b"hej"}), "cv.other-format"),
    "odt": ("cv.odt", lambda: cv_files.zipped({"content.xml": b"<a/>"}), "cv.other-format"),
    "half a zip": ("cv.docx", lambda: b"PK\x03\x04", "cv.broken"),
    "rtf": ("cv.rtf", lambda: b"{\\rtf1 hej}", "cv.other-format"),
    "web page": ("cv.html", lambda: b"<!DOCTYPE html><html><body>Svetsare</body></html>", "cv.other-format"),
    "jpeg": ("cv.jpg", lambda: b"\xff\xd8\xff\xe0" + bytes(90), "cv.image"),
    "png called pdf": ("cv.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(90), "cv.image"),
    "webp": ("cv.webp", lambda: b"RIFF\x00\x00\x00\x00WEBPVP8 ", "cv.image"),
    "heic of a telephone": ("cv.heic", lambda: b"\x00\x00\x00\x18ftypheic" + bytes(9), "cv.image"),
    "windows program": ("cv.exe", lambda: b"MZ\x90\x00" + bytes(90), "cv.program"),
    "program called docx": ("cv.docx", lambda: b"\x7fELF\x02\x01" + bytes(90), "cv.program"),
    "script": ("cv.txt", lambda: b"#!/bin/sh\nrm -rf x", "cv.program"),
    "bytes of any kind": ("cv.bin", lambda: random.Random(3).randbytes(5_000), "cv.not-text"),
    "text called pdf": ("cv.pdf", "Jag är svetsare".encode, "cv.wrong-name"),
    "text called docx": ("cv.docx", lambda: b"Jag kan svetsa", "cv.wrong-name"),
    "bytes called docx": ("cv.docx", lambda: random.Random(4).randbytes(5_000), "cv.wrong-name"),
    "text called json": ("cv.json", lambda: b"Jag kan svetsa", "cv.wrong-name"),
    "ukrainian in an old encoding": ("cv.txt", lambda: "Зварник, досвід 5 років".encode("cp1251"), "cv.wrong-encoding"),
    "arabic in an old encoding": ("cv.txt", lambda: "لحام خبرة خمس سنوات".encode("cp1256"), "cv.wrong-encoding"),
    "half a sign of utf-16": ("cv.txt", lambda: "Svetsare".encode("utf-16")[:-1], "cv.wrong-encoding"),
    "billion laughs": ("cv.xml", lambda: LAUGHS, "cv.xml-entities"),
    "xml that looks outside": ("cv.xml", lambda: OUTSIDE, "cv.xml-entities"),
    "half an xml": ("cv.xml", lambda: cv_files.CANDIDATE[:700], "cv.broken"),
    "another xml": ("cv.xml", lambda: b"<invoice><row>1</row></invoice>", "cv.unknown-xml"),
    "europass of nothing": ("cv.xml", lambda: b"<Candidate><CandidateProfile/></Candidate>", "cv.unknown-xml"),
    "xml nested without end": ("cv.xml", lambda: b"<a>" * 5_000 + b"</a>" * 5_000, "cv.broken"),
    "half a json": ("cv.json", lambda: cv_files.as_json(cv_files.JSON_RESUME)[:200], "cv.broken"),
    "another json": ("cv.json", lambda: b'{"hits": [{"id": 1}]}', "cv.unknown-json"),
    "json nested without end": ("cv.json", lambda: b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "cv.broken"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_says_what_to_do(case: str) -> None:
    name, make, code = REFUSED[case]
    with pytest.raises(InputError) as error:
        read_cv_file(name, make())
    [problem] = error.value.problems
    assert problem.code == code
    for language in LANGUAGES:
        sentence = Words(language).problem(problem)
        assert sentence.endswith(".") and "{" not in sentence and name not in sentence


PARAGRAPHS = "\n".join(cv_files.LINES)
READ = {
    "pdf": ("cv.pdf", cv_files.pdf, Form.PDF),
    "pdf called docx": ("cv.docx", cv_files.pdf, Form.PDF),
    "pdf locked for printing alone": (
        "cv.pdf",
        lambda: cv_files.pdf(user_password="", owner_password="x"),
        Form.PDF,
    ),
    "pdf after a letter's head": ("cv.pdf", lambda: b"\r\n\r\n" + cv_files.pdf(), Form.PDF),
    "word": ("cv.docx", cv_files.word, Form.WORD),
    "word without ending": ("cv", cv_files.word, Form.WORD),
    "utf-8": ("cv.txt", PARAGRAPHS.encode, Form.TEXT),
    "utf-8 with mark": ("cv.txt", lambda: b"\xef\xbb\xbf" + PARAGRAPHS.encode(), Form.TEXT),
    "utf-16": ("cv.txt", lambda: PARAGRAPHS.encode("utf-16"), Form.TEXT),
    "utf-16 without mark": ("cv.txt", lambda: PARAGRAPHS.encode("utf-16-le"), Form.TEXT),
    "windows": ("cv.txt", lambda: PARAGRAPHS.encode("cp1252"), Form.TEXT),
    "text without ending": ("mitt cv", PARAGRAPHS.encode, Form.TEXT),
    "brackets are no json": ("cv.txt", lambda: b"[1] Industrielektriker, Norra Verken AB, 2019 - 2023", Form.TEXT),
}


@pytest.mark.parametrize("case", READ)
def test_what_can_be_read_is_read_by_its_content(case: str) -> None:
    name, make, form = READ[case]
    read = read_cv_file(name, make())
    assert read.form is form
    assert "Industrielektriker, Norra Verken AB, 2019 - 2023" in read.text
    assert read.facts == ()


def test_sixty_pages_are_read() -> None:
    assert (
        read_cv_file("cv.pdf", cv_files.pdf([cv_files.LINES] * MOST_PAGES)).text.count("Norra Verken") == MOST_PAGES
    )


def test_tables_lists_and_boxes_of_a_document_come_in_their_order() -> None:
    document = docx.Document()
    document.add_paragraph("Först")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Engelska", "B2"
    document.add_paragraph("Truckkort", style="List Bullet")
    box = document.add_paragraph("Sist")
    inner = f"<w:txbxContent {nsdecls('w')}><w:p><w:r><w:t>I en ruta</w:t></w:r></w:p></w:txbxContent>"
    for copy in ("Choice", "Fallback"):
        kept = (
            f'<mc:{copy} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">{inner}</mc:{copy}>'
        )
        box._p.append(parse_xml(kept))
    made = io.BytesIO()
    document.save(made)
    assert read_word(made.getvalue()).text.split("\n") == [
        "Först",
        "Engelska",
        "B2",
        "- Truckkort",
        "Sist",
        "I en ruta",
    ]


def test_a_linked_template_is_not_fetched() -> None:
    relations = cv_files.part_of(cv_files.word(), "word/_rels/document.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'attachedTemplate" Target="http://127.0.0.1:9/x.dotm" TargetMode="External"/></Relationships>',
    )
    document = cv_files.word_with({"word/_rels/document.xml.rels": relations})
    assert "Industrielektriker" in read_cv_file("cv.docx", document).text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("  a \t b  ", "a b"),
        ("sva\u0308rd", "svärd"),
        ("\ufb01nans", "finans"),
        ("\ufedf\ufea4\ufe8e\ufee1", "لحام"),
        ("\u202eabc\u202c", "abc"),
        ("mo\u00adlot\u200bur", "motorur".replace("torur", "lotur")),
        ("\uf0b7 Svets", "• Svets"),
        ("a\x00b\x07", "ab"),
        ("a\u2003\u3000\u00a0b", "a b"),
        ("070\u200e174\u206606\u200d12", "0701740612"),
        ("sv\U000e0061ets\u3164", "svets"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_signs_are_made_plain(raw: str, shown: str) -> None:
    assert tidy(raw) == shown


@pytest.mark.parametrize("text", ["لحام مع خبرة", "Зварник з досвідом", "שלום עולם"])
def test_right_to_left_text_keeps_the_order_of_its_words(text: str) -> None:
    assert pasted(text) == CvText(text, Form.TEXT)


# as it looks on the paper, each piece's letters from the left, -> as it is read
ON_PAPER = [
    (["يعانص", " ", "يئابرهك"], "كهربائي صناعي"),
    (["Norra Verken AB", " ", "يئابرهك", " ", "2023", " - ", "2019"], "2019 - 2023 كهربائي Norra Verken AB"),
    (["Norra", " ", "Verken", " ", "يئابرهك"], "كهربائي Norra Verken"),
    (["B2", " :", "ةيزيلجنإلا"], "الإنجليزية :B2"),
    (["יאלמשח", " ", "הדובע"], "עבודה חשמלאי"),
]


def test_a_line_of_arabic_in_a_pdf_is_read_from_the_right() -> None:
    whole = ["ةيتاذلا", " ", "ةريسلا"] * 2
    read = read_pdf(cv_files.placed_pdf([whole, *(paper for paper, _ in ON_PAPER)])).text.split("\n")
    assert [" ".join(line.split()) for line in read[1:]] == [logical for _, logical in ON_PAPER]


def test_arabic_inside_a_line_of_latin_text_is_turned_alone() -> None:
    paper = ["Speaks", " ", "ةيبرعلا", " ", "ةغللا", " ", "and English, and has done so for years"]
    assert (
        read_pdf(cv_files.placed_pdf([paper])).text == "Speaks اللغة العربية and English, and has done so for years"
    )


@given(st.text(max_size=300))
def test_plain_text_is_plain_and_stays_so(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once and "\r" not in once and "\n\n\n" not in once
    assert once.encode() is not None


@given(st.text(st.characters(codec="cp1252", categories=["L", "Zs"]), min_size=1).filter(lambda t: t.isascii()))
def test_text_comes_back_from_every_encoding(text: str) -> None:
    assert {decoded(text.encode(e)) for e in ("utf-8", "utf-8-sig", "utf-16", "cp1252")} == {text}


def _damaged(whole: bytes) -> st.SearchStrategy[bytes]:
    at, change = st.integers(0, len(whole) - 1), st.binary(max_size=12)
    return st.tuples(at, at, change).map(lambda t: whole[: min(t[:2])] + t[2] + whole[max(t[:2]) :])


WHOLE = {
    "pdf": (read_pdf, cv_files.pdf(attached={"a.xml": cv_files.CANDIDATE})),
    "docx": (read_word, cv_files.word()),
    "xml": (read_xml, cv_files.CANDIDATE),
    "json": (lambda data: read_json(data.decode(errors="replace")), cv_files.as_json(cv_files.HR_OPEN)),
}


@pytest.mark.parametrize("form", WHOLE)
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_damaged_file_is_read_or_refused_and_never_breaks_the_reader(form: str, data: st.DataObject) -> None:
    read, whole = WHOLE[form]
    try:
        assert read(data.draw(_damaged(whole))).text
    except InputError as error:
        assert all(p.code.startswith("cv.") for p in error.problems)


class TestApart:
    """The process that parses has little of everything, and its end is told in words."""

    def run(self, program: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        limited = f"from kompetensnav.integrations.cv.apart import _limit\n_limit()\n{program}"
        return subprocess.run([sys.executable, "-I", "-c", limited], input=given, capture_output=True, check=False)

    def test_memory(self) -> None:
        done = self.run(f"bytearray({MEMORY_MEGABYTES} * 1_000_000)")
        assert done.returncode == 1 and b"MemoryError" in done.stderr

    def test_files(self, tmp_path) -> None:
        done = self.run(f"print('x', file=open({str(tmp_path / 'x')!r}, 'w'), flush=True)")
        assert b"OSError" in done.stderr and (tmp_path / "x").read_text() == ""

    @pytest.mark.parametrize(
        ("code", "told"),
        [(-signal.SIGXCPU, "cv.too-slow"), (-signal.SIGKILL, "cv.too-heavy"), (-signal.SIGSEGV, "cv.broken"), (1, "cv.broken")],
    )  # fmt: skip
    def test_how_it_ended(self, code: int, told: str) -> None:
        with pytest.raises(InputError) as error:
            reading._answer(Content.PDF, subprocess.CompletedProcess([], code, b""))
        assert error.value.problems[0].code == told

    def test_it_is_not_waited_for_without_end(self, monkeypatch) -> None:
        monkeypatch.setattr(reading, "SECONDS", 0.001)  # no program starts as fast
        with pytest.raises(InputError) as error:
            read_cv_file("cv.pdf", cv_files.pdf())
        assert error.value.problems[0].code == "cv.too-slow"

    def test_no_more_than_two_at_a_time(self, monkeypatch) -> None:
        monkeypatch.setattr(reading, "SECONDS", 0)
        with reading._AT_ONCE, reading._AT_ONCE, pytest.raises(InputError) as error:
            read_cv_file("cv.pdf", cv_files.pdf())
        assert error.value.problems[0].code == "cv.busy"

    def test_it_is_told_neither_the_name_nor_what_we_know(self, monkeypatch) -> None:
        seen = {}

        def run(command, **options):
            seen.update(options, command=command)
            return subprocess.CompletedProcess(command, 1)

        monkeypatch.setattr(subprocess, "run", run)
        with pytest.raises(InputError):
            read_cv_file("Hemlig Person.pdf", cv_files.pdf())
        assert not any("Hemlig" in part for part in seen["command"]) and seen["env"] == {}


def test_the_longest_text_is_read_and_one_more_sign_is_not() -> None:
    assert len(pasted("a" * LONGEST_TEXT).text) <= LONGEST_TEXT
    with pytest.raises(InputError):
        pasted("a" * (LONGEST_TEXT + 1))


@pytest.mark.parametrize(
    ("name", "data", "content"),
    [
        ("cv.xml", b"<Candidate/>", Content.XML),
        ("cv", b'{"basics": 1}', Content.JSON),
        ("cv.txt", b'{"basics": 1}', Content.TEXT),
        ("cv", b"PK\x03\x04", Content.ZIP),
    ],
)
def test_kinds_of_content(name: str, data: bytes, content: Content) -> None:
    assert content_of(name, data) is content


def test_a_text_that_grows_when_it_is_made_plain_is_too_long() -> None:
    with pytest.raises(InputError) as error:
        pasted("\ufdfa" * LONGEST_TEXT)
    assert error.value.problems[0].code == "cv.too-long"


def test_nothing_of_a_text_without_line_breaks_is_lost() -> None:
    text = " ".join(f"ord{n}" for n in range(2_000))
    read = pasted(text).text
    assert " ".join(read.split()) == text and max(map(len, read.split("\n"))) <= 2_000
