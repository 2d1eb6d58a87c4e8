"""The official result, from the tables to the ranks, equals an independent exact one on a thousand random contests."""

from random import Random

from portal.scoring.queries import standings
from tests.factories import make_edition, make_organizer, make_panel
from tests.scoring.contests import MOST_SHEETS, official, random_contest, write

CONTESTS = 1000


def test_official_result_equals_an_independent_exact_one_on_a_thousand_contests(app):
    edition = make_edition()
    organizer = make_organizer(edition)
    random = Random(20261125)
    contests = [random_contest(random) for _one in range(CONTESTS)]
    write(edition, contests, make_panel(edition, organizer, MOST_SHEETS), organizer)
    seen = {"tied": 0, "parted": 0, "apart": 0, "few": 0}

    for minimum, keeps_recused in ((1, False), (2, True), (3, False)):
        edition.minimum_sheets, edition.keeps_recused = minimum, keeps_recused
        found = standings(edition)
        for contest in contests:
            listed = {one.submission: one for one in found.get(contest.category, [])}
            for work, expected in zip(contest.ids, official(contest, minimum, keeps_recused), strict=True):
                one = listed.get(work)
                if one is None:
                    # A work without any active judge and valid sheet is not part of the ranking.
                    assert expected == (None, 0, None, False, False)
                    continue
                mean = expected[0]
                assert (one.mean is None) == (mean is None)
                assert mean is None or one.mean.numerator * mean[1] == mean[0] * one.mean.denominator
                assert (one.sheets, one.rank, one.tied, one.parted) == expected[1:]
                seen["tied"] += one.tied
                seen["parted"] += one.parted
                seen["apart"] += one.lacking == "agreement"
                seen["few"] += one.lacking == "sheets"

    # The contests are worth something: all that the rule knows has happened often.
    assert min(seen.values()) > 250, seen
