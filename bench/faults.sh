#!/usr/bin/env bash
# Cuts, freezes, reboots and slows FTP servers in the middle of uploads, downloads, renames, listings and deletions, about
# 1,000 times, and looks whether the portal keeps its promises (docs/faults.md). Prints one table; exit code 1 when one was
# broken. Makes network namespaces and system users, and removes them. Needs root, iproute2, vsftpd, openssl and Maven;
# takes about five minutes.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd -P)

FAULTS=${FAULTS:-1000}     # operations to hit
KINDS=${KINDS:-CUT FREEZE REBOOT SLOW}
DEADLINE=${DEADLINE:-2}    # for connecting, for a reply and for a stall, in seconds
# What these add up to when one comes after the other, and two seconds for a machine that has other things to do.
LIMIT=${LIMIT:-$((3 * DEADLINE + 2))}
KEEP_LOG=${KEEP_LOG:-}     # a file for the portal's log

[ "$(id -u)" = 0 ] || { printf 'Network namespaces need root.\n' >&2; exit 1; }

work=$(mktemp -d)
portal=
finish() {
    if [ -n "$portal" ]; then
        kill "$portal" 2>/dev/null || true
        wait "$portal" 2>/dev/null || true
    fi
    [ -z "$KEEP_LOG" ] || [ ! -e "$work/err" ] || cp "$work/err" "$KEEP_LOG"
    rm -rf "$work"
}
trap finish EXIT

"$root/ftpcluster" --version >/dev/null # builds when needed
if [ ! -e "$root/master-verticles/target/test-classes/io/ftpcluster/faults/FaultRun.class" ] ||
    [ -n "$(find "$root/master-verticles/src/test/java/io/ftpcluster" \( -path '*/faults/*' -o -path '*/testing/*' \) \
        -newer "$root/master-verticles/target/test-classes/io/ftpcluster/faults/FaultRun.class" -print -quit)" ]; then
    (cd "$root" && mvn -q -B -pl master-verticles -am test-compile)
fi

export FTPCLUSTER_ADMIN_PASSWORD=faults-password FTPCLUSTER_FTP_CONNECT_SECONDS=$DEADLINE \
    FTPCLUSTER_FTP_REPLY_SECONDS=$DEADLINE FTPCLUSTER_FTP_STALL_SECONDS=$DEADLINE \
    FTPCLUSTER_FTP_QUEUE_SECONDS=$DEADLINE FTPCLUSTER_FTP_IDLE_SECONDS=5
"$root/ftpcluster" master --port 0 --data "$work/data" >"$work/out" 2>"$work/err" &
portal=$!
url=
for _ in $(seq 600); do
    url=$(sed -n 's/^Portal ready at \(http[^ ]*\).*/\1/p' "$work/out")
    [ -z "$url" ] || break
    sleep 0.1
done
[ -n "$url" ] || { cat "$work/err" >&2; exit 1; }

java_home=$(dirname "$(readlink -f "/proc/$portal/exe")")
printf 'machine: %s cores, %s, deadlines of %s s, limit %s s\n\n' "$(nproc)" "$(uname -sr)" "$DEADLINE" "$LIMIT"
# shellcheck disable=SC2086 # the kinds are words
"$java_home/java" -Xmx256m -cp "$root/master-verticles/target/test-classes" io.ftpcluster.faults.FaultRun \
    "$url" "$portal" "$FTPCLUSTER_ADMIN_PASSWORD" "$work" "$LIMIT" "$FAULTS" $KINDS
