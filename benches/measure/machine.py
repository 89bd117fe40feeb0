"""Describes the measured build, the machine and the tools."""

import os
import pathlib
import re
import subprocess

from . import load


def describe(asked, seconds):
    cpu = re.search(r"model name\s*:\s*(.+)", pathlib.Path("/proc/cpuinfo").read_text())
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip()
    sizes = "; ".join(f"{size}: {asked.demos[size]}" for size in asked.sizes)
    return (
        f"iku {commit}, {os.cpu_count()} processors ({cpu[1] if cpu else 'unknown'}), {load.version()}, "
        f"{asked.rounds} interleaved rounds of {asked.seconds} s for each load, medians with smallest and largest; "
        f"{seconds / 60:.0f} min in all; {'Postgres by TLS; ' if asked.tls else ''}{sizes}"
    )
