"""Publishes campaigns to one member and asks what she gets: documents told in short, days as text."""

from dataclasses import replace

from posdesk.domain.business_day import business_day, local_time
from posdesk.domain.campaign_document import parse
from posdesk.domain.campaign_facts import CampaignsMet, Meeting
from posdesk.domain.campaigning import Answer, Here, answers, met_by
from posdesk.domain.campaigns import Calendar, Campaign, Published, State
from posdesk.domain.fold import fold
from posdesk.domain.program import ProgramTimeline
from tests.domain.histories import DENVER, MEMBER, moment
from tests.domain.regulars import Regular

FIVE = '[campaign.reward]\nkind = "amount_off"\namount = "$5"\n'
MARCH = "2026-03-10 12:00"


def document(own: str = "", tables: str = FIVE, name: str = "spring", version: int = 1) -> str:
    """A campaign's document. own: keys of its own; tables: what stands below them."""
    head = f'[campaign]\nid = "{name}"\nversion = {version}\ntitle = "Spring {version}"\nsay = "Spring!"\n'
    return f"{head}{own}\n{tables}"


class Campaigner:
    """A calendar that grows, and what it means for a member at one store."""

    def __init__(self) -> None:
        self.versions: dict[str, list[Published]] = {}
        self.changes: dict[str, list[tuple[int, State]]] = {}

    def publish(self, text: str, when: str = "2026-01-02") -> Campaign:
        """Publish a document at a moment."""
        campaign, at = parse(text), moment(when)
        fact = f"fact {campaign.id} {campaign.version}"
        self.versions.setdefault(campaign.id, []).append(Published(campaign, at, fact, business_day(at, DENVER)))
        return campaign

    def change(self, name: str, state: State, when: str) -> None:
        """Pause, resume or end one."""
        self.changes.setdefault(name, []).append((moment(when), state))

    @property
    def calendar(self) -> Calendar:
        """All of it."""
        return Calendar(self.versions, self.changes)

    def timeline(self, her: Regular) -> ProgramTimeline:
        """The programs of her history, with the rewards of the campaigns."""
        steps = her.timeline().steps()
        return ProgramTimeline(steps, self.calendar.rewards)

    def all(self, her: Regular, when: str = MARCH, place: Here | None = None, store: str = "denver-1") -> list[Answer]:
        """Every campaign that runs, for her, at a moment."""
        as_of = her.as_of(when)
        known = [fact for fact in her.facts if fact.occurred_at <= as_of.at]
        standing = fold(MEMBER, known, self.timeline(her), as_of)
        here = Here(as_of.at, store, as_of.day, local_time(as_of.at, DENVER.zone).time())
        if place is not None:
            here = replace(place, at=as_of.at, day=as_of.day, store=store)
        return list(answers(self.calendar, her.figures(when), standing, met_by(known), here, None))

    def one(self, her: Regular, when: str = MARCH, place: Here | None = None, name: str = "spring") -> Answer | None:
        """What one campaign means for her; None when it does not run."""
        return next((each for each in self.all(her, when, place) if each.campaign.id == name), None)

    def the(self, her: Regular, when: str = MARCH, place: Here | None = None, name: str = "spring") -> Answer:
        """What a campaign that runs means for her."""
        answer = self.one(her, when, place, name)
        assert answer is not None
        return answer

    def gets(self, her: Regular, when: str = MARCH, name: str = "spring") -> bool:
        """Whether she gets it."""
        answer = self.one(her, when, name=name)
        return answer is not None and answer.why.holds


def met(her: Regular, when: str, *names: str, version: int = 1, n: int = 1, held_out: bool = False) -> None:
    """A look-up showed her campaigns."""
    her.happened(when, CampaignsMet(tuple(Meeting(name, version, n, held_out) for name in names)))
