"""One contract for both stores: local disk through the portal, S3 on a real Ceph radosgw."""

import hashlib
import io
import time

import pytest
import requests

from portal.adapters.disk_store import DiskStore
from portal.adapters.object_store import MINIMUM_PART, ObjectMissingError, Part, StoreError, get_store


class Browser:
    """Sends and fetches by signed addresses, as a browser would."""

    def __init__(self, client):
        self.client = client

    def _local(self, url):
        return url.removeprefix("http://localhost")

    def put(self, url, content):
        if isinstance(get_store(), DiskStore):
            answer = self.client.put(self._local(url), data=content)
            return answer.status_code, answer.headers.get("ETag", "")
        answer = requests.put(url, data=content, timeout=30)
        return answer.status_code, answer.headers.get("ETag", "")

    def get(self, url, **headers):
        if isinstance(get_store(), DiskStore):
            answer = self.client.get(self._local(url), headers=headers)
            return answer.status_code, answer.data, answer.headers
        answer = requests.get(url, headers=headers, timeout=30)
        return answer.status_code, answer.content, answer.headers


@pytest.fixture
def browser(client):
    return Browser(client)


@pytest.fixture
def key(request):
    return f"contract/{hashlib.sha256(request.node.name.encode()).hexdigest()}/hồ sơ số 1.pdf"


def upload(browser, key, parts):
    store = get_store()
    upload_id = store.start_multipart(key, "application/pdf")
    sent = []
    for number, content in enumerate(parts, start=1):
        status, etag = browser.put(store.presign_part(key, upload_id, number), content)
        assert status == 200
        sent.append(Part(number, etag))
    return upload_id, sent


def test_put_read_head_and_delete(browser, key):
    store = get_store()
    store.put(key, b"hello", "text/plain")

    with store.open(key) as stream:
        assert stream.read() == b"hello"
    assert store.head(key).size == 5
    assert key in list(store.keys("contract/"))
    store.delete(key)
    store.delete(key)
    with pytest.raises(ObjectMissingError):
        store.head(key)


def test_twelve_mebibytes_arrive_as_sent(browser, key):
    content = hashlib.shake_256(b"x").digest(12 * 1024 * 1024)
    upload_id, sent = upload(browser, key, [content[:MINIMUM_PART], content[MINIMUM_PART:]])

    get_store().complete_multipart(key, upload_id, sent[::-1])

    with get_store().open(key) as stream:
        assert hashlib.sha256(stream.read()).digest() == hashlib.sha256(content).digest()


def test_upload_goes_on_where_it_stopped(browser, key):
    upload_id, _sent = upload(browser, key, [b"a" * MINIMUM_PART])

    assert [(part.number, part.size) for part in get_store().list_parts(key, upload_id)] == [(1, MINIMUM_PART)]


def test_missing_part_is_refused(browser, key):
    upload_id, sent = upload(browser, key, [b"a"])

    with pytest.raises(StoreError):
        get_store().complete_multipart(key, upload_id, [*sent, Part(2, '"0123456789abcdef0123456789abcdef"')])


def test_too_small_part_before_the_last_is_refused(browser, key):
    upload_id, sent = upload(browser, key, [b"a", b"b"])

    with pytest.raises(StoreError):
        get_store().complete_multipart(key, upload_id, sent)


def test_aborted_upload_is_gone(browser, key):
    upload_id, _sent = upload(browser, key, [b"a"])

    get_store().abort_multipart(key, upload_id)
    get_store().abort_multipart(key, upload_id)

    with pytest.raises(StoreError):
        get_store().complete_multipart(key, upload_id, [Part(1, '"x"')])


def test_download_keeps_its_vietnamese_name_and_answers_ranges(browser, key):
    get_store().put(key, b"0123456789", "application/pdf")
    url = get_store().presign_get(key, filename="Mô tả.pdf", content_type="application/pdf")

    status, content, headers = browser.get(url, Range="bytes=2-4")

    assert (status, content) == (206, b"234")
    assert "attachment" in headers["Content-Disposition"]
    assert "M%C3%B4%20t%E1%BA%A3.pdf" in headers["Content-Disposition"]


def test_expired_and_tampered_addresses_are_refused(browser, key):
    store = get_store()
    store.put(key, b"x", "text/plain")
    short = store.presign_get(key, filename="a", content_type="text/plain", expires_in=1)
    part = store.presign_part(key, store.start_multipart(key, "text/plain"), 1)
    tampered = part[:-3] + ("aaa" if part[-3:] != "aaa" else "bbb")

    assert browser.put(tampered, b"x")[0] == 403
    time.sleep(2.2)
    assert browser.get(short)[0] == 403


def test_stream_is_stored_whole_and_the_store_checks_itself(browser, key):
    get_store().put(key, io.BytesIO(b"y" * 100_000), "text/plain")

    assert get_store().head(key).size == 100_000
    get_store().check()
