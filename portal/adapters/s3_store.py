"""Any S3-compatible object store, by boto3."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from portal.adapters.object_store import (
    MINIMUM_PART,
    ObjectInfo,
    ObjectMissingError,
    Part,
    StoreError,
    content_disposition,
)

MISSING = {"NoSuchKey", "404", "NoSuchUpload", "NotFound"}


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        kind = ObjectMissingError if code in MISSING else StoreError
        raise kind(f"The object store answered {code}") from error
    except BotoCoreError as error:
        raise StoreError(f"The object store cannot be reached: {type(error).__name__}") from error


def _client(endpoint: str, config: Any) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=config["S3_ACCESS_KEY"],
        aws_secret_access_key=config["S3_SECRET_KEY"],
        region_name=config["S3_REGION"],
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            retries={"max_attempts": 4, "mode": "standard"},
            connect_timeout=5,
            read_timeout=60,
            max_pool_connections=20,
            # Checksums that only AWS understands make uploads to other servers fail.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


class S3Store:
    """Objects in one bucket; browsers speak to the public endpoint, the portal to its own."""

    min_part_size = MINIMUM_PART

    def __init__(self, client: Any, public_client: Any, bucket: str, origin: str):
        self.client = client
        self.public_client = public_client
        self.bucket = bucket
        self.connect_origins = [origin]

    @classmethod
    def from_config(cls, config: Any) -> "S3Store":
        """A store for the S3_… settings."""
        public = urlsplit(config["S3_PUBLIC_ENDPOINT_URL"])
        client = _client(config["S3_ENDPOINT_URL"], config)
        same = config["S3_PUBLIC_ENDPOINT_URL"] == config["S3_ENDPOINT_URL"]
        public_client = client if same else _client(config["S3_PUBLIC_ENDPOINT_URL"], config)
        return cls(client, public_client, config["S3_BUCKET"], f"{public.scheme}://{public.netloc}")

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": key}

    def start_multipart(self, key: str, content_type: str) -> str:
        with _in_our_words():
            return str(self.client.create_multipart_upload(**self._at(key), ContentType=content_type)["UploadId"])

    def presign_part(self, key: str, upload_id: str, number: int, expires_in: int = 3600) -> str:
        params = {**self._at(key), "UploadId": upload_id, "PartNumber": number}
        return str(self.public_client.generate_presigned_url("upload_part", Params=params, ExpiresIn=expires_in))

    def list_parts(self, key: str, upload_id: str) -> list[Part]:
        parts: list[Part] = []
        with _in_our_words():
            for page in self.client.get_paginator("list_parts").paginate(**self._at(key), UploadId=upload_id):
                parts += [Part(p["PartNumber"], p["ETag"], p["Size"]) for p in page.get("Parts", [])]
        return parts

    def complete_multipart(self, key: str, upload_id: str, parts: list[Part]) -> None:
        listed = [{"PartNumber": part.number, "ETag": part.etag} for part in sorted(parts, key=lambda p: p.number)]
        with _in_our_words():
            self.client.complete_multipart_upload(
                **self._at(key), UploadId=upload_id, MultipartUpload={"Parts": listed}
            )

    def abort_multipart(self, key: str, upload_id: str) -> None:
        try:
            with _in_our_words():
                self.client.abort_multipart_upload(**self._at(key), UploadId=upload_id)
        except ObjectMissingError:
            return

    def presign_get(
        self, key: str, *, filename: str, content_type: str, inline: bool = False, expires_in: int = 300
    ) -> str:
        params = {
            **self._at(key),
            "ResponseContentDisposition": content_disposition(filename, inline=inline),
            "ResponseContentType": content_type if inline else "application/octet-stream",
        }
        return str(self.public_client.generate_presigned_url("get_object", Params=params, ExpiresIn=expires_in))

    def put(self, key: str, content: BinaryIO | bytes, content_type: str) -> None:
        with _in_our_words():
            if isinstance(content, bytes):
                self.client.put_object(**self._at(key), Body=content, ContentType=content_type)
            else:
                self.client.upload_fileobj(content, self.bucket, key, ExtraArgs={"ContentType": content_type})

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        with _in_our_words():
            body = self.client.get_object(**self._at(key))["Body"]
        with closing(body):
            yield body

    def head(self, key: str) -> ObjectInfo:
        with _in_our_words():
            found = self.client.head_object(**self._at(key))
        return ObjectInfo(found["ContentLength"], found.get("ContentType", ""))

    def delete(self, key: str) -> None:
        with _in_our_words():
            self.client.delete_object(**self._at(key))

    def keys(self, prefix: str) -> Iterator[str]:
        with _in_our_words():
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix):
                yield from (item["Key"] for item in page.get("Contents", []))

    def ensure_bucket(self, origin: str) -> None:
        """Make the bucket if it is not there, and let browsers of the portal's origin put parts into it."""
        rule = {
            "AllowedMethods": ["GET", "PUT"],
            "AllowedOrigins": [origin],
            "AllowedHeaders": ["*"],
            "ExposeHeaders": ["ETag"],
            "MaxAgeSeconds": 3600,
        }
        with _in_our_words():
            if self.bucket not in {found["Name"] for found in self.client.list_buckets()["Buckets"]}:
                self.client.create_bucket(Bucket=self.bucket)
            self.client.put_bucket_cors(Bucket=self.bucket, CORSConfiguration={"CORSRules": [rule]})

    def check(self) -> None:
        """Write, read and delete a probe."""
        self.put("probe", b"probe", "text/plain")
        with self.open("probe") as stream:
            if stream.read() != b"probe":
                raise StoreError("The object store gave back something else than was stored")
        self.delete("probe")
