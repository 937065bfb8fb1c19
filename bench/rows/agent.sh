# shellcheck shell=bash
# One real agent beside two programs that do a like job, all three at the same time; then the agent's link is cut again
# and again.

row_agent() {
    local seconds=${AGENT_SECONDS:-60} way
    agent_start keep
    agent_ready
    WAYS=(agent)
    WAY_PID=([agent]=$AGENT_PID)
    exporter_start
    netdata_start
    agent_start hang-up
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

# agent_start keep|hang-up: an agent with a portal's end of its own; sets AGENT_PID, AGENT_PORTAL_LOG, AGENT_STARTED.
agent_start() {
    local port _
    AGENT_PORTAL_LOG=$WORK/portal-$1.log
    start "portal-$1" python3 "$BENCH/load/lone_portal.py" "$1"
    for _ in $(seq 200); do
        port=$(sed -n 's/^port //p' "$AGENT_PORTAL_LOG")
        [ -z "$port" ] || break
        sleep 0.1
    done
    # The token's form is checked, its value isn't.
    (umask 077 && printf 'MASTER_URL=http://127.0.0.1:%s\nAGENT_TOKEN=fca_%s\nAGENT_FTP_ROOT=/\n' "$port" \
        "$(openssl rand 32 | base64 | tr '+/' '-_' | tr -d '=\n')" >"$WORK/agent-$1.env")
    AGENT_STARTED=$(date +%s%3N)
    start "agent-$1" "$ROOT/ftpcluster" agent --config "$WORK/agent-$1.env"
    AGENT_PID=$PID
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
        at=$(sed -n "s/^$1 //p" "$AGENT_PORTAL_LOG")
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

# The other agent's portal hangs up after each welcome; the agent comes back after 0 to 2 s.
agent_reconnects() {
    local wanted=${AGENT_RECONNECTS:-200} limit=$((SECONDS + ${AGENT_RECONNECT_SECONDS:-150})) from early late links
    from=$(agent_links)
    early=$(agent_memory)
    while ((SECONDS < limit && $(agent_links) < wanted)); do
        sleep 0.5
    done
    links=$(($(agent_links) - from))
    late=$(agent_memory)
    table_line "$ROW" agent "heap after a collection ${early% *} KiB after $from links and ${late% *} KiB after $links more; \
resident ${early#* } and ${late#* } KiB" "" "" "$(calc "${late#* } / 1024" %.0f)" \
        "no growth over reconnects: $(holds "$links > 0 && ${late% *} - ${early% *} < 512")"
    ((links > 0)) || ROW_STATUS=1
}

agent_links() {
    sed -n 's/^links //p' "$AGENT_PORTAL_LOG" | tail -n 1
}

agent_memory() {
    jvm_memory "$AGENT_PID"
}
