"""The names of background work and the functions that do it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

HANDLERS: dict[str, Callable[..., Any]] = {}
PERIODIC: dict[str, timedelta] = {}


def job(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function as the handler of a job; it must be safe to run twice."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        HANDLERS[name] = function
        return function

    return register


def periodic(name: str, *, every: timedelta) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a handler without arguments that the worker's sweep also queues again and again."""
    PERIODIC[name] = every
    return job(name)
