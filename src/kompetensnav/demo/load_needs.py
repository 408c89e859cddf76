"""The demo's needs in the database, by the same actions as anybody's: read, drafted, registered, matched, ended."""

import datetime
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kompetensnav.apps.core.log import audit
from kompetensnav.apps.matches.actions import do_run
from kompetensnav.apps.matches.models import Run
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.needs.actions import register_need, start_draft
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.organisations.models import Organisation
from kompetensnav.apps.proposals.actions import end_need
from kompetensnav.demo.chance import Chance, Weighted
from kompetensnav.demo.load_organisations import Offices
from kompetensnav.demo.load_settings import at, load_settings
from kompetensnav.integrations.adverts import jobsearch
from kompetensnav.integrations.adverts.advert import Advert, cleaned
from kompetensnav.integrations.adverts.reading import reading_of
from kompetensnav.integrations.adverts.understand import AdvertReader
from kompetensnav.runtime import parameters
from kompetensnav.runtime.taxonomy_store import Taxonomy

_ADDRESS = "https://example.org/kompetensnav/demo/"


@dataclass(slots=True)
class NeedLoader:
    """Makes needs, and remembers how many were matched in how many seconds."""

    offices: Offices
    taxonomy: Taxonomy
    seed: int
    now: datetime.datetime
    made: int = 0
    matched: int = 0
    seconds: float = 0.0
    _reader: AdvertReader = field(init=False)

    def __post_init__(self) -> None:
        self._reader = AdvertReader(self.taxonomy, parameters.load())

    def load_adverts(self, adverts: Mapping[str, Any]) -> None:
        """The demo's adverts, the newest as drafts, then matched ones, then waiting ones, the oldest ended."""
        settings = load_settings()["adverts"]
        hits = sorted(adverts["hits"], key=lambda hit: (hit["publication_date"], hit["id"]), reverse=True)
        ended_from = round(len(hits) * (1 - settings["ended"]))
        chance = Chance(self.seed, "ends")
        ends = Weighted({(status, reason): weight for status, reason, weight in settings["ends"]})
        parsed = {advert.id: advert for advert in jobsearch.parse(dict(adverts), "needs.json")}
        for rank, hit in enumerate(hits):
            advert = parsed[hit["id"]]
            when = self._moment(rank, len(hits))
            organisation = self.offices.by_name[advert.employer]
            actor = self.offices.coordinator_of(organisation.municipality_id)
            need = self.draft(actor, organisation, advert, when)
            if rank < settings["drafts"] or not self.register(actor, need, when):
                continue
            if rank < settings["drafts"] + settings["matched"]:
                self.match(actor, need, when + datetime.timedelta(minutes=1))
            elif rank >= ended_from:
                status, reason = chance.draw(ends)
                with at(when + (self.now - when) * (0.2 + 0.6 * chance.part())):
                    end_need(actor, need=need, to=NeedStatus(status), reason=reason)

    def load_own(self) -> list[tuple[Need, Sequence[str]]]:
        """The needs of ``load.toml``, each with what becomes of its proposals."""
        found = []
        for raw in load_settings()["need"]:
            advert = Advert(raw["headline"], raw["headline"], raw["text"].strip())
            when = self.now - datetime.timedelta(days=raw["days"], minutes=20)
            actor = self.offices.actors[raw["by"]]
            need = self.draft(actor, self.offices.by_key[raw["employer"]], advert, when)
            if "draft" not in raw and self.register(actor, need, when):
                self.match(actor, need, when + datetime.timedelta(minutes=1))
                found.append((need, raw["proposed"]))
        return found

    def draft(self, actor: Actor, organisation: Organisation, advert: Advert, when: datetime.datetime) -> Need:
        """Read an advert, as pasted at a moment, into a draft."""
        plain = replace(advert, text=cleaned(advert.text), headline=cleaned(advert.headline))
        reading = reading_of(self._reader.understand(plain), self.taxonomy, when.date())
        submission = uuid.uuid5(uuid.NAMESPACE_URL, f"{_ADDRESS}{self.seed}/{advert.id}")
        self.made += 1
        with at(when):
            return start_draft(actor, organisation=organisation, reading=reading, submission=submission)

    def register(self, actor: Actor, need: Need, when: datetime.datetime) -> bool:
        """Register a draft; one of whose text nothing was understood stays a draft, as for anybody."""
        if not need.requirements.exists():
            return False
        with at(when + datetime.timedelta(seconds=30)):
            register_need(actor, need=need, version=need.version)
        return True

    def match(self, actor: Actor, need: Need, when: datetime.datetime) -> None:
        """Match at once: while the region is loaded no worker runs."""
        began = time.perf_counter()
        with at(when):
            run = Run.objects.create(need=need, need_version=need.version)
            audit(actor, "match.asked-for", need, run=run.pk)
            do_run(actor, run)
        need.refresh_from_db()
        self.matched += 1
        self.seconds += time.perf_counter() - began

    def _moment(self, rank: int, of: int) -> datetime.datetime:
        """The newest some minutes ago, the oldest ``oldest_days``; closer together towards today.

        What is older than a day came in working hours of a working day.
        """
        days = load_settings()["adverts"]["oldest_days"] * (rank / of) ** 1.5
        moment = self.now - datetime.timedelta(minutes=10, days=days)
        if days < 1:
            return moment
        friday = moment - datetime.timedelta(days=max(0, moment.weekday() - 4))
        return friday.replace(hour=8 + rank % 8, minute=rank * 7 % 60)
