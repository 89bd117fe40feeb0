"""One running service over one database of its own."""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass

KEY = "benchmarks-admin-key"


def say(text):
    print(f"   {text}", file=sys.stderr, flush=True)


@dataclass
class Setup:
    """Settings that all services share."""

    binary: pathlib.Path
    folder: pathlib.Path
    postgres: str | None
    psql: str | None
    tls: bool


class Service:
    """A service whose database is filled once, and which a group can start and stop many times."""

    def __init__(self, setup, database, size, demo):
        self.setup, self.database, self.size, self.demo = setup, database, size, demo
        self.name = f"{'SQLite' if database == 'sqlite' else 'Postgres'} {size}"
        slug = f"{database}_{size.lower()}"
        self.log = setup.folder / f"{slug}.log"
        self.url = f"sqlite:{setup.folder / slug}.db"
        self.process = self.base = None
        if database == "postgres":
            name = f"iku_bench_{size.lower()}"
            subprocess.run([setup.psql, "--quiet", "--dbname", setup.postgres, "--command", f"CREATE DATABASE {name}"],
                           check=True, stdout=subprocess.DEVNULL)
            self.url = f"{setup.postgres.rsplit('/', 1)[0]}/{name}?sslmode={'require' if setup.tls else 'disable'}"

    def fill(self, table):
        """Fills the database with the demonstration data, and sets the year that the loads ask for: the last complete year."""
        say(f"{self.name}: filling in {self.demo}")
        seconds = self.start(f"--demo={self.demo}")
        table.note("fill", f"{self.name}: the demonstration is filled in by --demo", f"{seconds:.1f} s")
        newest = self.ask("/cooperative-reports?sort=-year&limit=1")["items"][0]["year"]
        self.year = newest - 1
        self.businesses = self.ask("/umkm?sort=-id&limit=1")["items"][0]["id"]
        self.cooperatives = self.ask("/cooperatives?sort=-id&limit=1")["items"][0]["id"]
        self.stop()

    def start(self, *flags):
        """Starts the service. Returns the seconds until it answers a request that needs the database."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("IKU_")}
        environment |= {"DATABASE_URL": self.url, "IKU_LISTEN": "127.0.0.1:0", "IKU_ADMIN_KEY": KEY, "IKU_RATE_LIMIT": "off"}
        began = time.monotonic()
        self.process = subprocess.Popen([self.setup.binary, *flags], env=environment, stdout=subprocess.PIPE,
                                        stderr=open(self.log, "ab"))
        line = self.process.stdout.readline().decode()
        found = re.match(r"iku listens on (http://\S+)", line)
        if not found:
            raise SystemExit(f"{self.name} does not start: {line}{self.log.read_text()[-2000:]}")
        self.base = found[1]
        self.ask("/readyz")
        return time.monotonic() - began

    def stop(self):
        """Stops the service gracefully. Its last log lines contain the counters."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            if self.process.wait(60) != 0:
                raise SystemExit(f"{self.name} did not stop in good order:\n{self.log.read_text()[-2000:]}")
            self.process.stdout.close()
            self.process = None

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def verify(self, table):
        """Checks that every total equals the sum of the records."""
        environment = os.environ | {"DATABASE_URL": self.url}
        began = time.monotonic()
        outcome = subprocess.run([self.setup.binary, "verify"], env=environment, capture_output=True, text=True)
        clean = outcome.returncode == 0
        say(f"{self.name}: {outcome.stdout.strip()} ({time.monotonic() - began:.1f} s)")
        table.line("after", f"{self.name}: `iku verify` after all loads", "clean" if clean else "NOT CLEAN", "clean", clean)

    def ask(self, path):
        request = urllib.request.Request(self.base + path, headers={"Authorization": f"Bearer {KEY}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def resident(self):
        """Returns the resident memory in MB of 10^6 bytes."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024 / 1e6

    def open_files(self):
        """Returns the number of open files without the connections of the last load, which close soon after it."""
        return min(self._open_files() for _ in range(20))

    def _open_files(self):
        time.sleep(0.1)
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def counted(self):
        """Returns the writes and commits of the write queue in the last run, from the line that the service logs when it stops."""
        found = re.findall(r"the write queue kept (\d+) writes in (\d+) commits", self.log.read_text())
        if not found:
            raise SystemExit(f"{self.name} did not say how many commits it made")
        return tuple(map(int, found[-1]))
