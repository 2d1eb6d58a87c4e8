"""Read a block of a preset key by key; whatever is wrong is noted with its line and reading goes on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from portal.awards.preset_errors import PresetProblem
from portal.awards.preset_values import described, flag, is_empty
from portal.awards.preset_words import PresetDefault, Provenance, Status, Text
from portal.awards.preset_yaml import line_of

T = TypeVar("T")

NOTHING = "nothing"


@dataclass(slots=True)
class Reading:
    """What one pass over a file knows and has found so far."""

    path: Path
    locales: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    problems: list[PresetProblem] = field(default_factory=list)
    defaults: list[PresetDefault] = field(default_factory=list)

    def add(self, line: int, key: str, expected: str, found: str) -> None:
        """Note one problem."""
        self.problems.append(PresetProblem(self.path, line, key, expected, found))


class Block:
    """A mapping of the file, with its place; `close` complains of the keys nobody asked for."""

    def __init__(self, reading: Reading, node: MappingNode | None, key: str, line: int) -> None:
        self.reading, self.key, self.line = reading, key, line
        # A block that is missing was reported once; what it lacks is not worth repeating.
        self.node, self.absent = node, node is None
        self._asked: list[str] = []
        self._pairs: dict[str, tuple[Node, Node]] = {}
        for key_node, value in node.value if node else ():
            self._take(key_node, value)

    def _take(self, key_node: Node, value: Node) -> None:
        if not isinstance(key_node, ScalarNode):
            self.reading.add(line_of(key_node), self.key, "a plain key", described(key_node))
        elif key_node.value in self._pairs:
            first = line_of(self._pairs[key_node.value][0])
            self.reading.add(
                line_of(key_node),
                self.path_to(key_node.value),
                "each key once",
                f"a second one (the first is on line {first})",
            )
        else:
            self._pairs[key_node.value] = (key_node, value)

    def path_to(self, name: str) -> str:
        """The full path of a key of this block, as problems show it."""
        return f"{self.key}.{name}" if self.key else name

    def line_to(self, name: str) -> int:
        """The line of a key, or of the block when the key is not there."""
        return line_of(self._pairs[name][0]) if name in self._pairs else self.line

    def has(self, name: str) -> bool:
        """Say whether a key is there with something in it."""
        return name in self._pairs and not is_empty(self._pairs[name][1])

    def complain(self, name: str, expected: str, found: str, node: Node | None = None) -> None:
        """Note a problem with one key of this block."""
        if not self.absent:
            line = line_of(node) if node else self.line_to(name)
            self.reading.add(line, self.path_to(name), expected, found)

    def find(self, name: str, expected: str, required: bool) -> Node | None:
        """The value of a key, complaining when a required one is missing."""
        self._asked.append(name)
        if self.has(name):
            return self._pairs[name][1]
        if required:
            self.complain(name, expected, NOTHING)
        return None

    def may(self, name: str, expected: str, parse: Callable[[str], T]) -> T | None:
        """One optional value made by `parse`, which raises ValueError for what it cannot take."""
        node = self.find(name, expected, required=False)
        return None if node is None else self._parsed(name, node, expected, parse)

    def need(self, name: str, expected: str, parse: Callable[[str], T], stand_in: T) -> T:
        """One required value; the stand-in only keeps the reading going after a problem."""
        node = self.find(name, expected, required=True)
        value = None if node is None else self._parsed(name, node, expected, parse)
        return stand_in if value is None else value

    def flag(self, name: str, default: bool) -> bool:
        """A yes or no, with what holds when it is not written."""
        value = self.may(name, "yes or no", flag)
        return default if value is None else value

    def listed(self, name: str, expected: str, parse: Callable[[str], T], required: bool = True) -> tuple[T, ...]:
        """A list of single values, each different from the others."""
        node = self.find(name, f"a list, each {expected}", required)
        if node is None:
            return ()
        if not isinstance(node, SequenceNode) or not node.value:
            self.complain(name, f"a list, each {expected}", described(node), node)
            return ()
        values: list[T] = []
        for index, item in enumerate(node.value):
            value = self._parsed(f"{name}[{index}]", item, expected, parse)
            if value is not None and value in values:
                self.complain(f"{name}[{index}]", "each value once", described(item), item)
            elif value is not None:
                values.append(value)
        return tuple(values)

    def _parsed(self, name: str, node: Node, expected: str, parse: Callable[[str], T]) -> T | None:
        if isinstance(node, ScalarNode) and not is_empty(node):
            try:
                return parse(node.value.strip())
            except ValueError as error:
                hint = f" ({error})" if str(error).startswith("did you mean") else ""
                self.complain(name, expected + hint, described(node), node)
        else:
            self.complain(name, expected, described(node), node)
        return None

    def text(self, name: str) -> Text:
        """Required words in every locale of the edition."""
        node = self.find(name, self._wanted_text(), required=True)
        return {} if node is None else self._localised(name, node) or {}

    def may_text(self, name: str) -> Text | None:
        """Optional words; when there are any, they are in every locale."""
        node = self.find(name, self._wanted_text(), required=False)
        return None if node is None else self._localised(name, node)

    def texts(self, name: str) -> tuple[Text, ...]:
        """A list of words in every locale of the edition; none when the key is absent."""
        node = self.find(name, f"a list, each {self._wanted_text()}", required=False)
        if node is None:
            return ()
        if not isinstance(node, SequenceNode):
            self.complain(name, f"a list, each {self._wanted_text()}", described(node), node)
            return ()
        return tuple(self._localised(f"{name}[{index}]", item) or {} for index, item in enumerate(node.value))

    def _wanted_text(self) -> str:
        locales = self.reading.locales
        if len(locales) == 1:
            return f"text in {locales[0]}"
        return "text in " + " and ".join(locales) if locales else "text"

    def _localised(self, name: str, node: Node) -> Text | None:
        locales = self.reading.locales
        if isinstance(node, ScalarNode) and len(locales) == 1 and not is_empty(node):
            return {locales[0]: node.value.strip()}
        if not isinstance(node, MappingNode):
            self.complain(name, self._wanted_text(), described(node), node)
            return None
        words = Block(self.reading, node, self.path_to(name), line_of(node))
        found = {locale: words.need(locale, f"text in {locale}", str, "") for locale in locales}
        words.close()
        return found

    def block(self, name: str, required: bool = True) -> "Block":
        """A block inside this one; an absent one reads as nothing, silently."""
        node = self.find(name, "a block of keys", required)
        if node is not None and not isinstance(node, MappingNode):
            self.complain(name, "a block of keys", described(node), node)
            node = None
        return Block(self.reading, node, self.path_to(name), self.line_to(name))

    def blocks(self, name: str, required: bool = True) -> list["Block"]:
        """A list of blocks inside this one."""
        node = self.find(name, "a list of blocks", required)
        if node is None:
            return []
        if not isinstance(node, SequenceNode) or not node.value:
            self.complain(name, "a list of blocks", described(node), node)
            return []
        found = []
        for index, item in enumerate(node.value):
            place = f"{name}[{index}]"
            if isinstance(item, MappingNode):
                found.append(Block(self.reading, item, self.path_to(place), line_of(item)))
            else:
                self.complain(place, "a block of keys", described(item), item)
        return found

    def provenance(self) -> Provenance:
        """Read where the block comes from; a default must say what to confirm."""
        status = self.may("status", "verified, sister_form or default", Status)
        source = self.may("source", "an address or a title", str)
        note = self.text("note") if status is Status.DEFAULT else self.may_text("note")
        if status is Status.DEFAULT and note:
            self.reading.defaults.append(PresetDefault(self.key, note, source))
        return Provenance(status, source, note)

    def close(self) -> None:
        """Complain of every key that this block does not have in the format."""
        for name, (key_node, _) in self._pairs.items():
            if name in self._asked:
                continue
            close = get_close_matches(name, self._asked, n=1)
            hint = f"did you mean {close[0]}?" if close else "known: " + _joined(self._asked)
            self.complain(name, f"a known key ({hint})", f'"{name}"', key_node)


def check_unique(blocks: Iterable[Block], name: str) -> None:
    """Complain of every block that repeats the value another one has under a key."""
    lines: dict[str, int] = {}
    for block in blocks:
        node = block.find(name, "", required=False)
        if not isinstance(node, ScalarNode):
            continue
        if node.value in lines:
            found = f'"{node.value}" again (the first is on line {lines[node.value]})'
            block.complain(name, f"a {name} of its own", found, node)
        else:
            lines[node.value] = line_of(node)


def _joined(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
