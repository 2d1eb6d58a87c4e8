"""The tree against the recursive definition of RFC 6962, and against roots that others have computed."""

import hashlib

import pytest

from portal.transparency import merkle

VECTORS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LARGEST = 33


def split(count):
    """The largest power of two below a count."""
    return 1 << (count - 1).bit_length() - 1


def recursive_root(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return hashlib.sha256(b"\x01" + recursive_root(leaves[:k]) + recursive_root(leaves[k:])).digest()


def recursive_path(index, leaves):
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*recursive_path(index, leaves[:k]), recursive_root(leaves[k:])]
    return [*recursive_path(index - k, leaves[k:]), recursive_root(leaves[:k])]


def recursive_proof(first, leaves, whole=True):
    if first == len(leaves):
        return [] if whole else [recursive_root(leaves)]
    k = split(len(leaves))
    if first <= k:
        return [*recursive_proof(first, leaves[:k], whole), recursive_root(leaves[k:])]
    return [*recursive_proof(first - k, leaves[k:], False), recursive_root(leaves[:k])]


@pytest.fixture(scope="module")
def leaves():
    return [merkle.leaf_hash(f"lá {n}".encode()) for n in range(LARGEST)]


def test_root_is_that_of_known_vectors():
    hashes = [merkle.leaf_hash(bytes.fromhex(one)) for one in VECTORS]

    assert merkle.root([]) == hashlib.sha256(b"").digest()
    assert [merkle.root(hashes[:size]).hex() for size in range(1, 9)] == ROOTS


def test_root_and_proofs_are_those_of_the_recursive_definition(leaves):
    for size in range(1, LARGEST + 1):
        tree = leaves[:size]

        assert merkle.root(tree) == recursive_root(tree)
        for at in range(size):
            assert merkle.inclusion_proof(tree, at) == recursive_path(at, tree)
            assert merkle.consistency_proof(tree, at + 1) == recursive_proof(at + 1, tree)


def test_inclusion_holds_at_its_own_place_only(leaves):
    for size in (1, 2, 7, 8, LARGEST):
        tree = leaves[:size]
        top = merkle.root(tree)
        for at in range(size):
            path = merkle.inclusion_proof(tree, at)
            holding = [place for place in range(-1, size + 1) if merkle.includes(tree[at], place, size, path, top)]

            assert holding == [at]
            assert not merkle.includes(tree[at], at, size, [*path, top], top)
            assert not path or not merkle.includes(tree[at], at, size, path[:-1], top)


def test_consistency_holds_between_true_beginnings_only(leaves):
    for size in (1, 2, 6, 8, LARGEST):
        tree = leaves[:size]
        top = merkle.root(tree)
        for first in range(1, size + 1):
            old, proof = merkle.root(tree[:first]), merkle.consistency_proof(tree, first)
            other = merkle.root([*tree[: first - 1], merkle.leaf_hash(b"khac")])

            assert merkle.is_consistent(first, old, size, top, proof)
            assert not merkle.is_consistent(first, other, size, top, proof)
            assert not merkle.is_consistent(first, old, size, other, proof)
            assert not merkle.is_consistent(first, old, size, top, [*proof, top])
    assert not merkle.is_consistent(0, merkle.root([]), 1, leaves[0], [])


def test_what_is_not_in_the_tree_has_no_proof(leaves):
    with pytest.raises(IndexError):
        merkle.inclusion_proof(leaves, LARGEST)
    with pytest.raises(IndexError):
        merkle.consistency_proof(leaves, 0)
