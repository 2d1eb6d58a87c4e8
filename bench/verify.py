"""`python -m bench.verify`: 50,000 sheets by verify.py and in Chromium, 10,000 forgeries, 1,000 contests twice."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

from portal.publication import verify
from tests.publication.contests import make_contest
from tests.publication.mutations import FORGERIES, forge

SCRIPTS = Path(__file__).parent.parent / "portal" / "static" / "js"
CHROMIUM = os.environ.get("PORTAL_TEST_CHROMIUM", "/usr/bin/chromium")
FORGED, CONTESTS, FROM = 10_000, 1_000, 100
SECONDS, BROWSER_SECONDS = 1.0, 5.0
TIMED = """async (texts) => {
  const { check } = await import("/results.js");
  const found = [];
  for (const text of texts) {
    const began = performance.now();
    const { problems, notes } = await check(text);
    found.push({ problems, notes, seconds: (performance.now() - began) / 1000 });
  }
  return found;
}"""


def main() -> int:
    """Print the table; 0 when every limit is kept."""
    print("| measured | value | limit |\n|---|---|---|")
    return max(_large(), _agreement(), _forgeries())


def _written(document: object) -> str:
    return json.dumps(document, ensure_ascii=False)


def _in_chromium(texts: list[str]) -> list[dict]:
    """What the module of the page finds, in a page that has nothing else."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(SCRIPTS)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            found: list[dict] = page.evaluate(TIMED, texts)
            browser.close()
            return found
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        return


def _large() -> int:
    text = _written(make_contest(1, 10_000, 5).document)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.json"
        path.write_text(text)
        walls, used = [], []
        for _run in range(5):
            before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            subprocess.run([sys.executable, "-I", verify.__file__, path], check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            walls.append(time.perf_counter() - began)
            used.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    browser = min(_in_chromium([text] * 3), key=lambda one: one["seconds"])
    print(
        f"| 50,000 sheets ({len(text) / 1e6:.1f} MB), verify.py, best of 5 | {min(walls):.2f} s | ≤ {SECONDS:.0f} s |"
    )
    print(f"| the same, processor time | {min(used):.2f} s | |")
    print(f"| 50,000 sheets in Chromium, best of 3 | {browser['seconds']:.2f} s | ≤ {BROWSER_SECONDS:.0f} s |")
    return int(bool(min(walls) > SECONDS or browser["seconds"] > BROWSER_SECONDS or browser["problems"]))


def _agreement() -> int:
    texts = [_written(make_contest(seed).document) for seed in range(CONTESTS)]
    python = [json.loads(json.dumps(verify.check_file(text.encode()))) for text in texts]
    browser = _in_chromium(texts)
    same = sum([one["problems"], one["notes"]] == other for one, other in zip(browser, python, strict=True))
    holding = sum(not problems for problems, _notes in python)
    print(f"| contests that hold by both, of {CONTESTS:,} | {holding:,} | {CONTESTS:,} |")
    print(f"| contests of which Python and Chromium say the same | {same:,} | {CONTESTS:,} |")
    return int(min(same, holding) < CONTESTS)


def _forgeries() -> int:
    contests = [make_contest(seed) for seed in range(FROM)]
    # Most heads of a forged file are those of the true one: their signatures are worked out once.
    verify.ed25519_holds = lru_cache(maxsize=None)(verify.ed25519_holds)
    refused, ways = 0, set()
    for seed in range(FORGED):
        how, document = forge(contests[seed % FROM], seed)
        ways.add(how)
        refused += bool(verify.check_file(_written(document).encode())[0])
    print(f"| forgeries refused, {len(ways)} of {len(FORGERIES)} ways, half with the key | {refused:,} | {FORGED:,} |")
    return int(refused < FORGED)


if __name__ == "__main__":
    sys.exit(main())
