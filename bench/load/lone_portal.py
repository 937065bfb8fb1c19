"""The portal's end of an agent's link, with nothing behind it: says welcome and takes frames, or hangs up after the
welcome, again and again.

Usage: lone_portal.py keep|hang-up. Prints "port N" first; "hello MILLIS" and "telemetry MILLIS" (since the epoch) when
the first one of each came; and, hanging up, "links N" for each link. Ends after an hour at the latest.
"""
import asyncio
import base64
import hashlib
import json
import sys
import time

LONGEST_SECONDS = 3600
SILENCE_SECONDS = 60
ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
GOING_AWAY = bytes([0x88, 2]) + (1001).to_bytes(2, "big")
TEXT, CLOSE, PING = 1, 8, 9


def tell(text):
    print(text, flush=True)


class LonePortal:
    def __init__(self, hang_up):
        self.hang_up = hang_up
        self.links = 0
        self.seen = set()

    async def serve(self, reader, writer):
        try:
            writer.write(await upgraded(reader))
            while True:
                opcode, payload = await asyncio.wait_for(frame(reader), SILENCE_SECONDS)
                if opcode == CLOSE:
                    return
                if opcode == PING:
                    send(writer, 0x8A, payload)
                if opcode == TEXT:
                    self.text(json.loads(payload), writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.TimeoutError, ConnectionError):
            pass  # the agent hung up or died, as it may
        finally:
            writer.close()

    def text(self, message, writer):
        kind = message["type"]
        now = int(time.time() * 1000)
        if kind not in self.seen:
            self.seen.add(kind)
            tell(f"{kind} {now}")
        if kind == "hello":
            answer(writer, type="welcome", alias="bench", node="bench", clock=now, interval_seconds=5)
            if self.hang_up:
                self.links += 1
                writer.write(GOING_AWAY)
                tell(f"links {self.links}")
        if kind == "history":
            answer(writer, type="stored", at=message["samples"][-1]["at"])


async def upgraded(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lines = (line.partition(":") for line in head.split("\r\n"))
    key = next(value.strip() for name, _, value in lines if name.lower() == "sec-websocket-key")
    accept = base64.b64encode(hashlib.sha1((key + ACCEPT_SUFFIX).encode()).digest()).decode()
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: ftpcluster.agent.v1\r\n\r\n"
    ).encode()


async def frame(reader):
    first, second = await reader.readexactly(2)
    length = second & 0x7F
    if length == 126:
        length = int.from_bytes(await reader.readexactly(2), "big")
    mask = await reader.readexactly(4)
    payload = await reader.readexactly(length)
    return first & 0x0F, bytes(b ^ mask[i & 3] for i, b in enumerate(payload))


def answer(writer, **fields):
    send(writer, 0x81, json.dumps(fields).encode())


def send(writer, first, payload):
    if len(payload) < 126:
        writer.write(bytes([first, len(payload)]) + payload)
    else:
        writer.write(bytes([first, 126]) + len(payload).to_bytes(2, "big") + payload)


async def main():
    portal = LonePortal(sys.argv[1] == "hang-up")
    server = await asyncio.start_server(portal.serve, "127.0.0.1", 0)
    tell(f"port {server.sockets[0].getsockname()[1]}")
    await asyncio.sleep(LONGEST_SECONDS)


asyncio.run(main())
