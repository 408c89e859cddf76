"""Shorter names that people use for concepts whose official name carries a qualifier or several alternatives.

Two rules, applied to each other's results:

- *head*: the part before the first comma or opening bracket, if it has at least three letters
  ("Excel, kalkylprogram" -> "Excel"; "Bas (musik)" -> "Bas").
- *alternatives*: a slash separates whole alternatives ("Servitör/Servitris" -> both) if
  1. every part begins with a capital letter and has at least two letters: "spel/vadhållning", "och/eller",
     "OS/390" and "smides-/konstsmidesyrket" stay whole;
  2. some part holds a written-out word, four letters with a small one among them: "PET/CT" stays whole, and
     "TCP/IP, kommunikationsprotokoll" too, since its only such word is a qualifier of them all;
  3. if a part has a comma, so have all after it: in "Sminkning, Film/TV" the slash is inside the qualifier,
     in "Kostymer, film/Kostymer, TV" it is not;
  4. no part goes on with a product after a hyphen, as "Analys/Beräkning-Ansys" does;
  5. there are no brackets: "Bridge resource management (BRM/MRM)".
"""

import re

_HEAD = re.compile(r"(.+?)\s*(?:,(?=[\s,])|\s\()")
_WORD = re.compile(r"[^\W\d_]{4,}")
_PRODUCT = re.compile(r"-\s?[A-ZÅÄÖ][a-zåäö]")


def short_labels(label: str) -> set[str]:
    """The shorter names of a label, without the label itself."""
    short: set[str] = set()
    todo = [label]
    while todo:
        current = todo.pop()
        new = {*alternatives(current), *([h] if (h := head(current)) else [])} - short - {label}
        short |= new
        todo.extend(new)
    return short


def head(label: str) -> str:
    """What stands before a qualifier, or "" if there is no qualifier or too little before it."""
    match = _HEAD.match(label)
    before = match.group(1).strip() if match else ""
    return before if _letters(before) >= 3 else ""


def alternatives(label: str) -> list[str]:
    """The whole alternatives that slashes separate, or none."""
    parts = [part.strip() for part in label.split("/")]
    if len(parts) < 2 or "(" in label:
        return []
    whole = all(part[:1].isupper() and _letters(part) >= 2 for part in parts)
    names = parts if "," in parts[0] else [part.partition(",")[0] for part in parts]
    written_out = any(not word.isupper() for name in names for word in _WORD.findall(name))
    with_comma = ["," in part for part in parts]
    qualified_alike = with_comma == sorted(with_comma)
    product = any(_PRODUCT.search(part) for part in parts)
    return parts if whole and written_out and qualified_alike and not product else []


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))
