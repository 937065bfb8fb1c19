"""A long line between two network namespaces: a pair of TUN devices whose packets arrive later.

Usage: distance.py NEAR_DEVICE FAR_DEVICE SECONDS_EACH_WAY. Makes the two devices, prints "ready", and carries packets
until it is ended, which removes the devices. Whoever starts it moves the devices to where they belong.
"""

import collections
import fcntl
import os
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
MTU = 65536
QUEUE = 10_000  # packets each way; more are dropped, as on any line


def device(name):
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return tun


def take(source, queue, due):
    try:
        while True:
            packet = os.read(source, MTU)
            if len(queue) < QUEUE:
                queue.append((due, packet))
    except (BlockingIOError, OSError):  # nothing more, or the device isn't up yet
        pass


def give(target, queue, now):
    while queue and queue[0][0] <= now:
        try:
            os.write(target, queue.popleft()[1])
        except OSError:
            pass  # the device isn't up (any more): the packet is lost


def main():
    near, far, delay = device(sys.argv[1]), device(sys.argv[2]), float(sys.argv[3])
    outward, homeward = collections.deque(), collections.deque()
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))  # on time also on a busy machine
    except PermissionError:
        pass
    print("ready", flush=True)
    while True:
        heads = [queue[0][0] for queue in (outward, homeward) if queue]
        wait = max(0.0, min(heads) - time.monotonic()) if heads else None
        readable, _, _ = select.select([near, far], [], [], wait)
        now = time.monotonic()
        if near in readable:
            take(near, outward, now + delay)
        if far in readable:
            take(far, homeward, now + delay)
        give(far, outward, now)
        give(near, homeward, now)


main()
