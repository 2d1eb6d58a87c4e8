"""What came on paper to the demo: a dossier keyed in whole, one half done, and a work handled outside the portal."""

import io
from datetime import timedelta
from decimal import Decimal

from portal.attachments import service as attachments
from portal.awards.dossier import slots_of
from portal.awards.handling import takes_stubs
from portal.awards.models import Category
from portal.awards.queries import categories_of
from portal.core import clock
from portal.core.i18n import localized
from portal.rehearsal.files import make_pdf
from portal.rehearsal.stages import Rehearsal
from portal.submissions import paper
from portal.submissions import service as submissions
from portal.submissions.models import Submission, Way
from portal.submissions.paper import Arrived, Reach


def receive(stage: Rehearsal) -> None:
    """Key in what came, in the first category and in the first one that records stubs."""
    categories = categories_of(stage.edition)
    whole = _enter(stage, categories[0], "12/TN", "Mô hình tổ tự quản thu gom rác kênh rạch", "0900 000 012")
    _scan(stage, whole)
    submissions.submit(whole, actor=stage.organizer)
    _enter(stage, categories[0], "15/TN", "Giá đỡ bình chữa cháy trong hẻm nhỏ", "0900 000 015")
    for category in categories:
        if takes_stubs(stage.edition, category):
            paper.record_stub(
                category, title="Giải pháp phục vụ công tác huấn luyện", organisation="Đơn vị số 7",
                arrived=_arrived(category, "03/M"), actor=stage.organizer,
            )  # fmt: skip
            break
    stage.finish_jobs()


def _arrived(category: Category, number: str) -> Arrived:
    office = localized(category.agency) or localized(category.name)
    return Arrived(Way.HAND, clock.now() - timedelta(days=2), number, office)


def _enter(stage: Rehearsal, category: Category, number: str, title: str, phone: str) -> Submission:
    person = Reach(name=f"Người nộp hồ sơ giấy {number}", phone=phone)
    draft = paper.enter(
        category, person=person, arrived=_arrived(category, number), title=title, actor=stage.organizer
    )  # fmt: skip
    author = {"full_name": person.name, "share": Decimal(100)}
    submissions.save_authors(draft, [author], actor=stage.organizer)
    return draft


def _scan(stage: Rehearsal, draft: Submission) -> None:
    made = make_pdf("Bản quét phiếu tham gia", draft.title, ["Bản quét của phiếu tham gia nộp trên giấy."])
    slot = next(one for one in slots_of(draft.edition, draft.category) if one.accepts_extension("pdf"))
    attachment = attachments.store_whole(
        slot=slot, filename=made.name, stream=io.BytesIO(made.content), size=len(made.content),
        content_type=made.content_type, actor=stage.organizer,
    )  # fmt: skip
    submissions.attach(draft, slot.code, attachment, actor=stage.organizer)
    stage.finish_jobs()
