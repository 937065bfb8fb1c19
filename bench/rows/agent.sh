# shellcheck shell=bash
# One real agent beside two programs that do a like job, all three at the same time; then the agent's link is cut again
# and again.

row_agent() {
    local seconds=${AGENT_SECONDS:-60} way
    agent_start
    agent_ready
    WAYS=(agent)
    WAY_PID=([agent]=$AGENT_PID)
    exporter_start
    netdata_start
    sleep "${AGENT_WARM_SECONDS:-20}"
    declare -A before
    for way in "${WAYS[@]}"; do
        reset_peak "${WAY_PID[$way]}"
        before[$way]=$(cpu_ms "${WAY_PID[$way]}")
    done
    agent_scrapes "$seconds"
    for way in "${WAYS[@]}"; do
        agent_line "$way" "$(calc "($(cpu_ms "${WAY_PID[$way]}") - ${before[$way]}) / 10 / $seconds" %.2f)"
    done
    agent_reconnects
    return "${ROW_STATUS:-0}"
}

agent_start() {
    lone_portal keep
    # The token's form is checked, its value isn't.
    (umask 077 && printf 'MASTER_URL=http://127.0.0.1:%s\nAGENT_TOKEN=fca_%s\nAGENT_FTP_ROOT=/\n' "$PORT" \
        "$(openssl rand 32 | base64 | tr '+/' '-_' | tr -d '=\n')" >"$WORK/agent.env")
    AGENT_STARTED=$(date +%s%3N)
    start agent "$ROOT/ftpcluster" agent --config "$WORK/agent.env"
    AGENT_PID=$PID
}

# lone_portal keep|hang-up: sets PORT; what it has seen is in $WORK/portal-$1.log
lone_portal() {
    local _
    start "portal-$1" python3 "$BENCH/load/lone_portal.py" "$1"
    for _ in $(seq 100); do
        PORT=$(sed -n 's/^port //p' "$WORK/portal-$1.log")
        [ -z "$PORT" ] || return 0
        sleep 0.1
    done
    return 1
}

agent_ready() {
    local hello first
    hello=$(agent_saw hello)
    first=$(agent_saw telemetry)
    table_line "$ROW" agent "start to its hello $hello ms, to its first telemetry $first ms" "" "" "" \
        "ready within 2 s: $(holds "$hello > 0 && $hello <= 2000")"
    [ "$hello" -gt 0 ] || ROW_STATUS=1
}

# agent_saw FRAME: milliseconds from the start to the first one, or -1 after 20 s
agent_saw() {
    local at _
    for _ in $(seq 200); do
        at=$(sed -n "s/^$1 //p" "$WORK/portal-keep.log")
        [ -z "$at" ] || { echo $((at - AGENT_STARTED)); return; }
        sleep 0.1
    done
    echo -1
}

exporter_start() {
    agent_peer prometheus-node-exporter prometheus-node-exporter || return 0
    EXPORTER=127.0.0.1:$(free_port)
    start exporter prometheus-node-exporter --web.listen-address="$EXPORTER"
    WAYS+=(node_exporter)
    WAY_PID["node_exporter"]=$PID
    await_port 127.0.0.1 "${EXPORTER##*:}" "$PID"
}

# As it comes, but for its folders and its port: it measures each second, what the other two do each 5 s.
netdata_start() {
    local port
    agent_peer netdata netdata-core || return 0
    port=$(free_port)
    mkdir -p "$WORK/netdata/cache" "$WORK/netdata/lib" "$WORK/netdata/log"
    printf '[global]\n run as user = root\n[directories]\n cache = %s/cache\n lib = %s/lib\n log = %s/log\n[web]\n bind to = 127.0.0.1:%s\n' \
        "$WORK/netdata" "$WORK/netdata" "$WORK/netdata" "$port" >"$WORK/netdata.conf"
    start netdata netdata -D -c "$WORK/netdata.conf" -P "$WORK/netdata/netdata.pid"
    WAYS+=(netdata)
    WAY_PID["netdata"]=$PID
    await_port 127.0.0.1 "$port" "$PID"
}

# agent_peer PROGRAM PACKAGE: whether it is there; without it the row goes on.
agent_peer() {
    command -v "$1" >/dev/null || apt_install "$2" || true
    command -v "$1" >/dev/null || { note "without $1, as $2 could not be installed"; return 1; }
}

# An exporter measures when it is asked.
agent_scrapes() {
    local end=$((SECONDS + $1))
    while ((SECONDS < end)); do
        [ -z "${EXPORTER:-}" ] || curl -fsS -m 5 -o /dev/null "http://$EXPORTER/metrics"
        sleep 5
    done
}

# agent_line WAY PERCENT
agent_line() {
    local resident aim=
    resident=$(peak_mib "${WAY_PID[$1]}")
    [ "$1" != agent ] || aim="at most 64 MiB: $(holds "$resident <= 64"); at most 0.5 % of a core: $(holds "$2 <= 0.5")"
    table_line "$ROW" "$1" "$2 % of a core" "" "" "$resident" "$aim"
}

# The agent's own link by itself, with its waits cut short, as 100,000 links would else take a month.
agent_reconnects() {
    local answer jar home options
    jar=$(tr '\0' '\n' <"/proc/$AGENT_PID/cmdline" | grep '\.jar$')
    home=$(FTPCLUSTER_JAVA_OPTS=-XshowSettings:properties "$ROOT/ftpcluster" --version 2>&1 |
        sed -n 's/^ *java\.home = //p')
    lone_portal hang-up
    "$home/bin/javac" --release 17 -d "$WORK/classes" -cp "$jar" "$BENCH/load/Reconnects.java"
    mapfile -t options < <(tr '\0' '\n' <"/proc/$AGENT_PID/cmdline" | grep '^-X')
    answer=$(MALLOC_ARENA_MAX=1 timeout $((${AGENT_RECONNECT_SECONDS:-150} + 30)) \
        "$(readlink -f "/proc/$AGENT_PID/exe")" "${options[@]}" -cp "$WORK/classes:$jar" Reconnects "$PORT" \
        "${AGENT_RECONNECTS:-100000}" "${AGENT_RECONNECT_SECONDS:-150}")
    progress "$ROW: $answer"
    table_line "$ROW" "agent's link" "$(field "$answer" links) links in $(field "$answer" seconds) s; heap after a collection \
$(field "$answer" early_heap) KiB after $(field "$answer" early_links) and $(field "$answer" late_heap) KiB after all, \
open files $(field "$answer" early_files) and $(field "$answer" late_files), \
threads $(field "$answer" early_threads) and $(field "$answer" late_threads)" "" "" \
        "$(calc "$(field "$answer" late_resident) / 1024" %.0f)" "no growth: \
$(holds "$(field "$answer" late_heap) - $(field "$answer" early_heap) < 100 \
&& $(field "$answer" late_files) - $(field "$answer" early_files) < 5")"
}
