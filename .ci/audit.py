"""Audit of the pinned versions: fails where one is known to be vulnerable.

Without a database of vulnerabilities in reach, it says so, and nothing was checked.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

_SECONDS = 300


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [
            sys.executable, "-m", "pip_audit", "--requirement", "constraints.txt",
            "--require-hashes", "--disable-pip", "--progress-spinner", "off", "--timeout", "10",
            "--format", "json", "--output", str(report),
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=_SECONDS
            )
            why = (done.stderr.strip().splitlines() or ["no report"])[-1]
        except subprocess.TimeoutExpired:
            why = f"no answer in {_SECONDS} s"
        try:
            found = json.loads(report.read_text("utf-8"))["dependencies"]
        except (OSError, ValueError, KeyError):
            print(f"No database of vulnerabilities is in reach; nothing was checked ({why:.200})")
            return 0
    vulnerable = [one for one in found if one.get("vulns")]
    for one in vulnerable:
        for vulnerability in one["vulns"]:
            fixed = ", ".join(vulnerability.get("fix_versions", [])) or "no version"
            print(f"{one['name']} {one['version']}: {vulnerability['id']}, fixed in {fixed}")
    print(f"{len(found)} packages checked, {len(vulnerable)} known to be vulnerable")
    return int(bool(vulnerable))


if __name__ == "__main__":
    sys.exit(main())
