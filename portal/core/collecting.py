"""Leaving out the collector of circular garbage while something large is made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Do not look for circular garbage inside the block, in any thread; what is made there stays, and is much.

    Half a million lists and mappings that all stay would be looked through again and again while they are made.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
