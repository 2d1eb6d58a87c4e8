"""Merkle trees as in RFC 6962: roots, inclusion proofs and consistency proofs, made and verified without recursion.

Everything works on the hashes of leaves (`leaf_hash`). Leaves and nodes are hashed with different first bytes, so that
no node passes for a leaf.
"""

import hashlib
from collections.abc import Sequence

LEAF, NODE = b"\x00", b"\x01"


def leaf_hash(content: bytes) -> bytes:
    """The hash of what stands in a leaf."""
    return hashlib.sha256(LEAF + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node above two others."""
    return hashlib.sha256(NODE + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over hashes of leaves; that of an empty tree is the hash of nothing."""
    return _levels(leaves)[-1][0] if leaves else hashlib.sha256().digest()


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Every level from the leaves up; a last node without a neighbour rises as it is, as the RFC's split has it."""
    levels = [list(leaves)]
    while len(level := levels[-1]) > 1:
        above = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        levels.append(above + level[-1:] if len(level) % 2 else above)
    return levels


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The neighbours on the way from a leaf to the root."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"there is no leaf {index} among {len(leaves)}")
    return _way_up(_levels(leaves), 0, index)


def _way_up(levels: list[list[bytes]], height: int, node: int) -> list[bytes]:
    path = []
    for level in levels[height:-1]:
        if node ^ 1 < len(level):
            path.append(level[node ^ 1])
        node >>= 1
    return path


def consistency_proof(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """What shows that the tree of the first so many leaves is the beginning of the whole one."""
    if not 0 < first <= len(leaves):
        raise IndexError(f"there are no {first} leaves among {len(leaves)}")
    if first == len(leaves):
        return []
    levels, height, node = _levels(leaves), 0, first - 1
    while node & 1:
        # The last leaf of the old tree lies in a whole subtree: the proof begins at its top.
        node, height = node >> 1, height + 1
    start = [levels[height][node]] if node else []
    return start + _way_up(levels, height, node)


def includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> bool:
    """Whether a leaf's hash stands at a place of the tree with this size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, leaf
    for one in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(one, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, one)
        here, last = here >> 1, last >> 1
    return last == 0 and found == expected


def is_consistent(first: int, first_root: bytes, size: int, size_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the smaller tree is the beginning of the larger one (RFC 9162, 2.1.4.2)."""
    if not 0 < first <= size:
        return False
    if first == size:
        return not proof and first_root == size_root
    listed = list(proof)
    if first & (first - 1) == 0:
        listed.insert(0, first_root)
    if not listed:
        return False
    here, last = first - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = listed[0]
    for one in listed[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node_hash(one, old), node_hash(one, new)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, one)
        here, last = here >> 1, last >> 1
    return last == 0 and old == first_root and new == size_root
