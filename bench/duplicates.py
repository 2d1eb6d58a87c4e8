"""`python -m bench.duplicates`: find made near-duplicates among 10,000 texts of 500 words; time, recall, precision."""

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TEXTS, WORDS, COPIES, EDITS = 10_000, 500, 1_000, 0.10
LIMIT_SECONDS, LEAST_RECALL, LEAST_PRECISION = 60, 0.98, 0.95


def main() -> int:
    """Make the texts, of which a tenth are edited copies, and let `portal similar` look for them."""
    chance = random.Random(7)
    syllables = [
        a + b + c for a in ("b", "ch", "đ", "h", "kh", "l", "m", "ng", "nh", "ph", "qu", "s", "t", "th", "tr", "v", "x")
        for b in ("a", "á", "ê", "ế", "i", "í", "o", "ộ", "ơ", "u", "ự") for c in ("", "c", "m", "n", "ng", "nh", "t")
    ]  # fmt: skip
    originals = [[chance.choice(syllables) for _ in range(WORDS)] for _ in range(TEXTS - COPIES)]
    texts = [(f"o{place}", words) for place, words in enumerate(originals)]
    wanted = set()
    for copy, place in enumerate(chance.sample(range(len(originals)), COPIES)):
        edited = [chance.choice(syllables) if chance.random() < EDITS else word for word in originals[place]]
        texts.append((f"c{copy}", edited))
        wanted.add(frozenset((f"o{place}", f"c{copy}")))
    chance.shuffle(texts)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.jsonl"
        lines = (json.dumps({"id": name, "text": " ".join(words)}, ensure_ascii=False) for name, words in texts)
        file.write_text("\n".join(lines), encoding="utf-8")
        began = time.perf_counter()
        command = [sys.executable, "-m", "portal.cli", "similar", str(file), "--json"]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        whole = time.perf_counter() - began
    found = {frozenset((pair["a"], pair["b"])) for pair in json.loads(done.stdout)["pairs"]}
    recall, precision = len(found & wanted) / len(wanted), len(found & wanted) / max(1, len(found))
    print("| measured | value | limit |\n|---|---|---|")
    print(f"| the whole command (s) | {whole:.1f} | < {LIMIT_SECONDS} |")
    print(f"| recall at 10 % edits | {recall:.4f} | ≥ {LEAST_RECALL} |")
    print(f"| precision | {precision:.4f} | ≥ {LEAST_PRECISION} |")
    return 0 if whole < LIMIT_SECONDS and recall >= LEAST_RECALL and precision >= LEAST_PRECISION else 1


if __name__ == "__main__":
    sys.exit(main())
