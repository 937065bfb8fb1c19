#!/usr/bin/env bash
# Measures the portal against the FTP servers of its own demo, on this machine, and prints one table.
# Everything runs on loopback in a temporary folder and ends by itself after at most about ten minutes.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd -P)

SLOW_CLIENTS=${SLOW_CLIENTS:-500}
SLOW_BYTES_PER_SECOND=${SLOW_BYTES_PER_SECOND:-102400}
LARGE_GIB=${LARGE_GIB:-5}
ENTRIES=${ENTRIES:-10000}

work=$(mktemp -d)
portal=
finish() {
    if [ -n "$portal" ]; then
        kill "$portal" 2>/dev/null || true
        wait "$portal" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap finish EXIT

"$root/ftpcluster" --version >/dev/null # builds when needed, so that the build isn't measured

export FTPCLUSTER_DEMO_PASSWORD=bench-password FTPCLUSTER_ADMIN_PASSWORD=bench-password

started=$(date +%s%N)
"$root/ftpcluster" demo --port 0 --data "$work/data" >"$work/out" 2>"$work/err" &
portal=$!
url=
for _ in $(seq 300); do
    url=$(sed -n 's/^Portal ready at \(http[^ ]*\).*/\1/p' "$work/out")
    [ -z "$url" ] || break
    sleep 0.05
done
ready_ms=$((($(date +%s%N) - started) / 1000000))
[ -n "$url" ] || { cat "$work/err" >&2; exit 1; }
url=${url%/}

resident_mib() { awk '/^'"$1"':/ {printf "%d", $2 / 1024}' "/proc/$portal/status"; }
cpu_ticks() { awk '{print $14 + $15}' "/proc/$portal/stat"; }

sleep 10 # idle: what start-up left behind has settled
idle_mib=$(resident_mib VmRSS)

token=$(curl -fsS -H 'Accept: application/json' -d username=demo -d password=bench-password "$url/login" |
    sed 's/.*"token":"\([^"]*\)".*/\1/')
auth="Authorization: Bearer $token"

mkdir "$work/data/demo/beta/many"
(cd "$work/data/demo/beta/many" && seq -f 'entry-%06.0f.txt' "$ENTRIES" | xargs touch)
curl -fsS -o /dev/null -H "$auth" "$url/ftp/demo/beta/many/" # warms the code, as a portal that runs is warm
listing=$(for _ in 1 2 3 4 5; do
    curl -fsS -o /dev/null -H "$auth" -w '%{time_starttransfer} %{time_total}\n' "$url/ftp/demo/beta/many/"
done | sort -n | sed -n 3p)

truncate -s "${LARGE_GIB}G" "$work/data/demo/beta/large.bin"
ticks=$(cpu_ticks)
large=$(curl -fsS -o /dev/null -H "$auth" -w '%{size_download} %{time_total} %{speed_download}' "$url/ftp/demo/beta/large.bin")
large_cpu=$((($(cpu_ticks) - ticks) * 1000 / $(getconf CLK_TCK)))

head -c 1048576 /dev/urandom >"$work/data/demo/beta/slow.bin"
slow=$(java_home=$(dirname "$(readlink -f "/proc/$portal/exe")") &&
    "$java_home/java" -Xmx512m "$root/bench/SlowClients.java" "$url/ftp/demo/beta/slow.bin" "Bearer $token" \
        "$SLOW_CLIENTS" "$SLOW_BYTES_PER_SECOND") || slow="FAILED: $slow"

cat <<TABLE
machine: $(nproc) cores, $(awk '/MemTotal/ {printf "%d GiB", $2 / 1048576}' /proc/meminfo), $(uname -sr), JVM options: ${FTPCLUSTER_JAVA_OPTS:-those of the launcher, heap 256 MiB}
the demo's FTP servers run inside the measured process
| work | result |
|---|---|
| start to "Portal ready" | $ready_ms ms |
| resident when idle, 10 s after start | $idle_mib MiB |
| listing of $ENTRIES entries, median of 5: first byte, whole (s) | $listing |
| one download of $LARGE_GIB GiB: bytes, seconds, bytes/s | $large |
| its CPU, portal and FTP server together | $large_cpu ms |
| slow clients at $SLOW_BYTES_PER_SECOND B/s | $slow |
| most resident in the whole run | $(resident_mib VmHWM) MiB |
TABLE
