# shellcheck shell=bash
# Ten thousand agents on one portal; then it restarts.

row_agents() {
    local agents=${AGENTS:-10000} seconds=${AGENTS_CONNECT_SECONDS:-30} before after
    fleet_start "$agents"
    fleet_measure "${AGENTS_QUIET_SECONDS:-15}" # what the machine does to the API without agents
    note "without agents: $CORES cores, GET /me median $(answered api_p50) ms, p99 $(answered api_p99) ms"
    before=$(jvm_memory "$PORTAL_PID")
    reset_peak "$PORTAL_PID"
    fleet_ask "connect $seconds" $((seconds + 75))
    table_line "$ROW" portal "$(answered linked) of $agents agents linked in $(answered seconds) s, $(answered refused) refused" \
        "" "" "" "all: $(holds "$(answered linked) == $agents")"
    [ "$(answered linked)" = "$agents" ] || ROW_STATUS=1
    fleet_ask "dashboards 1" 30
    fleet_measure "${AGENTS_WARM_SECONDS:-30}" # so that the JVM has compiled
    fleet_measure "${AGENTS_SECONDS:-60}"
    after=$(jvm_memory "$PORTAL_PID")
    agents_lines "$agents" "$before" "$after"
    [ -n "${AGENTS_TLS:-}" ] || agents_restart "$agents"
    return "${ROW_STATUS:-0}"
}

# agents_lines AGENTS BEFORE AFTER: as jvm_memory says
agents_lines() {
    local heap_before outside_before resident_before heap outside resident each
    read -r heap_before outside_before resident_before <<<"$2"
    read -r heap outside resident <<<"$3"
    each=$(calc "($heap - $heap_before + $outside - $outside_before) / $1" %.1f)
    table_line "$ROW" portal "$(answered frames_per_second) frames/s: $CORES cores, $(answered lost_links) links lost" "" "" \
        "$(peak_mib "$PORTAL_PID")" "under 1 core: $(holds "$CORES < 1")"
    table_line "$ROW" portal "$each KiB a link: $(calc "($heap - $heap_before) / $1" %.1f) of heap, \
$(calc "($outside - $outside_before) / $1" %.1f) outside; heap in use $(calc "$heap / 1024" %.0f) MiB after a collection" "" "" \
        "$(calc "$resident / 1024" %.0f)" "under 512 MiB of heap: $(holds "$heap < 512 * 1024"); at most 25 KiB a link: \
$(holds "$each <= 25")"
    note "resident in all, with the heap's garbage: $(calc "($resident - $resident_before) / $1" %.1f) KiB more a link"
    table_line "$ROW" portal "frame to dashboard: median $(answered to_dashboard_p50) ms, p99 $(answered to_dashboard_p99) ms, \
most $(answered to_dashboard_most) ms ($(answered seen) frames seen)" "" "" "" \
        "p99 at most 1500 ms: $(holds "$(answered seen) > 0 && $(answered to_dashboard_p99) <= 1500")"
    table_line "$ROW" portal "GET /me each 20 ms: median $(answered api_p50) ms, p99 $(answered api_p99) ms, \
most $(answered api_most) ms, $(answered api_wrong) wrong" "" "" "" "p99 under 100 ms: $(holds "$(answered api_p99) < 100")"
    note "the agents took $(answered own_cores) cores; the dashboard got $(answered dashboard_mb_per_second) MB/s"
    [ "$(answered lost_links)$(answered api_wrong)" = 00 ] || ROW_STATUS=1
}

agents_restart() {
    local most=${AGENTS_RESTART_SECONDS:-90}
    fleet_tell "restart $most"
    sleep 1 # it has asked for the portal's health before that goes
    portal_restart
    fleet_answer $((most + 30))
    progress "$ROW: $ANSWER"
    table_line "$ROW" portal "restart: away for $(answered down) s, the last $(answered starting) of them starting; all $1 agents \
back $(answered back_after_ready) s later; at most $(answered most_connections) connections and $(answered most_welcomes) welcomes in a second; \
health failed $(answered failed) times, slowest $(answered slowest_health_ms) ms" "" "" \
        "$(peak_mib "$PORTAL_PID")" "all within 60 s: \
$(holds "$(answered linked) == $1 && $(answered back_after_down) >= 0 && $(answered back_after_down) <= 60"); \
no failed health check: $(holds "$(answered failed) == 0")"
    [ "$(answered linked)$(answered failed)" = "${1}0" ] || ROW_STATUS=1
}
