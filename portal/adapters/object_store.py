"""The interface of every object store, and the choice of one."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import quote

from flask import Flask, current_app

MINIMUM_PART = 5 * 1024 * 1024


class StoreError(Exception):
    """Raised when the store refuses or cannot be reached; the words say what to mend."""


class ObjectMissingError(StoreError):
    """Raised when there is nothing under a key."""


@dataclass(frozen=True, slots=True)
class Part:
    """One stored part of a multipart upload."""

    number: int
    etag: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What the store knows of an object."""

    size: int
    content_type: str


class ObjectStore(Protocol):
    """Files by key; browsers send parts and fetch objects by signed, expiring addresses."""

    min_part_size: int
    connect_origins: list[str]

    def start_multipart(self, key: str, content_type: str) -> str: ...

    def presign_part(self, key: str, upload_id: str, number: int, expires_in: int = 3600) -> str: ...

    def list_parts(self, key: str, upload_id: str) -> list[Part]: ...

    def complete_multipart(self, key: str, upload_id: str, parts: list[Part]) -> None: ...

    def abort_multipart(self, key: str, upload_id: str) -> None: ...

    def presign_get(
        self, key: str, *, filename: str, content_type: str, inline: bool = False, expires_in: int = 300
    ) -> str: ...

    def put(self, key: str, content: BinaryIO | bytes, content_type: str) -> None: ...

    def open(self, key: str) -> AbstractContextManager[BinaryIO]: ...

    def head(self, key: str) -> ObjectInfo: ...

    def delete(self, key: str) -> None: ...

    def keys(self, prefix: str) -> Iterator[str]: ...

    def ensure_bucket(self, origin: str) -> None: ...

    def check(self) -> None: ...


def init_app(app: Flask) -> None:
    """Open the store named by STORE: `disk` or `s3`."""
    store: ObjectStore
    if app.config["STORE"] == "s3":
        # boto3 takes long to load; who keeps files on disk need not wait for it.
        from portal.adapters.s3_store import S3Store

        store = S3Store.from_config(app.config)
    else:
        from portal.adapters.disk_store import DiskStore

        store = DiskStore(
            Path(app.config["STORE_ROOT"]), app.config["SECRET_KEY"], app.config["BASE_URL"], app.config["FILES_URL"]
        )
    app.extensions["object_store"] = store


def get_store() -> ObjectStore:
    """The store of the running application."""
    store: ObjectStore = current_app.extensions["object_store"]
    return store


def content_disposition(filename: str, *, inline: bool) -> str:
    """The header that names a download, also in Vietnamese (RFC 6266 and 5987)."""
    kind = "inline" if inline else "attachment"
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in filename)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
