"""Paths of every list in every order with every set of its filters, and of every year and region: requests that fill memory."""

from itertools import combinations

SINCE = "updated_since=2024-01-01T00:00:00Z"
UNITS = (["region=15.71", "q=a", SINCE], ["id", "name", "register_number", "updated_at"])
REPORTS = (["region=15.71", "year=2022", SINCE], ["id", "year", "updated_at"])
LISTS = {
    "/cooperatives": UNITS,
    "/umkm": UNITS,
    "/cooperative-reports": REPORTS,
    "/umkm-reports": REPORTS,
    "/trainings": (["region=15.71", "q=a", "year=2022", SINCE], ["id", "code", "updated_at"]),
    "/participants": (["region=15.71", "year=2022", SINCE], ["id", "updated_at"]),
    "/figures": (["region=15.71", "year=2022", "dataset=umkm"], ["id", "year", "updated_at"]),
}


REGIONS = ["15", *(f"15.{number:02}" for number in range(1, 10)), "15.71", "15.72"]


def paths(year):
    """Yields the series and indicators of every year and region, and the first page of every list."""
    for region in REGIONS:
        yield f"/series?from={year - 6}&to={year}&region={region}"
        for back in range(7):
            yield f"/indicators/{year - back}?region={region}&breakdown=region"
    for path, (filters, orders) in LISTS.items():
        for count in range(len(filters) + 1):
            for chosen in combinations(filters, count):
                for order in orders:
                    for direction in ("", "-"):
                        yield f"{path}?" + "&".join(["limit=5", f"sort={direction}{order}", *chosen])
