"""wrk, the load generator: one load at a time, with what came back of it."""

import json
import pathlib
import subprocess
from dataclasses import dataclass

from .service import KEY

SCRIPTS = pathlib.Path(__file__).parent.parent / "load"


@dataclass
class Load:
    """What one load found; latencies in milliseconds."""

    requests: int
    rate: float
    median: float
    p99: float


def version():
    # Without arguments it says what it is, and fails.
    said = subprocess.run(["wrk", "-v"], capture_output=True, text=True)
    return " ".join((said.stdout + said.stderr).split()[:2])


def read(service, paths, connections=16, seconds=1, key=True):
    """Asks for the paths in turn."""
    listed = service.setup.folder / "paths"
    listed.write_text("\n".join(paths) + "\n")
    return _wrk(service, "paths.lua", connections, seconds, [str(listed)] + ([KEY] if key else []))


def write(service, connections, seconds=1):
    """Puts reports of businesses, each request another one."""
    threads = _threads(connections)
    arguments = [KEY, str(service.year), str(service.businesses), str(threads)]
    return _wrk(service, "reports.lua", connections, seconds, arguments)


def _threads(connections):
    # One thread makes more than the service can answer on the other processor; for few connections more than one is waste.
    return 1 if connections < 64 else 2


def _wrk(service, script, connections, seconds, arguments):
    command = ["wrk", "--threads", str(_threads(connections)), "--connections", str(connections), "--duration", f"{seconds}s",
               "--timeout", "10s", "--script", str(SCRIPTS / script), service.base, "--", *arguments]
    said = subprocess.run(command, capture_output=True, text=True)
    lines = [line for line in said.stdout.splitlines() if line.startswith("REPORT ")]
    if said.returncode != 0 or not lines:
        raise SystemExit(f"wrk failed on {service.name}: {said.stdout}{said.stderr}")
    found = json.loads(lines[0].removeprefix("REPORT "))
    # A rate of refusals would be no rate at all.
    if found["refused"] or found["broken"] or not found["requests"]:
        raise SystemExit(f"{service.name} did not answer all: {found}")
    return Load(found["requests"], found["requests"] / found["microseconds"] * 1e6, found["median"] / 1e3, found["p99"] / 1e3)
