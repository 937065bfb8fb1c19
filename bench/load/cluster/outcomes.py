"""What became of every request, and what that says about a fault."""

import time
from collections import Counter
from dataclasses import dataclass

KINDS = ("login", "api", "write", "download")
GRACE = 0.02  # seconds between a process' end and this program's knowledge of it


@dataclass
class Outcome:
    kind: str
    start: float
    end: float
    problem: str | None  # None: answered as it should
    node: str | None  # which one, if the balancer said so


class Outcomes:
    """Those since the last begin()."""

    def __init__(self):
        self.begin()

    def begin(self):
        self.began = time.monotonic()
        self.fault_from = self.fault_to = None
        self.all = []

    def add(self, kind, start, problem, node):
        self.all.append(Outcome(kind, start, time.monotonic(), problem, node))

    def failures(self):
        return [each for each in self.all if each.problem]

    def last_failure(self):
        return max((each.end for each in self.failures()), default=0.0)

    def summary(self):
        made = Counter(each.kind for each in self.all)
        failed = Counter(each.kind for each in self.failures())
        text = {}
        for kind in KINDS:
            text[kind] = made[kind]
            text["failed_" + kind] = failed[kind]
        text["slowest"] = round(max((each.end - each.start for each in self.all
                                     if each.kind != "download" and not each.problem), default=0.0), 1)
        slow = sorted((each for each in self.all if each.kind != "download" and not each.problem),
                      key=lambda each: each.start - each.end)[:5]
        text["slow"] = "; ".join(f"{each.kind} on {each.node} {each.end - each.start:.1f} s, begun "
                                 f"{each.start - self.began:+.1f} s" for each in slow)
        starts = [each.start for each in self.failures()]
        ends = [each.end for each in self.failures()]
        text["failing_seconds"] = round(max(ends) - min(starts), 1) if starts else 0
        text["reasons"] = "; ".join(f"{count} x {reason}" for reason, count in
                                    Counter(f"{each.kind} {each.problem}" for each in self.failures()).most_common(8))
        return text

    def beyond_flight(self, victims):
        """Failures that weren't in flight on these nodes when they died: (how many, an example)."""
        limit = (self.fault_to or self.fault_from) + GRACE
        others = [each for each in self.failures()
                  if each.start > limit or each.end < self.fault_from or (each.node and each.node not in victims)]
        example = ""
        if others:
            first = others[0]
            example = (f"{first.kind} {first.problem} on {first.node or 'an unknown node'}, begun "
                       f"{first.start - self.fault_from:+.2f} s from the fault")
        return len(others), example
