"""Made-up people and varied works: nobody real, everything reproducible from the seed."""

from dataclasses import dataclass
from random import Random

from portal.awards.preset_file import PresetWork
from portal.awards.preset_schema import Preset
from portal.submissions.checks import name_key, separate

ORGANISATIONS = (
    "Viện Nghiên cứu Ứng dụng số {n}",
    "Trường Đại học Thử nghiệm số {n}",
    "Trung tâm Đổi mới số {n}",
    "Hội Nghề nghiệp số {n}",
    "Sở Diễn tập số {n}",
    "Công ty Cổ phần Mô hình số {n}",
)
VARIATIONS = (
    "giai đoạn {n}",
    "mở rộng cho cấp phường, đợt {n}",
    "phiên bản {n}",
    "nhân rộng lần {n}",
)


@dataclass(frozen=True, slots=True)
class Work:
    """A work to be submitted in the rehearsal."""

    title: str
    organisation: str
    category: int
    worth: float
    """In standard deviations from a middling work."""


@dataclass(frozen=True, slots=True)
class MadeJudge:
    """A judge who does not exist."""

    name: str
    email: str
    organisation: str
    expertise: tuple[str, ...]


def make_works(preset: Preset, real: tuple[PresetWork, ...], count: int, rng: Random) -> list[Work]:
    """The real works first, then variations of them, dealt to their categories (or in turn where unknown)."""
    numbers = [category.number for category in preset.categories]
    titles = real or tuple(_invented(preset))
    works = []
    for index in range(count):
        source, repeat = titles[index % len(titles)], index // len(titles)
        suffix = f" – {VARIATIONS[repeat % len(VARIATIONS)].format(n=repeat + 1)}" if repeat else ""
        organisation = source.organisation or _organisation(rng)
        category = source.category
        if category not in numbers:
            # Dealt in turn, but never to the category that the work's own organisation runs.
            turn = numbers[index % len(numbers) :] + numbers
            category = next((number for number in turn if not _runs(preset, number, organisation)), turn[0])
        works.append(Work(source.title + suffix, organisation, category or numbers[0], rng.gauss(0, 1)))
    return works


def _runs(preset: Preset, number: int, organisation: str) -> bool:
    agency = next(category.agency for category in preset.categories if category.number == number)
    ignore = [words for check in preset.checks for words in check.ignore]
    keys = {name_key(name, ignore) for name in ((*agency.name.values(), *agency.aliases) if agency else ())}
    return any(name_key(name, ignore) in keys for name in separate(organisation))


def _invented(preset: Preset) -> list[PresetWork]:
    return [
        PresetWork(preset.edition.year, None, "entered", None, f"Ý tưởng mẫu số {n}", None, None, None, None, None)
        for n in range(1, 13)
    ]


def _organisation(rng: Random) -> str:
    return rng.choice(ORGANISATIONS).format(n=rng.randint(1, 40))


def make_judges(count: int, works: list[Work], rng: Random, domain: str) -> list[MadeJudge]:
    """Judges from made-up bodies; every tenth comes from an entrant's organisation, so that conflicts occur."""
    judges = []
    for number in range(1, count + 1):
        entrant = works and number % 10 == 0
        organisation = rng.choice(works).organisation if entrant else _organisation(rng)
        judges.append(
            MadeJudge(
                name=f"Giám khảo số {number}",
                email=f"judge{number}@{domain}",
                organisation=organisation.split(";")[0].strip(),
                expertise=_expertise(works, Random(number)),  # noqa: S311 - made up, not secret
            )
        )
    return judges


def _expertise(works: list[Work], rng: Random) -> tuple[str, ...]:
    """Pairs of neighbouring words from titles: what somebody might be an expert of."""
    titles = [words for work in works if len(words := work.title.split()) > 3]
    found = []
    for _time in range(4 if titles else 0):
        words = rng.choice(titles)
        start = rng.randrange(len(words) - 1)
        found.append(" ".join(words[start : start + 2]).lower())
    return tuple(dict.fromkeys(found))


def seats_of(judges: int, demand: dict[int, int], needed: int) -> dict[int, list[int]]:
    """Which judges (by index) sit on which category's panel: shares follow the number of submissions.

    Panels overlap when there are too few judges for every panel to have `needed` of its own.
    """
    total = sum(demand.values()) or 1
    panels: dict[int, list[int]] = {}
    start = 0
    for number, submissions in sorted(demand.items()):
        size = min(judges, max(needed, round(judges * submissions / total)))
        panels[number] = [(start + offset) % judges for offset in range(size)]
        start += max(1, round(judges * submissions / total))
    for index in range(judges):
        if not any(index in panel for panel in panels.values()):
            largest = max(panels, key=lambda number: demand[number] / max(1, len(panels[number])))
            panels[largest].append(index)
    return panels
