"""Words for a need: adverts in several structures, each part drawn from phrases written for the demo.

Phrases hold marks such as ``{occ}`` and ``{x}``; their meaning stands on top of ``data/adverts_sv.toml``.
"""

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kompetensnav.demo.asks import Ask
from kompetensnav.demo.chance import Chance
from kompetensnav.demo.settings import phrases
from kompetensnav.demo.words import Term, Words

_HEADED_LINES, _HEADED_TEXT, _PLAIN, _MIXED, _SHORT = range(5)
_SENTENCE_START = re.compile(r"(?<=[.!?]\s)\w")
_HIGH, _LOW = 4, 1  # levels of a skill from which an advert says "very good", or only "basic"


@dataclass(slots=True)
class _Writer:
    """Draws phrases in one language for one need."""

    chance: Chance
    ask: Ask
    words: Words
    language: str
    place: str
    phrases: dict[str, Any] = field(init=False)
    marks: dict[str, object] = field(init=False)

    def __post_init__(self) -> None:
        self.phrases = phrases(self.language)
        ask = self.ask
        occupation = self._name(ask.occupation)
        self.marks = {
            "occ": _lower_first(occupation),
            "Occ": occupation,
            "emp": ask.employer.name,
            "place": self.place,
            "n": ask.positions,
            "scope": ask.scope,
            "years": max(ask.years, 1),
            "start": self._date(ask.start) if ask.start else self.chance.one(self.phrases["soon"]),
            "deadline": self._date(ask.deadline),
        }

    def say(self, patterns: Sequence[str], /, **more: object) -> str:
        """One of the patterns with its marks filled, beginning with a capital."""
        text = self.chance.one(patterns).format(**self.marks, **more)
        return text[:1].upper() + text[1:]

    def part(self, name: str, /, **more: object) -> str:
        return self.say(self.phrases[name], **more)

    def skill(self, term: Term) -> str:
        return _lower_first(self._name(term))

    def licence(self, label: str) -> str:
        driving: dict[str, str] = self.phrases["driving"]
        if label in driving:
            return driving[label]
        term = self.words.legal.get(label)
        return _lower_first(term.english) if term and self.language == "en" else _lower_first(label)

    def _name(self, term: Term) -> str:
        names = term.in_text(self.language)
        return names[0] if self.chance.happens(0.7) else self.chance.one(names)

    def _date(self, date: datetime.date) -> str:
        months: list[str] = self.phrases["months"]
        return f"{date.day} {months[date.month - 1]}"


def headline_of(writer: _Writer) -> str:
    return writer.part("headline_many" if writer.ask.positions > 1 and writer.chance.happens(0.4) else "headline")


def write_advert(chance: Chance, ask: Ask, words: Words, place: str) -> tuple[str, str]:
    """Headline and text of an advert for a need; one in ten in English."""
    writer = _Writer(chance, ask, words, "en" if chance.happens(0.1) else "sv", place)
    layout = chance.one((_HEADED_LINES,) * 3 + (_HEADED_TEXT,) * 2 + (_PLAIN, _MIXED, _MIXED, _SHORT))
    headline = headline_of(writer)
    return headline, _short(writer) if layout == _SHORT else _full(writer, layout)


def _short(w: _Writer) -> str:
    """A line or two, as a coordinator would type after a telephone call."""
    must = [w.licence(label) for label in w.ask.licences] + [w.skill(t) for t, _ in w.ask.must[:3]]
    must = must or [w.chance.one(w.phrases["short_any"])]
    merit = w.part("short_merit", x=w.skill(w.ask.merit[0])) if w.ask.merit else ""
    text = w.part("short", must=_joined(must, w.phrases["and"]), merit=merit)
    text = _SENTENCE_START.sub(lambda found: found.group().upper(), text)
    if w.chance.happens(0.3):
        text += "\n" + _contact(w)
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


def _full(w: _Writer, layout: int) -> str:
    headed = layout != _PLAIN
    lines = layout in (_HEADED_LINES, _MIXED)
    must = _must(w, "must_line" if lines else "must_sentence")
    if not w.ask.years and w.chance.happens(0.6):
        must.append(w.part("no_experience"))
    merit = _merit(w, "merit_line" if layout == _HEADED_LINES else "merit_sentence")
    if layout == _MIXED:
        must_block = _block(w, "must", must, headed, lines) + ([" ".join(merit)] if merit else [])
    else:
        must_block = _block(w, "must", must, headed, lines) + _block(w, "merit", merit, headed, lines)
    intro = "intro_many" if w.ask.positions > 1 and w.chance.happens(0.6) else "intro"
    quality = [" ".join(w.chance.some(w.phrases["quality"], w.chance.between(1, 2)))]
    blocks = [
        [w.part(intro)],
        _block(w, "about", [w.say(w.phrases["about"][w.ask.employer.kind.family])], headed, False),
        _block(w, "job", _tasks(w), headed, lines and w.chance.happens(0.4)),
        must_block,
        quality if w.chance.happens(0.75) else [],
        _block(w, "offer", _terms(w), headed, False),
        _block(w, "apply", [w.part("apply"), *([_contact(w)] if w.chance.happens(0.5) else [])], headed, False),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _block(w: _Writer, head: str, items: list[str], headed: bool, lines: bool) -> list[str]:
    """Items under a heading, as a list or as running text; nothing where there is nothing to say."""
    if not items:
        return []
    heading = w.chance.one(w.phrases["heads"][head])
    colon = w.chance.one(("", "", ":")) if not heading.endswith("?") else ""
    title = [heading + colon] if headed else []
    if not lines:
        return [*title, " ".join(items)]
    bullet = w.chance.one(("- ", "• ", "* "))
    return [*title, *(bullet + item for item in items)]


def _tasks(w: _Writer) -> list[str]:
    skills = [w.skill(t) for t in w.chance.some((*w.ask.group.essential, *w.ask.group.optional), 3)]
    tasks: dict[str, list[str]] = w.phrases["tasks"]
    said = [w.say(tasks["none"])] if len(skills) < 2 else [w.say(tasks["two"], x=skills[0], y=skills[1])]
    if len(skills) == 3:
        said.append(w.say(tasks["one"], x=skills[2]))
    return said + [w.say([phrase]) for phrase in w.chance.some(tasks["more"], w.chance.between(0, 2))]


def _must(w: _Writer, form: str) -> list[str]:
    patterns, ask = w.phrases[form], w.ask
    said = [w.say(patterns[f"education{ask.education}"])] if ask.education else []
    for label in ask.licences:
        text = w.licence(label)
        titled = text.startswith("legitimerad") or (w.language == "en" and label in w.words.legal)
        said.append(w.say(patterns["legal" if titled and "legal" in patterns else "licence"], licence=text))
    if ask.years:
        said.append(w.say(patterns["years"]))
    for term, level in ask.must:
        strength = "skill_high" if level >= _HIGH else "skill_low" if level <= _LOW else "skill"
        said.append(w.say(patterns[strength], x=w.skill(term)))
    return said + _languages(w, ask.languages, patterns["language"])


def _merit(w: _Writer, form: str) -> list[str]:
    patterns, ask = w.phrases[form], w.ask
    said = [w.say(patterns["skill"], x=w.skill(t)) for t in ask.merit]
    said += [w.say(patterns["licence"], licence=w.licence(label)) for label in ask.licence_merits]
    return said + _languages(w, ask.language_merits, patterns["language"])


def _languages(w: _Writer, languages: Sequence[str], patterns: Sequence[str]) -> list[str]:
    texts: Callable[[str], Sequence[str]] = w.phrases["language_text"].__getitem__
    return [w.say(patterns, lang=w.chance.one(texts(language))) for language in languages]


def _terms(w: _Writer) -> list[str]:
    """Form of employment, scope, start, number, and one or two benefits."""
    ask = w.ask
    scope = w.part("scope_full" if ask.scope == 100 else "scope_part")
    said = [f"{w.part('permanent' if ask.permanent else 'temporary')}, {_lower_first(scope)}.", w.part("start")]
    if ask.positions > 1:
        said.append(w.part("many"))
    return said + [w.say([phrase]) for phrase in w.chance.some(w.phrases["offer"], w.chance.between(1, 3))]


def _contact(w: _Writer) -> str:
    """An invented contact: numbers of the series kept free for fiction, an address of a reserved domain."""
    people: dict[str, list[str]] = w.phrases["people"]
    first, last = w.chance.one(people["first"]), w.chance.one(people["last"])
    number = w.chance.between(5, 99)
    phone = w.chance.one((f"070-174 06 {number:02}", f"070-17406{number:02}", f"0980-319 2{number:02}"))
    mail = f"{first}.{last}@arbetsgivare.example".lower().translate(str.maketrans("åäö", "aao"))
    return w.part("contact", name=f"{first} {last}", phone=phone, mail=mail)


def _joined(items: Sequence[str], and_: str) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {and_} {items[-1]}"


def _lower_first(text: str) -> str:
    """The text as it stands inside a sentence: *Svetsning* becomes *svetsning*.

    *PLC-programmering* and *Windows Server* stay: a further capital tells a name.
    """
    return text[:1].lower() + text[1:] if text[1:] == text[1:].lower() else text
