"""The steady load: people who log in, ask, change and download, through the balancer."""

import asyncio
import itertools
import os
import random
import time
from urllib.parse import quote

from client import Failed, bearer, head, request  # this folder's

PASSWORD = "a password for many"
PEOPLE = [f"person{number}" for number in range(1, 21)]  # attempts are bounded by account, too
LOGIN_EVERY, API_EVERY, WRITE_EVERY, LOGOUT_EVERY = 0.4, 0.05, 0.7, 2.0  # seconds
STALL = 25  # seconds without a byte of a download, or without its head
CHUNK = 16384
TRIES = 200  # of one download


class Work:
    def __init__(self, entry, ledger, outcomes, downloads):
        self.entry, self.ledger, self.outcomes = entry, ledger, outcomes
        self.downloads = downloads
        self.content = bytes(random.Random(5).randbytes(int(os.environ["FAULTS_FILE_BYTES"])))
        self.pace = int(os.environ["FAULTS_BYTES_PER_SECOND"])
        self.number = itertools.count(1)
        self.wrong_bytes = 0
        self.whole_downloads = 0
        self.tasks = set()

    async def prepare(self):
        """The account whose files are read, and one for logins."""
        await self.must(201, "POST", "/users", {"username": "bench", "password": PASSWORD})
        await self.must(201, "POST", "/servers", {
            "alias": "server", "host": os.environ["FAULTS_FTP_HOST"], "ftp_port": int(os.environ["FAULTS_FTP_PORT"]),
            "ftp_security": "none"})
        await self.must(201, "POST", "/permissions", {
            "user_id": "bench", "server_id": "server", "ftp_username": os.environ["FAULTS_FTP_USER"],
            "user_pass": os.environ["FAULTS_FTP_PASSWORD"]})
        self.ledger.users.add("bench")
        for name in PEOPLE:
            await self.must(201, "POST", "/users", {"username": name, "password": PASSWORD})
            self.ledger.users.add(name)
        self.reader = (await self.must(200, "POST", "/login", {"username": "bench", "password": PASSWORD}))["token"]
        self.ledger.tokens.append(self.reader)

    async def must(self, status, method, path, body):
        headers = bearer(self.ledger.admin) if self.ledger.admin else {}
        answer = await request(self.entry, method, path, headers, body)
        if answer.status != status:
            raise Failed(f"{method} {path} answers {answer.status} {answer.body[:200]!r}")
        return answer.json()

    def start(self):
        for every, act in ((LOGIN_EVERY, self.login), (API_EVERY, self.ask), (WRITE_EVERY, self.write),
                           (LOGOUT_EVERY, self.logout)):
            self.spawn(self.steadily(every, act))
        for number in range(self.downloads):
            self.spawn(self.download_again_and_again(number))

    def spawn(self, work):
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.done)

    def done(self, task):
        self.tasks.discard(task)
        if not task.cancelled() and task.exception():
            raise task.exception()

    async def steadily(self, every, act):
        """On time whether or not the last one was answered, as people don't wait for each other."""
        due = time.monotonic()
        while True:
            due = max(due + every, time.monotonic() - 1)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self.spawn(act())

    async def recorded(self, kind, wanted, method, path, headers=None, body=None):
        start = time.monotonic()
        try:
            answer = await request(self.entry, method, path, headers, body)
        except Failed as e:
            self.outcomes.add(kind, start, str(e), e.node)
            return None
        problem = None if answer.status in wanted else f"answered {answer.status}"
        self.outcomes.add(kind, start, problem, answer.node)
        return None if problem else answer

    async def login(self):
        answer = await self.recorded("login", (200,), "POST", "/login", None,
                                     {"username": random.choice(PEOPLE), "password": PASSWORD})
        if answer:
            self.ledger.tokens.append(answer.json()["token"])

    async def ask(self):
        path = random.choice(("/me", "/me", "/me", "/ftp/bench/server/"))
        await self.recorded("api", (200,), "GET", path, bearer(self.reader))

    async def write(self):
        name = f"user{next(self.number)}"
        admin = bearer(self.ledger.admin)
        if await self.recorded("write", (201,), "POST", "/users", admin, {"username": name, "password": PASSWORD}):
            self.ledger.users.add(name)
            answer = await self.recorded("write", (201,), "POST", "/permissions", admin, {
                "user_id": name, "server_id": "server", "ftp_username": "nobody", "user_pass": "none"})
            if answer:
                self.ledger.permissions.add(answer.json()["id"])

    async def logout(self):
        if len(self.ledger.tokens) < 10:
            return
        token = self.ledger.tokens.pop(random.randrange(1, len(self.ledger.tokens)))
        if await self.recorded("write", (204,), "POST", "/logout", bearer(token)):
            self.ledger.ended.append(token)

    async def download_again_and_again(self, number):
        await asyncio.sleep(number * len(self.content) / self.pace / self.downloads)
        while True:
            at = 0
            for _ in range(TRIES):
                at = await self.download(at)
                if at == len(self.content):
                    self.whole_downloads += 1
                    break
                await asyncio.sleep(random.uniform(0.2, 0.6))  # as a program that resumes would

    async def download(self, at):
        """One request for what is still missing; how many bytes there are then."""
        start, node = time.monotonic(), None
        try:
            headers = bearer(self.reader) | ({"Range": f"bytes={at}-"} if at else {})
            async with asyncio.timeout(STALL):
                answer, writer = await head(self.entry, "GET", "/ftp/bench/server/" + quote("file"), headers)
            node = answer.node
            try:
                if answer.status != (206 if at else 200):
                    raise Failed(f"answered {answer.status}", node)
                at = await self.body(answer.reader, at)
            finally:
                writer.close()
        except TimeoutError:
            self.outcomes.add("download", start, f"no head within {STALL} s", node)
        except Failed as e:
            self.outcomes.add("download", start, str(e), e.node or node)
        else:
            self.outcomes.add("download", start, None if at == len(self.content) else "cut", node)
        return at

    async def body(self, reader, at):
        began, first = time.monotonic(), at
        while at < len(self.content):
            try:
                async with asyncio.timeout(STALL):
                    got = await reader.read(CHUNK)
            except (OSError, TimeoutError):
                return at
            if not got:
                return at
            if got != self.content[at:at + len(got)]:
                self.wrong_bytes += 1
            at += len(got)
            await asyncio.sleep(max(0.0, began + (at - first) / self.pace - time.monotonic()))
        return at
