"""`python -m bench`: rehearse at full size and print the seconds of each stage as a Markdown table."""

import json
import os
import subprocess
import sys
import time


def main() -> int:
    """Run the rehearsal on whatever stack the environment names."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "portal.cli", "rehearse", "--submissions", "300", "--judges", "80", "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    whole = time.perf_counter() - began
    summary = json.loads(done.stdout or "{}")
    stack = "PostgreSQL + S3" if os.environ.get("PORTAL_STORE") == "s3" else "SQLite + disk"
    print(f"| stage ({stack}) | seconds |\n|---|---|")
    for stage, seconds in summary.get("seconds", {}).items():
        print(f"| {stage} | {seconds:.1f} |")
    print(f"| the whole command | {whole:.1f} |")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
