"""A small HTTP/1.1 client for asyncio: one request a connection, so that each request's fate is its own."""

import asyncio
import json
import os
import random

# The portal bounds attempts to log in by address: this is not one person.
SOURCES = os.environ["FAULTS_SOURCES"].split(",")
HEAD_LIMIT = 16 * 1024


class Failed(Exception):
    """No whole answer came; the node is the one that the balancer named in the answer's head, if any."""

    def __init__(self, reason, node=None):
        super().__init__(reason)
        self.node = node


class Answer:
    def __init__(self, status, headers, reader):
        self.status, self.headers, self.reader = status, headers, reader
        self.node = headers.get("x-served-by")
        self.body = b""

    def json(self):
        return json.loads(self.body)

    def length(self):
        return int(self.headers.get("content-length", "-1"))


def bearer(token):
    return {"Authorization": "Bearer " + token}


async def head(place, method, path, headers=None, body=None):
    """The answer without its body, and the connection's writer, which the caller closes."""
    host, port = place
    writer = None
    try:
        reader, writer = await asyncio.open_connection(host, port, limit=HEAD_LIMIT,
                                                       local_addr=(random.choice(SOURCES), 0))
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}:{port}", "Connection: close", "Accept: application/json"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        payload = b"" if body is None else json.dumps(body).encode()
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(payload)}"]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + payload)
        raw = await reader.readuntil(b"\r\n\r\n")
    except BaseException as e:
        if writer:
            writer.close()
        if isinstance(e, (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)):
            raise Failed("no answer: " + (type(e).__name__ if not str(e) else str(e))) from e
        raise
    status, *fields = raw.decode("latin-1").split("\r\n")[:-2]
    named = (field.split(":", 1) for field in fields)
    return Answer(int(status.split(" ")[1]), {name.lower(): value.strip() for name, value in named}, reader), writer


async def request(place, method, path, headers=None, body=None, seconds=20):
    """The whole answer, within this time."""
    node = None
    try:
        async with asyncio.timeout(seconds):
            answer, writer = await head(place, method, path, headers, body)
            node = answer.node
            try:
                answer.body = await whole_body(answer)
            finally:
                writer.close()
            return answer
    except TimeoutError as e:
        raise Failed(f"not within {seconds} s", node) from e


async def whole_body(answer):
    try:
        if answer.headers.get("transfer-encoding") == "chunked":
            return await chunks(answer.reader)
        if answer.length() >= 0:
            return await answer.reader.readexactly(answer.length())
        return await answer.reader.read()
    except (OSError, asyncio.IncompleteReadError, ValueError) as e:
        raise Failed("cut: " + type(e).__name__, answer.node) from e


async def chunks(reader):
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return body
