"""The part of a preset that entrants meet: the dossier, the form, the questions before it, the replies."""

from dataclasses import dataclass

from portal.awards.conditions import Comparison
from portal.awards.preset_words import CheckKind, FieldType, Provenance, ReasonKind, Severity, Text


@dataclass(frozen=True, slots=True)
class PresetCondition:
    """One look at the answer of an earlier question; where there are several, all must hold."""

    key: str
    test: Comparison
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PresetFileType:
    """A kind of file, by the end of its name and the media types its content may show."""

    extension: str
    media_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PresetSlot:
    """A place in the dossier for one kind of document; no categories means all of them."""

    code: str
    name: Text
    help: Text
    required: bool
    file_types: tuple[PresetFileType, ...]
    max_files: int
    max_size_mb: int
    categories: tuple[str, ...]
    visible_to_judges: bool
    public: bool
    when: tuple[PresetCondition, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetDossier:
    """The documents of a submission."""

    max_total_mb: int
    slots: tuple[PresetSlot, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetOption:
    """An answer to choose."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class PresetField:
    """A question of the form; no categories means it is asked in all of them.

    One that is required `at_submit` may stay open while the page is left, not when the work is sent. A group repeats
    its `fields` in rows.
    """

    key: str
    type: FieldType
    label: Text
    hint: Text | None
    required: bool
    at_submit: bool
    max_words: int | None
    max_length: int | None
    minimum: int | None
    maximum: int | None
    options: tuple[PresetOption, ...]
    categories: tuple[str, ...]
    visible_to_judges: bool
    public: bool
    confidential: bool
    when: tuple[PresetCondition, ...]
    fields: tuple["PresetField", ...]
    min_rows: int
    max_rows: int
    row_name: Text | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetPage:
    """One page of the form: one thing asked."""

    code: str
    title: Text
    help: Text | None
    categories: tuple[str, ...]
    when: tuple[PresetCondition, ...]
    fields: tuple[PresetField, ...]


@dataclass(frozen=True, slots=True)
class PresetAlternative:
    """What else somebody may do whose work cannot be taken in."""

    label: Text
    url: str | None


@dataclass(frozen=True, slots=True)
class PresetQuestion:
    """A question asked before a draft may start; without options the answers are "yes" and "no"."""

    code: str
    question: Text
    hint: Text | None
    options: tuple[PresetOption, ...]
    passes: tuple[str, ...]
    blocking: bool
    refusal_title: Text | None
    refusal_text: Text | None
    alternatives: tuple[PresetAlternative, ...]
    flag: Text | None
    when: tuple[PresetCondition, ...]
    provenance: Provenance

    @property
    def answers(self) -> tuple[str, ...]:
        """Every value that may be answered."""
        return tuple(option.value for option in self.options) or ("yes", "no")


@dataclass(frozen=True, slots=True)
class PresetChecklistItem:
    """One question of the secretary's checklist; no categories means it is asked in all of them."""

    code: str
    question: Text
    help: Text | None
    categories: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetCheck:
    """A rule that the portal checks by itself; no categories means all of them, and each kind reads keys of its own."""

    code: str
    kind: CheckKind
    severity: Severity
    name: Text
    text: Text
    categories: tuple[str, ...]
    question: str | None
    field: str | None
    passes: tuple[str, ...]
    slots: tuple[str, ...]
    fields: tuple[str, ...]
    ignore: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetReason:
    """A ready text for a screening outcome."""

    code: str
    kind: ReasonKind
    label: Text
    text: Text
