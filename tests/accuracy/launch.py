"""Runs a program and says what it used: `python launch.py COST WORDS...`; the program's exit code goes through.

A process of its own, and nothing but the standard library in it: Linux takes the memory of the starting process for
the least peak of the started one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys


def main(cost_file: str, words: list[str]) -> int:
    """Run `words`, write processor seconds and peak megabytes to a file."""
    process = subprocess.Popen(words)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    cost = {"cpu_s": round(used.ru_utime + used.ru_stime, 3), "peak_mb": round(used.ru_maxrss * 1024 / 1e6, 1)}
    with open(cost_file, "w", encoding="utf-8") as file:
        json.dump(cost, file)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
