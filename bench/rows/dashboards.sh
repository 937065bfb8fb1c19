# shellcheck shell=bash
# Open dashboards of a large fleet: what each more of them costs.

row_dashboards() {
    local agents=${DASHBOARDS_AGENTS:-10000} count few=0
    fleet_start "$agents"
    fleet_ask "connect ${AGENTS_CONNECT_SECONDS:-30}" 120
    fleet_measure "${DASHBOARDS_WARM_SECONDS:-20}"
    for count in 0 1 "${DASHBOARDS:-200}"; do
        reset_peak "$PORTAL_PID"
        fleet_ask "dashboards $count" 60
        fleet_measure 5 # those that open get all states first
        fleet_measure "${DASHBOARDS_SECONDS:-30}"
        dashboards_line "$count" "$few"
        few=$CORES
    done
    return "${ROW_STATUS:-0}"
}

# dashboards_line COUNT CORES_BEFORE
dashboards_line() {
    local seen='' aim=''
    [ "$1" = 0 ] || seen=", frame to the first one p99 $(answered to_dashboard_p99) ms"
    # What one more takes is the kernel's copying; a tick of this fleet encoded for each would be some cores' work.
    ((${1} < 2)) || aim="at most half a core more than with one: $(holds "$CORES - $2 <= 0.5")"
    table_line "$ROW" portal "$1 open: $CORES cores, $(answered dashboard_mb_per_second) MB/s to them all, \
$(answered dashboards_lost) lost$seen; GET /me p99 $(answered api_p99) ms" "" "" "$(peak_mib "$PORTAL_PID")" "$aim"
    [ "$(answered dashboards_lost)" = 0 ] || ROW_STATUS=1
}
