"""Turn a YAML file into nodes that know their lines, refusing whatever a preset never needs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from portal.awards.preset_errors import PresetError

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

# The C parser is some ten times faster; both give the same nodes and marks.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose_mapping(path: Path) -> MappingNode:
    """Read the file as one YAML mapping, or raise PresetError."""
    text = _read(path)
    try:
        _refuse_unsafe(path, text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(path, error) from error
    except yaml.reader.ReaderError as error:
        raise _character_error(path, text, error) from error
    if not isinstance(node, MappingNode):
        raise PresetError(path, 1, "", "a block of keys", "nothing" if node is None else _kind(node))
    return node


def line_of(node: Node) -> int:
    """The line, counted from 1, on which a node starts."""
    return node.start_mark.line + 1


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "an unreadable file"
        raise PresetError(path, 1, "", "a readable file", reason.lower()) from error
    if len(raw) > MAX_BYTES:
        raise PresetError(path, 1, "", f"at most {MAX_BYTES} bytes", "a larger file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        found = f"byte 0x{raw[error.start]:02x}"
        raise PresetError(path, line, "", "text in UTF-8", found) from error


def _refuse_unsafe(path: Path, text: str) -> None:
    """Stop at anchors, aliases, tags, further documents and deep nesting before building nodes."""
    depth = documents = 0
    events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
    for event in events:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            mark = "*" if isinstance(event, yaml.AliasEvent) else "&"
            raise PresetError(
                path,
                line,
                "",
                "the value written out (no anchors or aliases)",
                f'"{mark}{event.anchor}"',
            )
        if getattr(event, "tag", None):
            raise PresetError(path, line, "", "plain values (no tags)", f'"{event.tag}"')
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if documents > 1:
            raise PresetError(path, line, "", "one document", "a second one")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise PresetError(path, line, "", f"at most {MAX_DEPTH} levels", "deeper nesting")


def _syntax_error(path: Path, error: yaml.MarkedYAMLError) -> PresetError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    reason = " ".join(str(part) for part in (error.problem, error.context) if part)
    return PresetError(path, line, "", "correct YAML", f"at column {column}: {reason}")


def _character_error(path: Path, text: str, error: yaml.reader.ReaderError) -> PresetError:
    place = next((at for at, char in enumerate(text) if not _printable(char)), 0)
    return PresetError(
        path,
        text.count("\n", 0, place) + 1,
        "",
        "printable text",
        f"at column {place - text.rfind(chr(10), 0, place)}: character {text[place]!a}",
    )


def _printable(char: str) -> bool:
    return yaml.reader.Reader.NON_PRINTABLE.match(char) is None


def _kind(node: Node) -> str:
    return "a list" if isinstance(node, SequenceNode) else "a single value"
