"""The groups of measurements, in the order in which they run.

A group is a function of the services (one for each size and database, filled and stopped), of the options and of the table. The group
starts the services that it needs, interleaves its loads in short rounds, and leaves every service stopped. A new group (imports against
the database's own bulk loader; the cost of the audit, or of rate limits) is a function here and a line in `ALL`.
"""

from statistics import median

from . import load
from .disk import commits_of_the_disk
from .service import say
from .shapes import paths
from .table import percent

# Target rates as shares of the rate of /livez, by database; the ambition is twice the target.
SHARES = {
    "indicators": {"sqlite": 0.20, "postgres": 0.08},
    "one cooperative": {"sqlite": 0.30, "postgres": 0.15},
    "a page of 50": {"sqlite": 0.05, "postgres": 0.05},
}


def reads_of(service):
    """Returns the reading loads by name: the paths, and whether they need a key."""
    spread = range(1, service.cooperatives, max(1, service.cooperatives // 256))
    return {
        "livez": (["/livez"], False),
        "indicators": ([f"/indicators/{service.year}"], False),
        "one cooperative": ([f"/cooperatives/{number}" for number in spread], True),
        "a page of 50": (["/cooperatives?limit=50"], True),
    }


def starts(services, asked, table):
    """Measures the start on a filled database, and the idle memory after it."""
    for service in services:
        took = []
        for _ in range(max(3, asked.rounds // 2)):
            took.append(service.start())
            idle = service.resident()
            service.stop()
        worst = max(took)
        table.line("start", f"{service.name}: answers after its start, slowest of {len(took)}", f"{worst:.2f} s", "< 1 s", worst < 1)
        table.line("memory", f"{service.name}: resident, idle", f"{idle:.1f} MB", "≤ 32 MB", idle <= 32)


def reads(services, asked, table):
    """Compares reading rates with /livez of the same service in the same round, and L with S."""
    for service in services:
        service.start()
        # Warms the service up: connections, prepared statements and cached database pages exist after the first second.
        for paths, key in reads_of(service).values():
            load.read(service, paths, key=key)
    rates = {}
    for number in range(asked.rounds):
        say(f"reads: round {number + 1} of {asked.rounds}")
        for name in reads_of(services[0]):
            for service in services:
                paths, key = reads_of(service)[name]
                found = load.read(service, paths, seconds=asked.seconds, key=key)
                rates.setdefault((service, name), []).append(found)
    for service in services:
        service.stop()
    for service in services:
        basis = rates[service, "livez"]
        table.note("reads", f"{service.name}: /livez, 16 connections", f"{median(one.rate for one in basis):.0f}/s")
        for name, least in SHARES.items():
            found = rates[service, name]
            ratios = [one.rate / base.rate for one, base in zip(found, basis)]
            share, wanted = median(ratios), least[service.database]
            table.line("reads", f"{service.name}: {name}, of /livez", percent(ratios), f"≥ {wanted * 100:.0f} %",
                       share >= wanted, share >= 2 * wanted)
            table.note("reads", f"{service.name}: {name}", f"{median(one.rate for one in found):.0f}/s, median "
                       f"{median(one.median for one in found):.2f} ms, p99 {median(one.p99 for one in found):.2f} ms")
    for small in services:
        for large in services:
            if (small.size, large.size) == ("S", "L") and small.database == large.database:
                pairs = zip(rates[large, "indicators"], rates[small, "indicators"])
                ratios = [one.rate / other.rate for one, other in pairs]
                table.line("reads", f"{large.name}: indicators, of those at S", percent(ratios), "≥ 90 %", median(ratios) >= 0.9)


def writes(services, asked, table):
    """Compares many writing clients with one, on SQLite with synchronous=FULL. The service itself counts the commits."""
    for service in services:
        one, many = [], []
        counts = [0, 0]
        for number in range(asked.rounds):
            say(f"{service.name}: writes: round {number + 1} of {asked.rounds}")
            # Each load has its own start, because the service logs its counters when it stops. The order changes each round.
            for connections, found in ((1, one), (64, many)) if number % 2 else ((64, many), (1, one)):
                service.start()
                load.write(service, connections)
                found.append(load.write(service, connections, seconds=asked.seconds))
                service.stop()
                if service.database == "sqlite" and connections == 64:
                    for index, count in enumerate(service.counted()):
                        counts[index] += count
        ratios = [fast.rate / slow.rate for fast, slow in zip(many, one)]
        middle, late = median(run.median for run in many), median(run.p99 / run.median for run in many)
        table.note("writes", f"{service.name}: 64 clients", f"{median(run.rate for run in many):.0f}/s, median {middle:.1f} ms")
        table.note("writes", f"{service.name}: 1 client", f"{median(run.rate for run in one):.0f}/s")
        table.line("writes", f"{service.name}: p99 of 64 clients, of their median", f"{late:.1f} ×", "≤ 10 ×", late <= 10)
        if service.database == "sqlite":
            table.line("writes", f"{service.name}: 64 clients, of one whose writes are committed one by one",
                       f"{median(ratios):.1f} × ({min(ratios):.1f}–{max(ratios):.1f})", "≥ 3 ×", median(ratios) >= 3)
            kept, commits = counts
            table.line("writes", f"{service.name}: writes to a commit, {kept} writes counted", f"{kept / commits:.1f}", "≥ 8",
                       kept >= 8 * commits)
            disk = commits_of_the_disk(service.setup.folder)
            table.note("writes", f"{service.name}: bare inserts committed one by one (Python's sqlite3, FULL)", f"{disk:.0f}/s")


def soak(services, asked, table):
    """Measures memory after all kinds of load at S, and again after many more requests."""
    for service in [one for one in services if one.size == "S"]:
        service.start()
        loads = reads_of(service) | {"questions of every shape": (list(paths(service.year)), True)}

        def turn(seconds):
            sent = sum(load.read(service, asked_for, seconds=seconds, key=key).requests for asked_for, key in loads.values())
            return sent + load.write(service, 64, seconds=seconds).requests

        # Repeats the loads until each connection has seen each kind of request.
        sent = sum(turn(asked.seconds) for _ in range(5))
        before, files = service.resident(), service.open_files()
        table.line("memory", f"{service.name}: resident after all kinds of load ({sent} requests)", f"{before:.1f} MB",
                   "≤ 64 MB", before <= 64)
        more = 0
        while more < asked.soak:
            more += turn(3)
            say(f"{service.name}: soak: {more} of {asked.soak} requests, {service.resident():.1f} MB, {service.open_files()} files")
        after, files_after = service.resident(), service.open_files()
        # The allocator does not return memory to the exact byte.
        same = after <= before * 1.1 + 1
        table.line("memory", f"{service.name}: resident {more} requests later", f"{after:.1f} MB", "the same (+10 %)", same)
        # While the pool replaces a connection, both are open for a moment. An SQLite connection has three files.
        table.line("memory", f"{service.name}: open files then and now", f"{files} → {files_after}", "no more (+3)",
                   files_after <= files + 3)
        service.stop()


ALL = {"starts": starts, "reads": reads, "writes": writes, "soak": soak}
