"""Matches for people to read: the totals of a run, and some needs with reasons."""

from collections import Counter
from pathlib import Path
from textwrap import shorten

from kompetensnav.apps.places.facts import municipalities
from kompetensnav.cli.match_json import Matched
from kompetensnav.cli.screen import Screen, shown
from kompetensnav.cli.understood_json import label_of, level_of
from kompetensnav.engine.extraction.extract import SEVERAL_JOBS
from kompetensnav.engine.matching.compile import ReadRequirement
from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.result import Credit, PersonMatch
from kompetensnav.engine.matching.terms import Condition, Likeness, Outcome, Polarity, RequirementKind
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.integrations.adverts.understand import Understood

_HEADING = 90  # characters of a need that has no headline
_MARK = {Outcome.MET: "[green]✓[/]", Outcome.MISSING: "[red]✗[/]", Outcome.UNKNOWN: "[yellow]?[/]"}


class Totals:
    """What a run came to, counted need by need."""

    def __init__(self, graph: TaxonomyGraph, language: str) -> None:
        self._graph = graph
        self._language = language
        self.needs = 0
        self.positions = 0
        self.with_people = 0
        self.to_ask = 0
        self.no_occupation: list[tuple[str, str]] = []
        self.several: list[str] = []
        self.dropped: list[tuple[str, int, str]] = []
        self.requirements: Counter[RequirementKind] = Counter()

    def add(self, matched: Matched) -> None:
        understood, result, read = matched.understood, matched.result, matched.understood.read
        self.needs += 1
        self.positions += understood.positions
        self.with_people += bool(result.ranked)
        self.to_ask += bool(not result.ranked and result.ask_first)
        self.requirements.update(r.kind for r in read.need.requirements)
        headline = understood.extraction.text[: understood.extraction.headline_end] or understood.advert.id
        if not any(r.kind is RequirementKind.OCCUPATION for r in read.need.requirements):
            suggested = understood.extraction.suggestions[:3]
            near = ", ".join(self._graph.label(o.concept, self._language) for o in suggested) or "–"
            self.no_occupation.append((headline, near))
        if SEVERAL_JOBS in understood.extraction.notes:
            self.several.append(headline)
        if read.dropped:
            texts = [understood.extraction.text[slice(*s)] for r in read.dropped for s in r.spans[:1]]
            self.dropped.append((headline, len(read.dropped), ", ".join(texts)))


def totals(screen: Screen, run: Totals, people: int, out: Path) -> None:
    """The totals on screen, and where the result lies."""
    say = screen.words.say
    told = [say("match.no-occupation", need=n, near=near) for n, near in run.no_occupation]
    told += [say("match.several-jobs", need=n) for n in run.several]
    told += [say("match.dropped", need=n, n=count, labels=labels) for n, count, labels in run.dropped]
    screen.warnings(told, len(told))
    screen.say("match.total-needs", needs=run.needs, positions=run.positions, people=people)
    kinds = ", ".join(
        f"{say(f'requirement.{kind.name.lower()}')} {n}" for kind, n in run.requirements.most_common()
    )
    screen.say("match.total-requirements", n=run.requirements.total(), kinds=kinds or "–")
    empty = run.needs - run.with_people - run.to_ask
    screen.say("match.total-filled", n=run.with_people, needs=run.needs, ask=run.to_ask, none=empty)
    screen.say("run.wrote", path=out)


def explain(screen: Screen, graph: TaxonomyGraph, matched: Matched, n: int) -> None:
    """One need: what was understood, the n best people with every reason, whom to ask, who was removed."""
    understood, result = matched.understood, matched.result
    _heading(screen, understood)
    _requirements(screen, graph, understood)
    for rank, person in enumerate(result.ranked[:n], 1):
        _person(screen, graph, understood, person, f"{rank}.")
    if not result.ranked:
        screen.say("match.nobody-ranked")
    if result.ask_first:
        listed = min(n, len(result.ask_first))
        screen.say("match.ask-first", shown=listed, n=result.counts.ask_first)
        for person in result.ask_first[:n]:
            question = _ask(screen, graph, understood, person)
            screen.out.print(f"   {shown(person.person)}  {_score(screen, person)}. {question}")
    removed = [(c, n) for c, n in zip(Condition, result.counts.removed, strict=True) if n]
    reasons = ", ".join(f"{n} {screen.words.say(f'removed.{c.name.lower()}')}" for c, n in removed)
    screen.say("match.removed", people=result.counts.total, kept=result.counts.kept, reasons=reasons or "–")
    screen.out.print()


def _heading(screen: Screen, understood: Understood) -> None:
    extraction, code = understood.extraction, understood.municipality_code
    headline = extraction.text[: extraction.headline_end].strip() or shorten(
        extraction.text, _HEADING, placeholder=" …"
    )
    place = municipalities()[code].name if code else screen.words.say("match.no-place")
    parts = (understood.advert.employer, place, screen.words.say("match.positions", n=understood.positions))
    facts = ", ".join(part for part in parts if part)
    screen.out.print(f"[bold]{shown(headline)}[/]\n[dim]{shown(facts)}[/]")


def _requirements(screen: Screen, graph: TaxonomyGraph, understood: Understood) -> None:
    for polarity in Polarity:
        rows = [r for r in understood.read.read if r.requirement.polarity is polarity]
        if rows:
            labels = "; ".join(_asked(screen, graph, r) for r in rows)
            screen.say(f"match.asked-{polarity.name.lower()}", labels=labels)


def _asked(screen: Screen, graph: TaxonomyGraph, read: ReadRequirement) -> str:
    label = _label(screen, graph, read.requirement)
    if read.years:
        whole = read.years >= 1
        number = f"{read.years:g}" if whole else f"{12 * read.years:.0f}"
        code = "match.years" if whole else "match.months"
        label += " " + screen.words.say(code, n=number.replace(".", screen.words.say("match.decimal")))
    source = screen.words.say(f"source.{read.source.value}")
    return f"{label} ({source})" if source else label


def _label(screen: Screen, graph: TaxonomyGraph, requirement: Requirement) -> str:
    """What is asked for, with the level where one is."""
    label = label_of(graph, requirement.concepts, screen.language)
    level = requirement.minimum_level
    return label if level is None else f"{label} {_level(requirement.kind, level)}"


def _level(kind: RequirementKind, level: int) -> str:
    return str(level_of(kind, level)) if kind is RequirementKind.LANGUAGE else f"{level}/5"


def _person(screen: Screen, graph: TaxonomyGraph, understood: Understood, person: PersonMatch, rank: str) -> None:
    way = "" if person.way_there is None else f", {screen.words.say(f'way.{person.way_there.name.lower()}')}"
    distance = "" if person.distance_km is None else f", {person.distance_km} km{way}"
    screen.out.print(f" {rank} [bold]{shown(person.person)}[/]  {_score(screen, person)}{distance}")
    requirements = understood.read.need.requirements
    for polarity in Polarity:
        for credit in person.credits:
            requirement = requirements[credit.requirement]
            if requirement.polarity is polarity:
                reason = _reason(screen, graph, requirement, credit)
                kind = screen.words.say(f"match.kind-{polarity.name.lower()}")
                screen.out.print(f"      {_MARK[credit.outcome]} {kind} {shown(reason)}")
    for condition in person.unknown:
        # A licence or language that is unknown stands among the requirements already.
        if condition in (Condition.LEGAL_AGE, Condition.REACH):
            screen.out.print(
                f"      {_MARK[Outcome.UNKNOWN]} {screen.words.say(f'condition.{condition.name.lower()}')}"
            )
    question = _ask(screen, graph, understood, person)
    if question:
        screen.out.print(f"      → {question}")


def _score(screen: Screen, person: PersonMatch) -> str:
    if person.score is None:
        return screen.words.say("match.no-score")
    s = person.score
    if s.known == s.weight:
        answered = screen.words.say("match.all-answered")
    else:
        answered = screen.words.say("match.part-answered", known=_whole_percent(s.known, s.weight))
    return screen.words.say(
        "match.score", lo=_whole_percent(s.lo, s.scale), hi=_whole_percent(s.hi, s.scale), answered=answered
    )


def _whole_percent(part: int, whole: int) -> int:
    """Rounded half up, in whole numbers."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def _reason(screen: Screen, graph: TaxonomyGraph, requirement: Requirement, credit: Credit) -> str:
    outcome = "partly" if credit.partly else credit.outcome.name.lower()
    sentence = screen.words.say(f"outcome.{outcome}", label=_label(screen, graph, requirement))
    if credit.partly:
        sentence += screen.words.say(f"outcome.but-{credit.outcome.name.lower()}")
    claim = credit.claim
    if claim is None or credit.likeness is None:
        return sentence
    level = "" if claim.level is None else _level(requirement.kind, claim.level)
    code = "level" if credit.likeness is Likeness.SAME and level else credit.likeness.name.lower()
    return sentence + screen.words.say(
        f"likeness.{code}",
        claim=f"{graph.label(claim.concept, screen.language)} {level}".strip(),
        level=level,
        evidence=screen.words.say(f"evidence.{claim.evidence.name.lower()}"),
        degree=f"{credit.degree / 100:.2f}".replace(".", screen.words.say("match.decimal")),
    )


def _ask(screen: Screen, graph: TaxonomyGraph, understood: Understood, person: PersonMatch) -> str:
    question = person.question
    if question is None:
        return ""
    if question.condition is not None and question.requirement is None:
        about = screen.words.say(f"condition.{question.condition.name.lower()}")
    else:
        assert question.requirement is not None
        about = _label(screen, graph, understood.read.need.requirements[question.requirement])
    return shown(screen.words.say("match.ask-next", about=about))
