# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# System users that real agents make for permissions: how soon one works, many at once, and ten thousand that need nothing.

row_accounts() {
    local name token answer
    FTP_SECURITY=none FTP_PORT=21 FTP_USER=nobody FTP_PASSWORD=none # of the portal's other server, which nothing asks
    portal_start
    portal_token admin "$ADMIN_PASSWORD"
    for name in one two three; do
        host_start "$name"
        token=$(printf '{"alias": "%s", "host": "127.0.0.1", "ftp_port": %s, "ftp_security": "none"}' "$name" "$HOST_PORT" |
            portal_curl -K "$WORK/portal.auth" --data @- "$PORTAL/servers" | sed 's/.*"agent_token":"\([^"]*\)".*/\1/')
        host_agent "$name" "$token"
    done
    start accounts env BENCH_AUTHORIZATION="$PORTAL_AUTH" python3 "$BENCH/load/accounts.py" "$PORTAL" "$WORK" \
        "${ACCOUNTS_ONE_BY_ONE:-30}" "${ACCOUNTS_AT_ONCE:-200}" "${ACCOUNTS:-10000}"
    wait "$PID" || { cat "$WORK/accounts.log" >&2; return 1; }
    answer=$(tail -n 1 "$WORK/accounts.log")
    progress "$ROW: $answer"
    accounts_lines "$answer"
}

# accounts_lines ANSWER
accounts_lines() {
    table_line "$ROW" portal "a permission until a file was put and read: median $(field "$1" one_p50) s, \
p95 $(field "$1" one_p95) s ($(field "$1" one) permissions)" "" "" "" "p95 under 2 s: $(holds "$(field "$1" one_p95) < 2")"
    table_line "$ROW" portal "$(field "$1" many) permissions at once on 3 servers: all work after $(field "$1" many_seconds) s" \
        "" "" "$(peak_mib "$PORTAL_PID")" "under 30 s: $(holds "$(field "$1" many_seconds) < 30")"
    table_line "$ROW" portal "$(field "$1" accounts) accounts of one server that are as they should be: compared within \
$(field "$1" compared_seconds) s" "" "" "" "under 5 s: $(holds "$(field "$1" compared_seconds) < 5"); no user was \
changed: $(holds "$(field "$1" changed) == 0")"
    note "one that is too many among them was found within $(field "$1" found_seconds) s"
    [ "$(field "$1" changed)" = 0 ] || ROW_STATUS=1
    return "${ROW_STATUS:-0}"
}
