"""A steady load on a cluster behind its balancer, what became of each request, and whether all nodes agree afterwards.

Usage: python3 bench/load/cluster, with FAULTS_* in the environment (lib/cluster.sh sets them). Takes commands, one a line,
and answers each with one line of JSON; ends with its input.

    start DOWNLOADS           makes the accounts and begins, with so many downloads at once
    begin                     a new chapter: what happened before is forgotten, not what was acknowledged
    fault / gone              it happens now / whoever was killed is gone
    mended                    nothing is held back any more; from now on it is the portal's to heal
    whole AGENTS SECONDS      waits until all nodes are ready, agree on so many live agents, and nothing fails
    end PROMISE [NODE,...]    figures, what was lost, which promises were broken: flight (only what was in flight on these
                              nodes may fail), none (nothing may fail), agree (nothing may be lost)
"""

import asyncio
import json
import os
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from client import Failed, bearer, request  # noqa: E402 this folder's
from ledger import Ledger  # noqa: E402
from outcomes import Outcomes  # noqa: E402
from work import Work  # noqa: E402

LOOK_EVERY = 0.5
QUIET = 1.0  # seconds without a failure


def place(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


class Run:
    def __init__(self):
        self.entry = place(os.environ["FAULTS_ENTRY"])
        self.nodes = {name: place(where) for name, where in
                      (entry.split("=") for entry in os.environ["FAULTS_NODES"].split(","))}
        self.ledger = Ledger(self.nodes, None)
        self.outcomes = Outcomes()
        self.work = None
        self.mended_at = None

    async def start(self, downloads):
        self.work = Work(self.entry, self.ledger, self.outcomes, int(downloads))
        told = await self.work.must(200, "POST", "/login",
                                    {"username": "admin", "password": os.environ["FAULTS_ADMIN_PASSWORD"]})
        self.ledger.admin = told["token"]
        await self.work.prepare()
        self.work.start()
        return {"token": self.ledger.admin}

    async def begin(self):
        self.outcomes.begin()
        self.mended_at = None
        return {}

    async def fault(self):
        self.outcomes.fault_from = time.monotonic()
        return {}

    async def gone(self):
        self.outcomes.fault_to = time.monotonic()
        return {}

    async def mended(self):
        self.mended_at = time.monotonic()
        return {"after": round(self.mended_at - self.outcomes.fault_from, 1)}

    async def whole(self, agents, seconds):
        since = self.mended_at or self.outcomes.fault_from or self.outcomes.began
        why, began, looked = [], time.monotonic(), 0
        while looked < began + int(seconds):
            looked = time.monotonic()
            why = await self.not_whole(int(agents))
            if not why and time.monotonic() - self.outcomes.last_failure() >= QUIET:
                # Whole it was when the look began, or when what failed last was over.
                at = max(looked, self.outcomes.last_failure())
                return {"whole": round(max(0.0, at - since), 1), "problem": ""}
            await asyncio.sleep(LOOK_EVERY)
        return {"whole": -1, "problem": ("; ".join(why) or "requests still fail").replace('"', "'")}

    async def not_whole(self, agents):
        views = await asyncio.gather(*(self.look(name) for name in self.nodes))
        why = [view for view in views if isinstance(view, str)]
        views = [view for view in views if not isinstance(view, str)]
        if not why and agents:
            links = sum(view[1] for view in views)
            if links != agents:
                why.append(f"the nodes hold {links} links of {agents} agents")
            first = views[0][0]
            for name, view in zip(self.nodes, views):
                live = sum(state == "live" for state, _ in view[0].values())
                if live != agents:
                    why.append(f"{name} sees {live} of {agents} agents live")
                differ = [alias for alias in first if view[0].get(alias) != first[alias]]
                if differ:
                    why.append(f"{name} sees {len(differ)} agents otherwise than {next(iter(self.nodes))}: {differ[0]} "
                               f"{view[0].get(differ[0])}, not {first[differ[0]]}")
        return why

    async def look(self, name):
        """The agents' states as this node sees them, and how many links it holds; or why it isn't well."""
        try:
            ready = await request(self.nodes[name], "GET", "/health/ready", seconds=5)
            if ready.status != 200:
                return f"{name} isn't ready: {ready.body[:150].decode('utf-8', 'replace')}"
            fleet = await request(self.nodes[name], "GET", "/fleet", bearer(self.ledger.admin), seconds=5)
            metrics = await request(self.nodes[name], "GET", "/metrics", bearer(self.ledger.admin), seconds=5)
        except Failed as e:
            return f"{name}: {e}"
        if fleet.status != 200 or metrics.status != 200:
            return f"{name} answers {fleet.status} to /fleet and {metrics.status} to /metrics"
        states = {each["alias"]: (each["state"], each.get("node")) for each in fleet.json()["servers"]
                  if each["alias"].startswith("fleet-")}
        links = re.search(r"^ftpcluster_agent_links(?:\{[^}]*\})? ([0-9.]+)", metrics.body.decode(), re.MULTILINE)
        return states, int(float(links[1])) if links else 0

    async def end(self, promise, nodes=""):
        broken = []
        figures = self.outcomes.summary()
        lost = await self.ledger.losses()
        failed = len(self.outcomes.failures())
        if promise == "none" and failed:
            broken.append(f"{failed} requests failed")
        if promise == "flight":
            count, example = self.outcomes.beyond_flight(nodes.split(","))
            if count:
                broken.append(f"{count} failed that weren't in flight there ({example})")
        if self.work.wrong_bytes:
            broken.append(f"{self.work.wrong_bytes} pieces of downloads were wrong")
        figures |= {"lost": "; ".join(lost), "broken": "; ".join(broken + lost),
                    "acknowledged": len(self.ledger.users) + len(self.ledger.permissions) + len(self.ledger.tokens)
                    + len(self.ledger.ended), "whole_downloads": self.work.whole_downloads}
        return {name: value.replace('"', "'") if isinstance(value, str) else value for name, value in figures.items()}


async def main():
    run = Run()
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := (await lines.readline()).decode().split():
        try:
            answer = await getattr(run, line[0])(*line[1:])
        except (Failed, KeyError, ValueError) as e:
            answer = {"error": f"{type(e).__name__} {e}".replace('"', "'")}
        print(json.dumps(answer), flush=True)


asyncio.run(main())
