"""When the first entry of a listing comes, and whether all do.

Usage: first_entry.py NAME_START ENTRIES COMMAND ..., whose output is the listing. Prints the seconds until the first
byte, until the first entry and until the end; exit code 1 when the command fails, or the names (NAME_START and six
digits) that came aren't ENTRIES different ones.
"""

import re
import subprocess
import sys
import time

name, entries = sys.argv[1].encode(), int(sys.argv[2])
pattern = re.compile(re.escape(name) + rb"(\d{6})")
first_byte = first_entry = None
rest, seen = b"", set()
started = time.monotonic()
command = subprocess.Popen(sys.argv[3:], stdout=subprocess.PIPE)
while chunk := command.stdout.read1(1 << 20):
    now = time.monotonic() - started
    first_byte = first_byte or now
    text = rest + chunk
    found = pattern.findall(text)
    if found and first_entry is None:
        first_entry = now
    seen.update(found)
    rest = text[-(len(name) + 6) :]
end = time.monotonic() - started
if command.wait() != 0 or len(seen) != entries:
    print("%d of %d entries came" % (len(seen), entries))
    sys.exit(1)
print("%.3f %.3f %.3f" % (first_byte, first_entry, end))
