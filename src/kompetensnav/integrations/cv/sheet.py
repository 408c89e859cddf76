"""Writes the text of a CV whose content came as fields, and remembers where each stated fact stands in it."""

from kompetensnav.engine.text.markup import strip_html
from kompetensnav.integrations.cv.cv_text import CvText, Form, Stated, StatedFact, check_length, tidy

_LONGEST_NAME = 200  # characters of one field; longer is running text
# Headings in the language of the file, so that the reader knows its sections. English for all others.
_HEADINGS = {
    "summary": {"sv": "Profil", "en": "Profile", "uk": "Про себе", "ar": "نبذة عني"},
    "experience": {
        "sv": "Arbetslivserfarenhet", "en": "Work experience", "uk": "Досвід роботи", "ar": "الخبرة العملية"},
    "education": {"sv": "Utbildning", "en": "Education", "uk": "Освіта", "ar": "التعليم"},
    "languages": {"sv": "Språk", "en": "Languages", "uk": "Мови", "ar": "اللغات"},
    "skills": {"sv": "Kompetenser", "en": "Skills", "uk": "Навички", "ar": "المهارات"},
    "licences": {"sv": "Körkort", "en": "Driving licence", "uk": "Водійські права", "ar": "رخصة القيادة"},
}  # fmt: skip


class Sheet:
    """A text under way. Who somebody is, where they live and when they were born is never written in it."""

    def __init__(self, form: Form, language: str) -> None:
        self._form = form
        self._language = language[:2].lower()
        self._text = ""
        self._facts: list[StatedFact] = []
        self._heading = ""

    def part(self, heading: str) -> None:
        """What follows belongs under this heading, which is written when something does follow."""
        words = _HEADINGS[heading]
        self._heading = words.get(self._language, words["en"])

    def prose(self, text: str) -> None:
        """Running text, lines and bullets kept, HTML taken away."""
        plain = tidy(strip_html(text))
        if plain:
            self._begin()
            self._text += plain + "\n"

    def fact(self, fact: Stated, name: str, *more: str, code: str = "", level: int | None = None,
             period: tuple[str, str] = ("", "")) -> None:  # fmt: skip
        """A line that begins with what is stated; ``more`` and the period stand after it."""
        plain = " ".join(tidy(strip_html(name)).split())[:_LONGEST_NAME].strip()
        if not plain:
            return
        self._begin()
        start = len(self._text)
        begins, ends = (" ".join(tidy(p).split())[:_LONGEST_NAME] for p in period)
        self._facts.append(StatedFact(fact, plain, start, start + len(plain), code, level, begins, ends))
        after = [" ".join(tidy(strip_html(m)).split())[:_LONGEST_NAME] for m in more]
        after += [f"{begins} – {ends}".strip() if ends else begins]
        self._text += ", ".join([plain, *(m for m in after if m)]) + "\n"

    def done(self) -> CvText:
        """The whole. Raises InputError ``cv.too-long``."""
        text = self._text.rstrip("\n")
        check_length(len(text))
        return CvText(text, self._form, tuple(self._facts))

    def _begin(self) -> None:
        if self._heading:
            self._text += ("\n" if self._text else "") + self._heading + "\n"
            self._heading = ""
