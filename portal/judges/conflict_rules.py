"""Finding conflicts of interest by rule: who is whom, who works where, and who worked with whom before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.core.search_text import fold
from portal.judges.models import ConflictKind, ConflictSource
from portal.judges.organisations import Groups, Named, named_in, phone_digits, site_of


class Rule(StrEnum):
    """By which rule a conflict was found."""

    SAME_ADDRESS = "same_address"
    SAME_NAME = "same_name"
    SAME_PHONE = "same_phone"
    WROTE_TOGETHER = "wrote_together"
    AGENCY = "agency"
    SAME_ORGANISATION = "same_organisation"
    RELATED_ORGANISATION = "related_organisation"
    MAIL_DOMAIN = "mail_domain"
    NAMED_BY_AUTHOR = "named_by_author"


KINDS = {
    Rule.SAME_ADDRESS: ConflictKind.AUTHOR,
    Rule.SAME_NAME: ConflictKind.AUTHOR,
    Rule.SAME_PHONE: ConflictKind.AUTHOR,
    Rule.WROTE_TOGETHER: ConflictKind.COLLABORATION,
    Rule.AGENCY: ConflictKind.AGENCY,
    Rule.SAME_ORGANISATION: ConflictKind.SAME_ORGANISATION,
    Rule.RELATED_ORGANISATION: ConflictKind.SAME_ORGANISATION,
    Rule.MAIL_DOMAIN: ConflictKind.SAME_ORGANISATION,
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody behind a work: name, address, where they work, telephone."""

    name: str
    email: str
    organisation: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Objected:
    """Somebody whom the authors do not want as a judge."""

    name: str
    organisation: str
    kind: ConflictKind
    reason: str


@dataclass(slots=True)
class Work:
    """A submission as the rules see it."""

    id: int
    agency: str = ""
    people: list[Person] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    objections: list[Objected] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who judges, might judge, or runs the edition.

    `partners` says with whom this person has written before: an identity as `identities` gives it, and the work.
    """

    name: str
    emails: frozenset[str]
    organisations: tuple[str, ...]
    phone: str = ""
    partners: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """A conflict a rule sees, with what it saw."""

    work: int
    kind: ConflictKind
    rule: Rule
    evidence: str

    @property
    def source(self) -> ConflictSource:
        return ConflictSource.AUTHOR if self.rule is Rule.NAMED_BY_AUTHOR else ConflictSource.RULE


def identities(person: Person) -> Iterator[str]:
    """Every key under which somebody may be met again: the address, or the name in an organisation."""
    if person.email:
        yield person.email.strip().lower()
    name = fold(person.name)
    if name:
        yield from (f"{name} @ {key}" for key in sorted(named_in(person.organisation).all))


Place = tuple[Work, str]


class Grounds:
    """All works of a category by what could tie somebody to them, so that each candidate is looked up, not compared."""

    def __init__(self, works: Iterable[Work], groups: Groups | None = None) -> None:
        self.groups = groups or Groups()
        self.own: dict[str, list[Place]] = defaultdict(list)
        self.wider: dict[str, list[Place]] = defaultdict(list)
        self.sites: dict[str, list[Place]] = defaultdict(list)
        self.known: dict[str, list[Place]] = defaultdict(list)
        self.phones: dict[str, list[Place]] = defaultdict(list)
        self.objections: dict[str, list[tuple[Work, Objected]]] = defaultdict(list)
        for work in works:
            self._add(work)

    def _add(self, work: Work) -> None:
        for text in dict.fromkeys(work.organisations):
            named = named_in(text)
            for key in named.own:
                self.own[key].append((work, text))
            for key in self.groups.related(named.all) - named.own:
                self.wider[key].append((work, text))
        for person in work.people:
            for key in identities(person):
                self.known[key].append((work, person.name or person.email))
            if (site := site_of(person.email)) != "":
                self.sites[site].append((work, site))
            if (phone := phone_digits(person.phone)) != "":
                self.phones[phone].append((work, person.name))
        for one in work.objections:
            self.objections[fold(one.name)].append((work, one))

    def of(self, candidate: Candidate) -> list[Finding]:
        """What ties a candidate to the works: one finding for each work and kind, by its strongest rule."""
        found: dict[tuple[int, ConflictKind], Finding] = {}
        for finding in self._all(candidate):
            found.setdefault((finding.work, finding.kind), finding)
        # Who wrote the work need not be told that the own organisation is the same.
        own = {work for work, kind in found if kind is ConflictKind.AUTHOR}
        return [one for one in found.values() if one.work not in own or one.kind is ConflictKind.AUTHOR]

    def _all(self, candidate: Candidate) -> Iterator[Finding]:
        named = [named_in(text) for text in candidate.organisations]
        keys = frozenset[str]().union(*(one.all for one in named))
        yield from self._same_person(candidate, keys)
        for identity, title in candidate.partners.items():
            for work, _name in self.known.get(identity, ()):
                yield _finding(work, Rule.WROTE_TOGETHER, title)
        yield from self._organisations(named, keys)
        for site in sorted({site_of(email) for email in candidate.emails} - {""}):
            for work, text in self.sites.get(site, ()):
                yield _finding(work, Rule.MAIL_DOMAIN, text)
        for work, one in self.objections.get(fold(candidate.name), ()):
            if not one.organisation or not keys or named_in(one.organisation).all & self.groups.related(keys):
                yield Finding(work.id, one.kind, Rule.NAMED_BY_AUTHOR, one.reason)

    def _same_person(self, candidate: Candidate, keys: frozenset[str]) -> Iterator[Finding]:
        name = fold(candidate.name)
        for email in sorted(candidate.emails):
            for work, text in self.known.get(email.lower(), ()):
                yield _finding(work, Rule.SAME_ADDRESS, text)
        for key in sorted(keys):
            for work, text in self.known.get(f"{name} @ {key}", ()) if name else ():
                yield _finding(work, Rule.SAME_NAME, text)
        for work, text in self.phones.get(phone_digits(candidate.phone), ()):
            yield _finding(work, Rule.SAME_PHONE, text)

    def _organisations(self, named: list[Named], keys: frozenset[str]) -> Iterator[Finding]:
        own = frozenset[str]().union(*(one.own for one in named))
        for key in sorted(own):
            for work, text in self.own.get(key, ()):
                yield _finding(work, Rule.AGENCY if key in named_in(work.agency).all else Rule.SAME_ORGANISATION, text)
        for key in sorted(self.groups.related(keys)):
            for work, text in (*self.wider.get(key, ()), *(() if key in own else self.own.get(key, ()))):
                rule = Rule.AGENCY if key in named_in(work.agency).all else Rule.RELATED_ORGANISATION
                yield _finding(work, rule, text)


def _finding(work: Work, rule: Rule, evidence: str) -> Finding:
    return Finding(work.id, KINDS[rule], rule, evidence)
