"""A stored explanation as pages show it: facts in words, the interval, the question.

A stored explanation holds codes and labels only, so that it can be read when the taxonomy has moved on. The source
of a fact is looked up among the person's claims of today, and is told as gone where the claim has gone.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext

from kompetensnav.apps.matches.explanation import Explanation, per_cent
from kompetensnav.apps.people.models import Claim, EvidenceGrade, ProfileSection
from kompetensnav.engine.matching.terms import CEFR, Polarity, RequirementKind
from kompetensnav.web.words import language
from kompetensnav.wording import Words

OUTCOMES = ("met", "missing", "unknown")
_BARE_CONDITIONS = ("reach", "legal_age")  # the others stand among the requirements already


@dataclass(frozen=True, slots=True)
class Fact:
    """One requirement and one person, in words."""

    number: int | None  # None for a condition that is no requirement
    must: bool
    label: str
    outcome: str
    partly: bool
    reason: str
    graded: bool  # whether anything speaks for it
    grade: int  # 0 claimed, 1 shown, 2 verified
    grade_word: str
    source: str


@dataclass(frozen=True, slots=True)
class Interval:
    """Whole per cent; ``sentence`` says what is certain, open and missing."""

    lo: int
    hi: int
    sentence: str

    @property
    def text(self) -> str:
        """78–89, or 71 where all is known."""
        return str(self.lo) if self.lo == self.hi else f"{self.lo}–{self.hi}"


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask next, and what the answer changes."""

    about: str
    changes: str


@dataclass(frozen=True, slots=True)
class Explained:
    """All that a why-panel shows of one person and one need, except who may do what."""

    interval: Interval | None
    met: list[Fact]
    missing: list[Fact]
    unknown: list[Fact]
    question: Question | None
    way: str

    @property
    def lists(self) -> list[tuple[str, list[Fact]]]:
        """The three lists with their codes, in the order they are read."""
        return [("met", self.met), ("missing", self.missing), ("unknown", self.unknown)]


def explained(stored: Explanation, claims: Iterable[Claim] | None = None, attested: bool = True) -> Explained:
    """``claims`` are the person's of today, None where sources are not shown; ``attested`` whether by whom is."""
    words = Words(language())
    by_concept = None if claims is None else {c.concept: c for c in claims}
    facts = [_fact(row, words, by_concept, attested) for row in stored["requirements"]]
    facts += [_condition(c, words) for c in stored["unknown_conditions"] if c in _BARE_CONDITIONS]
    by_outcome = {o: [f for f in facts if f.outcome == o] for o in OUTCOMES}
    return Explained(interval(stored), **by_outcome, question=_question(stored, words), way=way(stored))


def claims_behind(person_id: str, stored: Explanation) -> list[Claim]:
    """The person's claims of today that an explanation names. One query."""
    named = {row["because"]["concept"]["id"] for row in stored["requirements"] if row["because"]}
    return list(Claim.objects.filter(person_id=person_id, concept__in=named))


def counted(stored: Explanation) -> dict[str, int]:
    """How many requirements are met, missing and unknown."""
    outcomes = [row["outcome"] for row in stored["requirements"]]
    return {o: outcomes.count(o) for o in OUTCOMES}


def interval(stored: Explanation) -> Interval | None:
    """The interval; None where nothing is known and no number would be honest."""
    score = stored["score"]
    if score is None:
        return None
    lo, hi = per_cent(score["lo"], score["scale"]), per_cent(score["hi"], score["scale"])
    parts = [gettext("%(lo)d is certain.") % {"lo": lo}]
    if hi > lo:
        parts.append(gettext("Up to %(hi)d if what is unknown turns out well.") % {"hi": hi})
    else:
        parts.append(gettext("All that is asked for is known."))
    if hi < 100:
        parts.append(gettext("%(n)d is missing.") % {"n": 100 - hi})
    return Interval(lo, hi, " ".join(parts))


def way(stored: Explanation) -> str:
    """Distance and way there: ``36 km, can commute``; empty where neither is known."""
    distance = stored["distance_km"]
    parts = [f"{distance} km"] if distance else []
    if stored["way_there"]:
        parts.append(Words(language()).say(f"way.{stored['way_there']}"))
    return ", ".join(parts)


def requirement_label(row: Mapping[str, Any]) -> str:
    """What is asked for, with the level where one is."""
    label = " / ".join(c[language()] for c in row["concepts"])
    level = _level(row["kind"], row["minimum_level"])
    return f"{label} {level}".strip()


@dataclass(frozen=True, slots=True)
class Difference:
    """One requirement that stands otherwise today than when the proposal was made."""

    label: str
    was: str
    now: str


def differences(frozen: Explanation, today: Explanation) -> list[Difference]:
    """What has changed for each requirement, by its number, and the interval."""
    words = Words(language())
    was = {row["number"]: row for row in frozen["requirements"]}
    now = {row["number"]: row for row in today["requirements"]}
    found = []
    for number in sorted(was.keys() | now.keys()):
        old, new = was.get(number), now.get(number)
        if old is not None and new is not None and _same(old, new):
            continue
        label = requirement_label(new or old or {})
        found.append(Difference(label, _standing(old, new, words), _standing(new, old, words)))
    before, after = interval(frozen), interval(today)
    if before != after:
        found.append(Difference(gettext("Score"), *(_interval_text(i) for i in (before, after))))
    return found


def _same(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    keys = ("concepts", "asked", "weight", "minimum_level", "outcome", "partly", "degree", "because")
    return all(old[k] == new[k] for k in keys)


def _standing(row: Mapping[str, Any] | None, other: Mapping[str, Any] | None, words: Words) -> str:
    """How one requirement stands; what is asked for only where that is what differs."""
    if row is None:
        return gettext("not asked for")
    label = requirement_label(row)
    outcome = words.say(f"standing.{'partly' if row['partly'] else row['outcome']}")
    asked = gettext("must") if row["asked"] == Polarity.MUST else gettext("merit")
    because = row["because"]
    reason = words.say(f"evidence.{because['evidence']}") if because else ""
    parts = [outcome, *_because(row, words), reason]
    if other is None or (label, row["asked"]) != (requirement_label(other), other["asked"]):
        parts = [label, asked, *parts]
    return ", ".join(p for p in parts if p)


def _interval_text(found: Interval | None) -> str:
    return found.text if found else gettext("not enough information")


def _fact(row: Mapping[str, Any], words: Words, claims: Mapping[str, Claim] | None, attested: bool) -> Fact:
    because = row["because"]
    reasons = _because(row, words)
    if row["outcome"] != "met":
        section = ProfileSection(RequirementKind(row["kind"]).section).label
        told = (
            gettext("%(section)s: answered in full, without this")
            if row["outcome"] == "missing"
            else gettext("%(section)s: not answered in full")
        )
        reasons.append(told % {"section": section})
    return Fact(
        number=row["number"],
        must=row["asked"] == Polarity.MUST,
        label=requirement_label(row),
        outcome=row["outcome"],
        partly=row["partly"],
        reason=". ".join(r[:1].upper() + r[1:] for r in reasons if r),
        graded=because is not None,
        grade=EvidenceGrade[because["evidence"].upper()] if because else 0,
        grade_word=words.say(f"evidence.{because['evidence']}") if because else "",
        source="" if because is None or claims is None else _source(because, claims, attested),
    )


def _because(row: Mapping[str, Any], words: Words) -> list[str]:
    """What the person has that speaks for it: nothing to add where it is the very thing asked for."""
    because = row["because"]
    if because is None:
        return []
    level = _level(row["kind"], because["level"])
    if because["likeness"] == "same" and len(row["concepts"]) == 1:
        return [gettext("has %(level)s") % {"level": level}] if level else []
    claim = f"{because['concept'][language()]} {level}".strip()
    return [words.say(f"because.{because['likeness']}", claim=claim)]


def _source(because: Mapping[str, Any], claims: Mapping[str, Claim], attested: bool) -> str:
    claim = claims.get(because["concept"]["id"])
    if claim is None:
        return gettext("No longer in the profile")
    by = claim.attested_by if attested and claim.attested_by else ""
    if not by:
        by = gettext("Own answer") if claim.evidence == EvidenceGrade.CLAIMED else ""
    return ", ".join(p for p in (by, short_date(claim.recorded_on)) if p)


def short_date(day: datetime.date) -> str:
    """3 October 2026, in the language of the page."""
    return date_format(day, "j F Y")


def _condition(code: str, words: Words) -> Fact:
    label = words.say(f"condition.{code}")
    reason = gettext("Not answered")
    return Fact(None, True, label[:1].upper() + label[1:], "unknown", False, reason, False, 0, "", "")


def _question(stored: Explanation, words: Words) -> Question | None:
    question = stored["question"]
    if question is None:
        return None
    if question["number"] is None:
        about = words.say(f"condition.{question['condition']}")
        return Question(
            about[:1].upper() + about[1:], gettext("A no removes the person from the list. A yes settles it.")
        )
    row = next(r for r in stored["requirements"] if r["number"] == question["number"])
    return Question(requirement_label(row), _changes(stored["score"], question["narrows"]))


def _changes(score: Mapping[str, int] | None, narrows: int) -> str:
    """How a yes and a no would move the interval: a yes lifts what is certain, a no lowers what is possible."""
    if score is None:
        return gettext("The answer gives the first figure.")
    yes = per_cent(min(score["lo"] + narrows, score["hi"]), score["scale"])
    no = per_cent(max(score["hi"] - narrows, score["lo"]), score["scale"])
    lo, hi = per_cent(score["lo"], score["scale"]), per_cent(score["hi"], score["scale"])
    values = {"yes": _range(yes, hi), "no": _range(lo, no)}
    return gettext("A yes makes it %(yes)s, a no %(no)s.") % values


def _range(lo: int, hi: int) -> str:
    return str(lo) if lo >= hi else f"{lo}–{hi}"


def _level(kind: int, level: int | None) -> str:
    if level is None:
        return ""
    return CEFR[level - 1] if kind == RequirementKind.LANGUAGE else f"{level}/5"


def separated(stored: Explanation) -> str:
    """What puts this row below the one above; empty for the first."""
    code = stored["separated_by"]
    return Words(language()).say(f"separated.{code}") if code else ""
