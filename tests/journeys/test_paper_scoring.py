"""From blank paper to the official result: printed, keyed in, disputed, mended, and closed by the publication."""

import re

import pytest

from portal.core.db import db
from portal.decisions import service as decisions
from portal.publication import service as publication
from portal.scoring.queries import standings
from tests.factories import make_secretary
from tests.paper_sheets.papers import make_pairs

pytestmark = pytest.mark.usefixtures("app")


def test_paper_sheets_from_the_printer_to_the_result(client):
    edition, organizer, pairs = make_pairs()
    secretary = make_secretary(edition.categories[0])
    one, two = edition.categories[0].criteria
    work, base = pairs[0].submission, f"/manage/editions/{edition.id}/paper-sheets"
    db.session.commit()

    def key(pair, first, second):
        sent = {f"points-{one.id}": first, f"points-{two.id}": second, "written_total": first + second}
        return client.post_form(f"{base}/key/{pair.id}", {**sent, "declared": "y"}).status_code

    client.sign_in(secretary)
    assert client.get_text(f"{base}/blank").count(work.number) == 2
    assert [key(pair, 50, 30) for pair in pairs] == [302, 302]

    client.sign_in(pairs[0].judge.user)
    letter_target = f"/judging/{pairs[0].id}/paper"
    assert client.post_form(letter_target, {"text": "Tôi cho 60 điểm tính mới"}).status_code == 302

    client.sign_in(organizer)
    scores = f"/manage/editions/{edition.id}/scores"
    sheets = re.findall(rf"{scores}/(\d+)/history", client.get_text(scores))
    assert len(sheets) == 2
    for sheet in sheets:
        assert secretary.name in client.get_text(f"{scores}/{sheet}/history")
        assert client.post_form(f"{scores}/{sheet}/reopen", {"reason": "Gõ nhầm"}).status_code == 302

    client.sign_in(secretary)
    assert [key(pair, first, 30) for pair, first in zip(pairs, (60, 50), strict=True)] == [302, 302]
    [standing] = standings(edition)[edition.categories[0].id]
    assert (standing.mean, standing.sheets) == (85, 2)

    decisions.make_shortlist(edition, actor=organizer)
    decision = decisions.decide(
        edition, prizes={work.id: "first"}, cap_reasons={}, reference="1", signatory="x", actor=organizer
    )
    publication.publish(decision, actor=organizer)
    db.session.commit()
    assert key(pairs[0], 1, 1) == 403
    client.sign_in(pairs[0].judge.user)
    assert "công bố" in client.get_text(letter_target)
    client.post_form(letter_target, {"text": "Muộn"})
    assert "Muộn" not in client.get_text(letter_target)
