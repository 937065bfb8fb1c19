# shellcheck shell=bash
# Ways to the same bytes, measured in turns: A, B, C, A, B, C, ..., so that what else the machine does hits all alike.

WAYS=()
declare -A WAY_PID WAY_FAILED

# way NAME PID LINE ...: one more way; PID is its proxy or empty, the lines are a curl configuration.
way() {
    local name=$1
    WAYS+=("$name")
    WAY_PID[$name]=$2
    shift 2
    mkdir -p "$WORK/ways"
    (umask 077 && printf '%s\n' "$@" >"$WORK/ways/$name")
}

direct_login() {
    printf 'user = "%s:%s"' "$FTP_USER" "$FTP_PASSWORD"
}

portal_login() {
    cat "$WORK/portal.auth"
}

# Milliseconds of CPU that a process and all below it have used, with those of ended children.
cpu_ms() {
    local pid ticks=0 stat
    for pid in $(tree "$1"); do
        stat=$(cat "/proc/$pid/stat" 2>/dev/null) || continue
        stat=${stat##*) }
        # shellcheck disable=SC2086 # words
        set -- $stat
        ticks=$((ticks + ${12} + ${13} + ${14} + ${15}))
    done
    echo $((ticks * 1000 / $(getconf CLK_TCK)))
}

# The most that a process and all below it have held since reset_peak, in MiB.
peak_mib() {
    local pid kib=0 each
    for pid in $(tree "$1"); do
        each=$(awk '/^VmHWM:/ {print $2}' "/proc/$pid/status" 2>/dev/null) || continue
        kib=$((kib + ${each:-0}))
    done
    echo $((kib / 1024))
}

reset_peak() {
    local pid
    for pid in $(tree "$1"); do
        { echo 5 >"/proc/$pid/clear_refs"; } 2>/dev/null || true
    done
}

# jvm_memory PID: three figures in KiB after full collections: heap in use, resident outside of the heap, all resident.
# How much of the heap's garbage is resident is a matter of its limits, so the first two say more about what is needed.
jvm_memory() {
    local tools info used range
    tools=$(dirname "$(readlink -f "/proc/$1/exe")")
    "$tools/jcmd" "$1" GC.run >/dev/null
    "$tools/jcmd" "$1" GC.run >/dev/null # what the first one has left to cleaners
    info=$("$tools/jcmd" "$1" GC.heap_info)
    used=$("$tools/jstat" -gc "$1" | awk '
        NR == 1 {for (i = 1; i <= NF; i++) column[$i] = i}
        NR == 2 {printf "%d", $column["S0U"] + $column["S1U"] + $column["EU"] + $column["OU"]}')
    range=$(grep -o '0x[0-9a-f]*' <<<"$info" | sort | sed -n '1p;$p' | tr '\n' ' ')
    python3 - "$used" "$range" "/proc/$1/smaps" <<'PYTHON'
import re
import sys

low, high = (int(bound, 16) for bound in sys.argv[2].split())
inside = outside = 0
in_heap = False
for line in open(sys.argv[3]):
    mapping = re.match("([0-9a-f]+)-([0-9a-f]+) ", line)
    if mapping:
        in_heap = low <= int(mapping[1], 16) < high
    elif line.startswith("Rss:"):
        kib = int(line.split()[1])
        inside += kib if in_heap else 0
        outside += 0 if in_heap else kib
print(sys.argv[1], outside, inside + outside)
PYTHON
}

# in_turns ROUNDS FUNCTION [ARGUMENT ...]: calls FUNCTION WAY ARGUMENT ... for each way in each round; a first round
# warms up (ROUND is 0). FUNCTION says by its status whether the way works; one that doesn't is left out from then on,
# and what FUNCTION printed is the reason.
in_turns() {
    local rounds=$1 way reason
    shift
    for ((ROUND = 0; ROUND <= rounds; ROUND++)); do
        progress "$ROW: round $ROUND of $rounds"
        for way in "${WAYS[@]}"; do
            if [ -z "${WAY_FAILED[$way]:-}" ]; then
                reason=$("$1" "$way" "${@:2}" 2>&1) || WAY_FAILED[$way]=${reason:-no reason given}
            fi
        done
    done
}

# keep WAY VALUE: remembers what was measured, but for the round that warms up.
keep() {
    [ "$ROUND" = 0 ] || printf '%s\n' "$2" >>"$WORK/ways/$1.$3"
}

kept() {
    cat "$WORK/ways/$1.$2" 2>/dev/null
}

median() {
    sort -g | awk '{v[NR] = $1} END {if (NR) printf "%.6g\n", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2}'
}

# percentile P
percentile() {
    sort -g | awk -v p="$1" '{v[NR] = $1} END {if (NR) {i = int(NR * p / 100 + 0.999999); print v[i < 1 ? 1 : i]}}'
}

lowest() { percentile 0; }
highest() { percentile 100; }

# calc EXPRESSION [FORMAT]
calc() {
    awk "BEGIN {printf \"${2:-%.2f}\", $1}" 2>/dev/null || printf '?'
}

# holds EXPRESSION: "met" or "NOT met"
holds() {
    if awk "BEGIN {exit !($1)}" 2>/dev/null; then printf 'met'; else printf 'NOT met'; fi
}

# transfer WAY BYTES: one transfer by curl, which must move all of them; keeps its seconds and the proxy's CPU.
transfer() {
    local way=$1 before=0 answer moved
    [ -z "${WAY_PID[$way]}" ] || before=$(cpu_ms "${WAY_PID[$way]}")
    answer=$("${INSIDE[@]}" curl -fsSk -m 120 -o /dev/null -K "$WORK/ways/$way" \
        -w '%{size_download} %{size_upload} %{time_total}') || { echo "$answer"; return 1; }
    moved=$(awk '{print ($1 > $2) ? $1 : $2}' <<<"$answer")
    [ "$moved" = "$2" ] || { echo "moved $moved of $2 bytes"; return 1; }
    keep "$way" "${answer##* }" seconds
    [ -z "${WAY_PID[$way]}" ] || keep "$way" $(($(cpu_ms "${WAY_PID[$way]}") - before)) cpu
}

# field JSON NAME: one value of a flat object
field() {
    sed -n "s/.*\"$2\": \"\?\([^,}\"]*\).*/\1/p" <<<"$1"
}
