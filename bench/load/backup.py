"""A portal of ten thousand users and a hundred servers with 30 days of history, while its backup is made.

Usage: backup.py PORTAL_URL DATA BACKUPS USERS SERVERS DAYS LAUNCHER, with the admin's Authorization header in BENCH_AUTHORIZATION. DATA
is the portal's data directory, BACKUPS its FTPCLUSTER_BACKUP_DIR. Fills the database beside the portal, asks it all the time, has
a backup made by the command and one by the portal itself, and checks the first. Prints one line of JSON with the figures at the end.
"""
import base64
import http.client
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid

QUIET_SECONDS = 10
READ_EVERY = 0.02
WRITE_EVERY = 0.1
PATIENCE_SECONDS = 120
# Of 60 points, as PointsCodec packs those of a machine that does something; no two are alike, so that nothing is saved by that.
POINTS_BYTES = 1700
MINUTE_CHUNK = 3600


def fill(data, users, servers, days):
    """Short transactions, as the portal runs; copies what the portal has made, so that every row is one that it could have."""
    database = sqlite3.connect(data / "ftpcluster.db", timeout=30, isolation_level=None)
    now = int(time.time() * 1000)
    server = row(database, "servers", "alias_key = 'server'")
    user = row(database, "users", "username_key = 'bench'")
    permission = row(database, "permissions", "1 = 1")
    ids = []
    for at in range(servers):
        ids.append(str(uuid.uuid4()))
        begin(database)
        insert(database, "servers", [server | {"id": ids[-1], "alias": f"fleet-{at}", "alias_key": f"fleet-{at}"}])
        first = now // 1000 // MINUTE_CHUNK * MINUTE_CHUNK - days * 86400
        insert(database, "telemetry_chunks", [
            {"server_id": ids[-1], "resolution": "MINUTES", "start_at": start,
             "points": base64.b64encode(os.urandom(POINTS_BYTES)).decode().rstrip("=")}
            for start in range(first, first + days * 86400, MINUTE_CHUNK)])
        database.execute("COMMIT")
    for start in range(0, users, 500):
        begin(database)
        some = [user | {"id": str(uuid.uuid4()), "username": f"user-{at}", "username_key": f"user-{at}"}
                for at in range(start, min(users, start + 500))]
        insert(database, "users", some)
        insert(database, "permissions", [
            permission | {"id": str(uuid.uuid4()), "user_id": one["id"], "server_id": ids[at % len(ids)]}
            for at, one in enumerate(some)])
        database.execute("COMMIT")
    database.close()


def begin(database):
    database.execute("BEGIN IMMEDIATE")


def row(database, table, where):
    cursor = database.execute(f"SELECT * FROM {table} WHERE {where} LIMIT 1")
    return dict(zip([column[0] for column in cursor.description], cursor.fetchone()))


def insert(database, table, rows):
    names = list(rows[0])
    database.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
                         [[one[name] for name in names] for one in rows])


class Asker(threading.Thread):
    """Asks each so many seconds. A time counts from when it was due: a portal that stalls is not asked less."""

    def __init__(self, url, every, ask):
        super().__init__(daemon=True)
        self.address = urllib.parse.urlsplit(url).netloc
        self.every = every
        self.ask = ask
        self.times = []
        self.wrong = 0
        self.over = threading.Event()

    def run(self):
        connection = http.client.HTTPConnection(self.address, timeout=30)
        due = time.monotonic()
        number = 0
        while not self.over.is_set():
            time.sleep(max(0, due - time.monotonic()))
            number += 1
            method, path, body = self.ask(number)
            try:
                connection.request(method, path, body, {
                    "Authorization": os.environ["BENCH_AUTHORIZATION"], "Accept": "application/json",
                    "Content-Type": "application/json"})
                answer = connection.getresponse()
                answer.read()
                self.wrong += answer.status >= 300
            except OSError:
                self.wrong += 1
                connection.close()
            now = time.monotonic()
            self.times.append((now, now - due))
            due += self.every

    def within(self, begin, end):
        return sorted(took for at, took in list(self.times) if begin <= at <= end)


def figures(askers, name, begin, end):
    out = {f"{name}_seconds": round(end - begin, 2)}
    for kind, asker in askers.items():
        times = asker.within(begin, end)
        out[f"{name}_{kind}_n"] = len(times)
        out[f"{name}_{kind}_p50_ms"] = round(times[len(times) // 2] * 1000, 1) if times else None
        out[f"{name}_{kind}_worst_ms"] = round(times[-1] * 1000, 1) if times else None
    return out


def metric(url, name):
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=30)
    connection.request("GET", "/metrics", headers={"Authorization": os.environ["BENCH_AUTHORIZATION"]})
    text = connection.getresponse().read().decode()
    return float(re.search(rf"^{name} (\S+)$", text, re.M).group(1))


def by_itself(url, folder):
    """It makes one as soon as it sees that there is none. Returns when it was there, and what it has taken."""
    for old in folder.glob("*.backup"):
        old.unlink()
    limit = time.monotonic() + PATIENCE_SECONDS
    while not list(folder.glob("*.backup")):
        if time.monotonic() > limit:
            raise SystemExit("the portal made no backup")
        time.sleep(0.02)
    end = time.monotonic()
    time.sleep(1)
    return end, metric(url, "ftpcluster_backup_duration_seconds")


def main():
    url, data, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    users, servers, days = (int(text) for text in sys.argv[4:7])
    launcher = sys.argv[7]
    fill(data, users, servers, days)
    askers = {
        "read": Asker(url, READ_EVERY, lambda number: ("GET", "/me", None)),
        "write": Asker(url, WRITE_EVERY, lambda number: ("POST", "/servers", json.dumps(
            {"alias": f"new-{number}", "host": "127.0.0.1", "ftp_port": 21, "ftp_security": "none"})))}
    for asker in askers.values():
        asker.start()
    time.sleep(QUIET_SECONDS)
    begun = time.monotonic()
    time.sleep(QUIET_SECONDS)
    out = {"database_mib": round(sum(file.stat().st_size for file in data.glob("ftpcluster.db*")) / 2 ** 20)}
    out |= figures(askers, "quiet", begun, time.monotonic())

    file = folder.parent / "by-command.backup"
    begun = time.monotonic()
    said = subprocess.run([launcher, "backup", "--data", str(data), str(file)], stdout=subprocess.PIPE, text=True, check=True).stdout
    out |= figures(askers, "command", begun, time.monotonic())
    out["command_made_seconds"] = float(re.search(r" in ([0-9.]+) s", said).group(1))
    out["backup_mib"] = round(file.stat().st_size / 2 ** 20, 1)

    time.sleep(2)
    end, took = by_itself(url, folder)
    out |= figures(askers, "portal", end - took, end)
    out["wrong"] = sum(asker.wrong for asker in askers.values())
    for asker in askers.values():
        asker.over.set()
    begun = time.monotonic()
    said = subprocess.run([launcher, "restore", "--check", str(file)], stdout=subprocess.PIPE, text=True, check=True).stdout
    out["check_seconds"] = round(time.monotonic() - begun, 2)
    out["users"] = int(re.search(r"(\d+) users", said).group(1))
    print(json.dumps(out))


main()
