# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# Each row runs in a process of its own with a temporary folder of its own, and ends whatever it started.

ROW_PID=
FAILED=0 # 1 once a row failed
RUN_STARTED=$SECONDS
BENCH_MAX_SECONDS=${BENCH_MAX_SECONDS:-1200} # of the whole run
ROW_MAX_SECONDS=${ROW_MAX_SECONDS:-300}

# Runs bench/rows/$1.sh; remembers in FAILED when it fails or takes too long.
run_row() {
    local row=$1 limit=$((SECONDS + ROW_MAX_SECONDS)) problem=
    if ((SECONDS - RUN_STARTED > BENCH_MAX_SECONDS)); then
        row_failed "$row" "not run: the $BENCH_MAX_SECONDS s of the whole run are over"
        return
    fi
    progress "$row"
    (row_body "$row") &
    ROW_PID=$!
    while kill -0 "$ROW_PID" 2>/dev/null; do
        if ((SECONDS > limit)); then
            problem="not done after $ROW_MAX_SECONDS s"
            stop_row
            break
        fi
        sleep 0.5
    done
    if [ -z "$problem" ]; then
        wait "$ROW_PID" || problem="see the lines above and the messages"
        ROW_PID=
    fi
    [ -z "$problem" ] || row_failed "$row" "$problem"
}

row_failed() {
    FAILED=1
    table_line "$1" "" "FAILED: $2"
}

row_body() {
    trap 'exit 143' TERM INT
    trap row_cleanup EXIT
    ROW=$1
    STARTED=()
    UNDO=()
    WORK=$(mktemp -d)
    MEMORY=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
    chmod 711 "$WORK" "$MEMORY" # the server's user passes through
    # shellcheck source=/dev/null
    . "$BENCH/rows/$ROW.sh"
    "row_$ROW"
}

# Ends a row that still runs: it and what it waits for; its own trap does the rest.
stop_row() {
    local row=$ROW_PID
    ROW_PID=
    if [ -n "$row" ] && kill -0 "$row" 2>/dev/null; then
        local waiting
        waiting=$(ps -o pid= --ppid "$row") || true
        kill "$row" 2>/dev/null || true
        # shellcheck disable=SC2086 # a list of numbers
        kill $waiting 2>/dev/null || true
        wait "$row" 2>/dev/null || true
    fi
}

row_cleanup() {
    local i
    set +e
    for ((i = ${#STARTED[@]} - 1; i >= 0; i--)); do
        end_tree "${STARTED[i]}"
    done
    for ((i = ${#UNDO[@]} - 1; i >= 0; i--)); do
        eval "${UNDO[i]}"
    done
    if [ -n "${KEEP_LOGS:-}" ]; then
        printf 'kept: %s\n' "$WORK" >&2
    else
        rm -rf "$WORK"
    fi
    rm -rf "$MEMORY"
}

# Starts a program in the background with its output in $WORK/$1.log; its id is in PID.
start() {
    local name=$1
    shift
    : >"$WORK/$name.log" # there before anybody looks into it
    "$@" >"$WORK/$name.log" 2>&1 &
    PID=$!
    STARTED+=("$PID")
}

# A process and all below it, one id a line.
tree() {
    ps -e -o pid=,ppid= | awk -v top="$1" '
        {parent[$1] = $2}
        END {
            for (pid in parent) {
                for (up = pid; up in parent && up != top; up = parent[up]) {}
                if (up == top) print pid
            }
        }'
}

end_tree() {
    local all
    all=$(tree "$1")
    kill "$1" 2>/dev/null
    for _ in $(seq 100); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.1
    done
    # shellcheck disable=SC2086 # a list of numbers
    kill -KILL $all 2>/dev/null
    wait "$1" 2>/dev/null
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# await_port HOST PORT PID: until something listens there, at most 20 s.
await_port() {
    local _
    for _ in $(seq 200); do
        # shellcheck disable=SC2016 # the inner shell's
        if "${INSIDE[@]}" bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null; then
            return 0
        fi
        kill -0 "$3" 2>/dev/null || break
        sleep 0.1
    done
    printf 'nothing listens on %s port %s:\n' "$1" "$2" >&2
    tail -n 20 "$WORK"/*.log >&2
    return 1
}

progress() {
    printf '%s %s\n' "$(date +%T)" "$*" >&2
}
