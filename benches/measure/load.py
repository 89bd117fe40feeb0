"""Runs wrk, the load generator, one load at a time, and returns the results."""

import json
import pathlib
import subprocess
from dataclasses import dataclass

from .service import KEY

SCRIPTS = pathlib.Path(__file__).parent.parent / "load"


@dataclass
class Load:
    """The result of one load; latencies are in milliseconds."""

    requests: int
    rate: float
    median: float
    p99: float


def version():
    # `wrk -v` prints the version and exits with an error.
    said = subprocess.run(["wrk", "-v"], capture_output=True, text=True)
    return " ".join((said.stdout + said.stderr).split()[:2])


def read(service, paths, connections=16, seconds=1, key=True):
    """Requests the paths in turn."""
    listed = service.setup.folder / "paths"
    listed.write_text("\n".join(paths) + "\n")
    return _wrk(service, "paths.lua", connections, seconds, [str(listed)] + ([KEY] if key else []))


def write(service, connections, seconds=1):
    """Puts reports of businesses, in each request of another business."""
    threads = _threads(connections)
    arguments = [KEY, str(service.year), str(service.businesses), str(threads)]
    return _wrk(service, "reports.lua", connections, seconds, arguments)


def _threads(connections):
    # One thread sends more than the service can answer on the other processor. For few connections, a second thread is a waste.
    return 1 if connections < 64 else 2


def _wrk(service, script, connections, seconds, arguments):
    command = ["wrk", "--threads", str(_threads(connections)), "--connections", str(connections), "--duration", f"{seconds}s",
               "--timeout", "10s", "--script", str(SCRIPTS / script), service.base, "--", *arguments]
    said = subprocess.run(command, capture_output=True, text=True)
    lines = [line for line in said.stdout.splitlines() if line.startswith("REPORT ")]
    if said.returncode != 0 or not lines:
        raise SystemExit(f"wrk failed on {service.name}: {said.stdout}{said.stderr}")
    found = json.loads(lines[0].removeprefix("REPORT "))
    # A rate of refusals is not a rate.
    if found["refused"] or found["broken"] or not found["requests"]:
        raise SystemExit(f"{service.name} did not answer all: {found}")
    return Load(found["requests"], found["requests"] / found["microseconds"] * 1e6, found["median"] / 1e3, found["p99"] / 1e3)
