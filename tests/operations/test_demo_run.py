"""`portal run-demo`: what `make run` starts, as a newcomer meets it."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import requests

from portal.rehearsal.demo import DEMO_PASSWORD, people
from tests.stack.server import free_port

ROOT = Path(__file__).parent.parent.parent


@contextmanager
def demo(directory, port):
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.cli", "run-demo", "--port", str(port)],
        env={**os.environ, "PORTAL_VAR_DIR": str(directory)}, cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    lines = []
    try:
        for line in process.stdout:
            lines.append(line)
            if "Ctrl+C" in line:
                break
        yield "".join(lines)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        process.stdout.close()


def sign_in(base, email):
    session = requests.Session()
    form = session.get(f"{base}/sign-in", timeout=10).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)[1]
    data = {"email": email, "password": DEMO_PASSWORD, "csrf_token": token}
    return session, session.post(f"{base}/sign-in", data=data, timeout=10)


def test_demo_greets_signs_in_every_role_and_keeps_its_data(tmp_path):
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with demo(tmp_path, port) as greeting:
        assert base in greeting
        for person in people():
            assert person.email in greeting
            _session, answer = sign_in(base, person.email)
            assert (answer.status_code, "/sign-in" in answer.url) == (200, False), person
        home = requests.get(base, timeout=10).text
        assert "<h1" in home

    again = time.monotonic()
    with demo(tmp_path, port) as greeting:
        assert "Loading" not in greeting
        assert requests.get(base, timeout=10).status_code == 200
    assert time.monotonic() - again < 60
