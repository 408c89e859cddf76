"""Codes of languages as CVs have them, two or three letters, and how well somebody says they know one.

Names are only for the text that is shown; the taxonomy knows languages by the shorter code.
"""

import re

CEFR = {"A1": 1, "A2": 2, "B1": 3, "B2": 4, "C1": 5, "C2": 6}
GROWN_UP_WITH = CEFR["C2"]
_CEFR = re.compile(r"\b[ABC][12]\b")
_NATIVE = re.compile(r"\bnative|mother tongue|modersmål|рідна|اللغة الأم", re.IGNORECASE)

# ISO 639-1, its longer codes (some have two), name: what is spoken here. Another code stays as it is.
_ROWS = """
af afr Afrikaans;am amh Amharic;ar ara Arabic;az aze Azerbaijani;be bel Belarusian;bg bul Bulgarian;bn ben Bengali
bs bos Bosnian;ca cat Catalan;cs ces cze Czech;cy cym wel Welsh;da dan Danish;de deu ger German;el ell gre Greek
en eng English;es spa Spanish;et est Estonian;eu eus baq Basque;fa fas per Persian;fi fin Finnish;fo fao Faroese
fr fra fre French;ga gle Irish;he heb Hebrew;hi hin Hindi;hr hrv Croatian;hu hun Hungarian;hy hye arm Armenian
id ind Indonesian;is isl ice Icelandic;it ita Italian;ja jpn Japanese;ka kat geo Georgian;ko kor Korean
ku kur Kurdish;lt lit Lithuanian;lv lav Latvian;mk mkd mac Macedonian;mn mon Mongolian;mt mlt Maltese
ne nep Nepali;nl nld dut Dutch;no nor nob nno nb nn Norwegian;pa pan Punjabi;pl pol Polish;prs Dari;ps pus Pashto
pt por Portuguese;ro ron rum Romanian;rom Romani;ru rus Russian;rw kin Kinyarwanda;se sme Northern Sami
sk slk slo Slovak;sl slv Slovenian;so som Somali;sq sqi alb Albanian;sr srp Serbian;sv swe Swedish;sw swa Swahili
ta tam Tamil;th tha Thai;ti tir Tigrinya;tl tgl Tagalog;tr tur Turkish;uk ukr Ukrainian;ur urd Urdu;uz uzb Uzbek
vi vie Vietnamese;yi yid Yiddish;zh zho chi Chinese
"""
_SHORT: dict[str, str] = {}
_NAME: dict[str, str] = {}
for _row in _ROWS.strip().replace("\n", ";").split(";"):
    _codes = [word for word in _row.split() if word.islower()]
    _SHORT |= dict.fromkeys(_codes, _codes[0])
    _NAME[_codes[0]] = " ".join(word for word in _row.split() if not word.islower())


def short_code(code: str) -> str:
    """The code as the taxonomy has it: *ara* is *ar*, *en-GB* is *en*."""
    plain = code.strip().lower().replace("_", "-").partition("-")[0]
    return _SHORT.get(plain, plain)


def name_of(code: str) -> str:
    """The English name of a code, or the code."""
    return _NAME.get(short_code(code), code)


def level_in(words: str) -> int | None:
    """The level that is said outright: a CEFR code, the lowest of several, or having grown up with it."""
    found = [CEFR[code] for code in _CEFR.findall(words.upper())]
    if found:
        return min(found)
    return GROWN_UP_WITH if _NATIVE.search(words) else None
