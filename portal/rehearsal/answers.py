"""Plausible answers to whatever an edition's form asks."""

from datetime import date, timedelta
from typing import Any

from portal.awards.form import Field, Question, kept_answers
from portal.awards.preset_words import FieldType
from portal.rehearsal.cast import Work

SENTENCES = (
    "Giải pháp «{title}» đã được áp dụng thường xuyên tại {organisation}.",
    "Trước đây công việc làm thủ công, mất nhiều thời gian và khó kiểm tra lại.",
    "Cách làm mới chia quy trình thành từng bước rõ ràng, có dữ liệu để đo trước và sau.",
    "Sau một năm, thời gian xử lý giảm còn một nửa và người dân phản hồi tích cực.",
    "Mô hình dùng thiết bị sẵn có nên các đơn vị khác có thể nhân rộng với chi phí thấp.",
)


def text_about(work: Work, sentences: int = 4) -> str:
    """A short paragraph about the work."""
    return " ".join(SENTENCES[:sentences]).format(title=work.title, organisation=work.organisation)


def answer(field: Field, work: Work, applied_on: date) -> Any:
    """An answer of the right type that fits the field's limits."""
    plain: dict[FieldType, Any] = {
        FieldType.NUMBER: _within(field, 12),
        FieldType.MONEY: _within(field, 250_000_000),
        FieldType.DATE: applied_on.isoformat(),
        FieldType.YES_NO: "no",
        FieldType.EMAIL: "lien-he@rehearsal.example",
        FieldType.PHONE: "028 3822 0000",
    }
    if field.type in plain:
        return plain[field.type]
    if field.type is FieldType.CHOICE:
        return field.options[0].value
    if field.type is FieldType.MULTIPLE_CHOICE:
        return [field.options[0].value]
    if field.type is FieldType.GROUP:
        row = {one.key: answer(one, work, applied_on) for one in field.fields}
        return [row] * max(field.min_rows, 1 if field.required else 0)
    if field.type is FieldType.TEXT and not field.required:
        return ""
    text = text_about(work) if field.type is FieldType.LONG_TEXT else work.organisation
    words = text.split()[: field.max_words or None]
    return " ".join(words)[: field.max_length or None]


def _within(field: Field, number: int) -> str:
    highest = number if field.maximum is None else min(number, field.maximum)
    return str(max(field.minimum or 0, highest))


def passing_answers(questions: list[Question]) -> dict[str, str]:
    """The answers that let an eligible work in."""
    given = {question.code: question.passes[0] for question in questions}
    return kept_answers(questions, given)


def applied_on(edition: Any) -> date:
    """A day inside the window in which works must have been applied."""
    calendar = edition.rules["edition"]["calendar"]
    until = calendar.get("applied_to")
    return date.fromisoformat(until) - timedelta(days=30) if until else edition.closes_at.date()
