"""The table of results: measured value, target, and whether the target is met."""

from statistics import median


class Table:
    def __init__(self):
        self.lines = []

    def line(self, group, what, measured, target, met, aim=None):
        """Adds a line with a target, and optionally an ambition beyond the target."""
        verdict = "yes" if met else "NO"
        if aim is not None and met:
            verdict = "yes, and twice that" if aim else "yes"
        self.lines.append((group, what, measured, target, verdict, met))

    def note(self, group, what, measured):
        """Adds a line without a target."""
        self.lines.append((group, what, measured, "", "", True))

    def all_met(self):
        return all(line[-1] for line in self.lines)

    def text(self, heading):
        rows = [("group", "what", "measured", "target", "met")] + [line[:-1] for line in self.lines]
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        written = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
        written.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
        missed = [line[1] for line in self.lines if not line[-1]]
        end = "All targets are met." if not missed else "Missed: " + "; ".join(missed) + "."
        return "\n".join([heading, "", *written, "", end])


def middle(numbers):
    """Returns the median, the smallest and the largest number."""
    return median(numbers), min(numbers), max(numbers)


def percent(ratios):
    """Formats ratios as a median in percent with their span."""
    among, least, most = middle(ratios)
    return f"{among * 100:.0f} % ({least * 100:.0f}–{most * 100:.0f})"
