"""Permissions that become system users, as an admin sees them.

Usage: accounts.py PORTAL_URL FOLDER ONE MANY ALL, with the admin's Authorization header in BENCH_AUTHORIZATION. FOLDER has the
portal's data and those of the servers "one", "two" and "three". Grants ONE permissions one after the other and MANY at once;
then writes ALL accounts into the portal's database and the files of server "one", as if they had been made there. Prints one line
of JSON with the figures at the end.
"""
import concurrent.futures
import hashlib
import http.client
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import time
import urllib.parse

SERVERS = ["one", "two", "three"]
WORKERS = 8
PATIENCE_SECONDS = 120
BETWEEN_LOOKS = 0.02
STRANGER = "stranger"


class Portal:
    """One connection for each thread."""

    def __init__(self, url):
        self.address = urllib.parse.urlsplit(url).netloc
        self.authorization = os.environ["BENCH_AUTHORIZATION"]

    def ask(self, method, path, body=None, kind="application/json"):
        connection = http.client.HTTPConnection(self.address, timeout=30)
        try:
            headers = {"Authorization": self.authorization, "Accept": "application/json"}
            if body is not None:
                headers["Content-Type"] = kind
                body = body if isinstance(body, bytes) else json.dumps(body).encode()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def get(self, method, path, body=None):
        status, text = self.ask(method, path, body)
        if status >= 300:
            raise SystemExit(f"{method} {path}: {status} {text.decode(errors='replace')}")
        return json.loads(text) if text else None

    def accounts(self, server, limit=1000):
        return self.get("GET", f"/servers/{server}/accounts?limit={limit}")


def until(condition):
    """Seconds that it took; ends the program after a while."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > PATIENCE_SECONDS:
            raise SystemExit("waited in vain")
        time.sleep(BETWEEN_LOOKS)
    return time.monotonic() - began


def add_users(portal, names):
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda name: portal.get(
            "POST", "/users", {"username": name, "password": os.urandom(12).hex()}), names))


def grant(portal, name, server):
    portal.get("POST", "/permissions", {"user_id": name, "server_id": server})


def works(portal, name, server):
    """Whether a file can be put and read."""
    path = f"/ftp/{name}/{server}/file"
    return (portal.ask("PUT", path, b"hello", "text/plain")[0] in (201, 204)
            and portal.ask("GET", path) == (200, b"hello"))


def one_by_one(portal, count):
    names = [f"single{i}" for i in range(count + 1)]
    add_users(portal, names)
    seconds = []
    for i, name in enumerate(names):
        server = SERVERS[i % len(SERVERS)]
        began = time.monotonic()
        grant(portal, name, server)
        until(lambda: works(portal, name, server))
        seconds.append(time.monotonic() - began)
    return sorted(seconds[1:])  # the first one waits until the agent is there


def at_once(portal, count):
    names = [f"many{i}" for i in range(count)]
    add_users(portal, names)
    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda i: grant(portal, names[i], SERVERS[i % len(SERVERS)]), range(count)))
    for server in SERVERS:
        until(lambda: all(account["state"] == "working" for account in portal.accounts(server)["accounts"]))
    return time.monotonic() - began


def fill(folder, count):
    """Accounts that the portal and the server know; all have the password of one that is there."""
    etc = folder / "one" / "etc"
    gid = next(line.split(":")[2] for line in (etc / "group").read_text().splitlines() if line.startswith("ftpcluster:"))
    names = [f"filled{i}" for i in range(count)]
    with sqlite3.connect(folder / "data" / "ftpcluster.db", timeout=30) as database:
        server = database.execute("SELECT id FROM servers WHERE alias = 'one'").fetchone()[0]
        sealed, shadow, now = database.execute(
            "SELECT sealed_pass, password_hash, changed_at FROM accounts WHERE server_id = ? AND state = 'WORKING'",
            (server,)).fetchone()
        database.executemany(
            "INSERT INTO users (id, username, username_key, password_hash, role, created_at)"
            " SELECT ?, ?, ?, password_hash, role, created_at FROM users WHERE username = 'single0'",
            ((f"user-{name}", name, name) for name in names))
        database.executemany(
            "INSERT INTO permissions (id, user_id, server_id, ftp_username, encrypted_pass, rights, created_at)"
            " VALUES (?, ?, ?, ?, ?, 'LIST', ?)",
            ((f"permission-{name}", f"user-{name}", server, name, sealed, now) for name in names))
        # Before they are in the server's files: what is compared meanwhile must not be mended.
        database.executemany(
            "INSERT INTO accounts (server_id, name, permission_id, username, desired, files, sealed_pass, password_hash,"
            " generation, observed_generation, state, detail, changed_at, password_at)"
            " VALUES (?, ?, ?, ?, 'ACTIVE', 'KEEP', ?, ?, 1, 1, 'WORKING', '', ?, ?)",
            ((server, name, f"permission-{name}", name, sealed, shadow, now, now) for name in names))
        write_users(folder, names, gid, shadow)


def write_users(folder, names, gid, shadow):
    etc, homes = folder / "one" / "etc", folder / "one" / "homes"
    users, passwords = [], []
    for number, name in enumerate(names, 200_000):
        home = homes / name
        home.mkdir(mode=0o700)
        os.chown(home, number, int(gid))
        users.append(f"{name}:x:{number}:{gid}::{home}:/usr/sbin/nologin\n")
        passwords.append(f"{name}:{shadow}:20000::::::\n")
    append(etc / "passwd", users)
    append(etc / "shadow", passwords)


def append(file, lines):
    """As a whole, as useradd does it."""
    copy = file.with_name(file.name + ".new")
    subprocess.run(["cp", "-p", file, copy], check=True)
    with copy.open("a") as out:
        out.writelines(lines)
    copy.rename(file)


def drop(file, name):
    copy = file.with_name(file.name + ".new")
    subprocess.run(["cp", "-p", file, copy], check=True)
    copy.write_text("".join(line for line in file.read_text().splitlines(True) if not line.startswith(name + ":")))
    copy.rename(file)


def digest(etc):
    return hashlib.sha256(b"".join((etc / file).read_bytes() for file in ("passwd", "shadow"))).hexdigest()


def compare(portal):
    """Has the portal compare server "one": this account is unlocked already, so that nothing is to be done."""
    portal.get("POST", "/servers/one/accounts/filled0/unlock")


def reconcile(portal, folder, count):
    fill(folder, count)
    etc = folder / "one" / "etc"
    gid = next(line.split(":")[2] for line in (etc / "group").read_text().splitlines() if line.startswith("ftpcluster:"))
    # What a comparison finds is stored when it has come to its end, which shows that it has.
    append(etc / "passwd", [f"{STRANGER}:x:199999:{gid}::/nonexistent:/usr/sbin/nologin\n"])
    began = time.monotonic()
    compare(portal)
    until(lambda: portal.accounts("one", 1)["unknown"] == [STRANGER])
    found = time.monotonic() - began
    drop(etc / "passwd", STRANGER)
    before = digest(etc)
    began = time.monotonic()
    compare(portal)
    until(lambda: portal.accounts("one", 1)["unknown"] == [])
    return found, time.monotonic() - began, int(digest(etc) != before)


def percentile(values, share):
    return values[min(len(values) - 1, int(len(values) * share))]


def main():
    portal, folder = Portal(sys.argv[1]), pathlib.Path(sys.argv[2])
    one, many, count = (int(argument) for argument in sys.argv[3:6])
    seconds = one_by_one(portal, one)
    many_seconds = at_once(portal, many)
    found, compared, changed = reconcile(portal, folder, count)
    print(json.dumps({
        "one": one, "one_p50": round(percentile(seconds, 0.5), 2), "one_p95": round(percentile(seconds, 0.95), 2),
        "many": many, "many_seconds": round(many_seconds, 1), "accounts": count,
        "found_seconds": round(found, 2), "compared_seconds": round(compared, 2), "changed": changed}), flush=True)


main()
