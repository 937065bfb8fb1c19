"""Many clients at once, each of which reads one file at a given pace over a connection of its own.

Usage: paced.py URL CLIENTS BYTES_PER_SECOND EXPECTED_BYTES, with the Authorization header in BENCH_AUTHORIZATION.
Prints one JSON object: how many got every byte, how many at once at most, the seconds of all, and the spread of the
downloads' rates. Exit code 1 when one failed. Ends after 180 s at the latest.

One thread serves all clients, and the kernel drops what they read (MSG_TRUNC) in place of copying it, so that the
clients take little of the machine that they share with what they measure. A client that falls behind catches up with at
most a quarter of a second's worth.
"""

import json
import os
import re
import socket
import sys
import time
from urllib.parse import urlsplit

STEP = 0.01  # seconds between the turns
SLICES = 5  # each turn serves one client in so many
RAMP_PER_SECOND = 500
BURST = 0.25  # seconds
RECEIVE_BUFFER = 256 * 1024
LIMIT = 180  # seconds
SCRAP = bytearray(4 * 1024 * 1024)


class Client:
    def __init__(self, url, request, rate, expected):
        self.rate, self.expected = rate, expected
        self.head = b""
        self.read, self.length, self.allowed = 0, None, 0.0
        self.first = self.last = None
        self.problem = None
        self.done = False
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        self.socket.settimeout(30)
        self.socket.connect((url.hostname, url.port))
        self.socket.sendall(request)
        self.socket.setblocking(False)

    def turn(self, now):
        try:
            if self.first is None:
                self.read_head(now)
            else:
                self.read_body(now)
        except BlockingIOError:
            pass
        except OSError as e:
            self.end(now, str(e))

    def read_head(self, now):
        self.head += self.socket.recv(1)  # no byte of the body, as those are paced
        while not self.head.endswith(b"\r\n\r\n"):
            byte = self.socket.recv(1)
            if not byte or len(self.head) > 16384:
                self.end(now, "no whole head, %d bytes" % len(self.head))
                return
            self.head += byte
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", self.head)
        if b" 200" not in self.head.split(b"\r\n")[0] or not length or int(length[1]) != self.expected:
            self.end(now, "answer: " + self.head.split(b"\r\n")[0].decode("latin-1"))
            return
        self.first = self.turned = now

    def read_body(self, now):
        self.allowed = min(self.allowed + (now - self.turned) * self.rate, self.rate * BURST)
        self.turned = now
        wanted = min(int(self.allowed), self.expected - self.read, len(SCRAP))
        if wanted <= 0:
            return
        got = self.socket.recv_into(SCRAP, wanted, socket.MSG_TRUNC)
        self.read += got
        self.allowed -= got
        if self.read == self.expected:
            self.end(now, None)
        elif got == 0:
            self.end(now, "ended after %d of %d bytes" % (self.read, self.expected))

    def end(self, now, problem):
        self.last, self.problem, self.done = now, problem, True
        self.socket.close()


def percentile(ordered, percent):
    return ordered[round((len(ordered) - 1) * percent / 100)]


def run(url, clients, rate, expected):
    request = ("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n" % (url.path, url.netloc)).encode()
    if os.environ.get("BENCH_AUTHORIZATION"):
        request += b"Authorization: " + os.environ["BENCH_AUTHORIZATION"].encode() + b"\r\n"
    request += b"\r\n"
    everyone, failures, turn, most = [], [], 0, 0
    started = time.monotonic()
    while True:
        now = time.monotonic()
        if now - started > LIMIT:
            failures += ["not done after %d s" % LIMIT] * sum(not client.done for client in everyone)
            break
        due = min(clients, int((now - started) * RAMP_PER_SECOND) + 1)
        while len(everyone) + len(failures) < due:
            try:
                everyone.append(Client(url, request, rate, expected))
            except OSError as e:
                failures.append("connect: %s" % e)
        for client in everyone[turn % SLICES :: SLICES]:
            if not client.done:
                client.turn(time.monotonic())
        turn += 1
        if turn % SLICES == 0:
            active = [client for client in everyone if not client.done]
            most = max(most, sum(client.first is not None for client in active))
            if not active and len(everyone) + len(failures) == clients:
                break
        time.sleep(max(0.0, STEP - (time.monotonic() - now)))
    failures += [client.problem for client in everyone if client.problem]
    return everyone, failures, most, time.monotonic() - started


def main():
    url, clients, rate, expected = urlsplit(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    everyone, failures, most, seconds = run(url, clients, rate, expected)
    whole = [client for client in everyone if client.done and not client.problem]
    rates = sorted(client.expected / max(client.last - client.first, 1e-6) / 1e6 for client in whole)
    result = {"whole": len(whole), "failed": len(failures), "at_once": most, "seconds": round(seconds, 1)}
    if rates:
        median = percentile(rates, 50)
        result.update(
            slowest=round(rates[0], 3),
            p5=round(percentile(rates, 5), 3),
            median=round(median, 3),
            p95=round(percentile(rates, 95), 3),
            fastest=round(rates[-1], 3),
            spread=round((rates[-1] - rates[0]) / median, 3),
        )
    times = os.times()
    result["own_cores"] = round((times.user + times.system) / seconds, 2)
    if failures:
        result["first_failure"] = failures[0]
    print(json.dumps(result))
    sys.exit(0 if len(whole) == clients else 1)


main()
