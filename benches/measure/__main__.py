"""Runs the requested groups over the requested sizes and databases, and prints the table."""

import argparse
import os
import pathlib
import sys
import time

from . import groups
from .machine import describe
from .service import Service, Setup
from .table import Table

SIZES = {
    "S": "cooperatives=4000,umkm=100000,participants=20000,years=8",
    "L": "cooperatives=4000,umkm=1000000,participants=20000,years=8",
}


def options():
    parser = argparse.ArgumentParser(prog="benches/run", description="Measures iku in ratios, and prints a table.")
    parser.add_argument("--quick", action="store_true", help="a glance: size S, SQLite, 3 rounds, no long soak")
    parser.add_argument("--databases", help="sqlite, postgres or both with a comma (both)")
    parser.add_argument("--sizes", help="S, L or both with a comma (both)")
    parser.add_argument("--rounds", type=int, help="how many rounds, each of every load in turn (7)")
    parser.add_argument("--seconds", type=int, default=1, help="how long one load lasts (1)")
    parser.add_argument("--soak", type=int, help="how many requests the soak sends to each database of size S (1000000)")
    parser.add_argument("--groups", help="with commas, of: " + ", ".join(groups.ALL) + " (all)")
    parser.add_argument("--demo", action="append", default=[], metavar="SIZE=DEMO",
                        help="another size under a name: --demo=M=umkm=300000 --sizes=S,M")
    parser.add_argument("--tls", action="store_true", help="to Postgres by TLS (without: it is on the same machine)")
    parser.add_argument("--binary", default="target/release/iku", help=argparse.SUPPRESS)
    parser.add_argument("--explain", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    asked.databases = (asked.databases or ("sqlite" if asked.quick else "sqlite,postgres")).split(",")
    asked.sizes = (asked.sizes or ("S" if asked.quick else "S,L")).split(",")
    asked.rounds = asked.rounds or (3 if asked.quick else 7)
    asked.soak = (50_000 if asked.quick else 1_000_000) if asked.soak is None else asked.soak
    asked.groups = (asked.groups or ",".join(groups.ALL)).split(",")
    asked.demos = SIZES | dict(one.split("=", 1) for one in asked.demo)
    for wrong in [d for d in asked.databases if d not in ("sqlite", "postgres")]:
        parser.error(f"no database {wrong}: sqlite, postgres")
    for wrong in [s for s in asked.sizes if s not in asked.demos]:
        parser.error(f"no size {wrong}: {', '.join(asked.demos)}, or one that --demo names")
    for wrong in [g for g in asked.groups if g not in groups.ALL]:
        parser.error(f"no group {wrong}: {', '.join(groups.ALL)}")
    return asked


def main():
    if any(argument in ("-h", "--help") for argument in sys.argv) and "--explain" in sys.argv:
        sys.argv.remove("--explain")
        with_help = sys.stdout
        sys.stdout = sys.stderr
        try:
            options()
        finally:
            print("help", file=with_help)
    asked = options()
    if asked.explain:
        print(",".join(asked.databases))
        return 0
    began = time.monotonic()
    setup = Setup(
        binary=pathlib.Path(asked.binary).resolve(),
        folder=pathlib.Path(os.environ["IKU_BENCH_WORK"]),
        postgres=os.environ.get("IKU_TEST_POSTGRES"),
        psql=os.environ.get("IKU_BENCH_PSQL"),
        tls=asked.tls,
    )
    table = Table()
    services = [Service(setup, database, size, asked.demos[size]) for size in asked.sizes for database in asked.databases]
    try:
        for service in services:
            service.fill(table)
        for name in groups.ALL:
            if name in asked.groups:
                groups.ALL[name](services, asked, table)
        for service in services:
            service.stop()
        for service in services:
            service.verify(table)
    finally:
        for service in services:
            service.kill()
    print(table.text(describe(asked, time.monotonic() - began)))
    return 0 if table.all_met() else 3


sys.exit(main())
