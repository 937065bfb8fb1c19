# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# A backup of a portal that has something to lose, while people use it: by the command, and by the portal itself.

row_backup() {
    local answer
    FTP_SECURITY=none FTP_HOST=127.0.0.1 FTP_PORT=21 FTP_USER=nobody FTP_PASSWORD=none # nothing asks it
    mkdir "$WORK/backups"
    export FTPCLUSTER_BACKUP_DIR=$WORK/backups
    portal_start
    portal_token admin "$ADMIN_PASSWORD"
    start backup env -u FTPCLUSTER_BACKUP_DIR BENCH_AUTHORIZATION="$PORTAL_AUTH" python3 "$BENCH/load/backup.py" "$PORTAL" \
        "$WORK/data" "$WORK/backups" "${BACKUP_USERS:-10000}" "${BACKUP_SERVERS:-100}" "${BACKUP_DAYS:-30}" "$ROOT/ftpcluster"
    wait "$PID" || { cat "$WORK/backup.log" >&2; return 1; }
    answer=$(tail -n 1 "$WORK/backup.log")
    progress "$ROW: $answer"
    backup_line "$answer" command "by the command, $(field "$answer" command_made_seconds) s without its start"
    backup_line "$answer" portal "by the portal itself"
    note "database $(field "$answer" database_mib) MiB, backup $(field "$answer" backup_mib) MiB; before it, the slowest request took \
$(field "$answer" quiet_read_worst_ms) ms (GET /me) and $(field "$answer" quiet_write_worst_ms) ms (POST /servers); restore --check took \
$(field "$answer" check_seconds) s; requests that failed: $(field "$answer" wrong)"
    [ "$(field "$answer" wrong)" = 0 ] || ROW_STATUS=1
    return "${ROW_STATUS:-0}"
}

# backup_line ANSWER WAY TEXT
backup_line() {
    local read write
    read=$(field "$1" "$2_read_worst_ms")
    write=$(field "$1" "$2_write_worst_ms")
    table_line "$ROW" portal "$3: $(field "$1" "$2_seconds") s; slowest request meanwhile $read ms (GET /me), $write ms (POST /servers)" "" \
        "" "$(peak_mib "$PORTAL_PID")" "under 10 s: $(holds "$(field "$1" "$2_seconds") < 10"); no request over 500 ms: \
$(holds "$read < 500 && $write < 500")"
}
