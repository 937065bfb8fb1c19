# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# Bare Debian machines that become servers: one by one command, one over SSH, and the others at once by a portal with a heap of 256 MiB.

row_provisioning() {
    local hosts=${PROVISIONING_HOSTS:-50} name answer
    if [ "$hosts" -lt 3 ]; then
        printf 'PROVISIONING_HOSTS is 3 at least\n' >&2
        return 2
    fi
    UNDO+=("'$ROOT/scripts/hosts.sh' down $(seq -f 'm%.0f' -s ' ' "$hosts")")
    "$ROOT/scripts/hosts.sh" build >&2
    allow_inotify $((hosts * 16))
    for name in $(seq -f 'm%.0f' "$hosts"); do
        # One after the other: many that boot at once are slower.
        "$ROOT/scripts/hosts.sh" up "$name" >>"$WORK/hosts"
    done
    provisioning_portal
    start provisioning env BENCH_AUTHORIZATION="$PORTAL_AUTH" python3 "$BENCH/load/provisioning.py" "$PORTAL" "$WORK/hosts" \
        "$ROOT/scripts/hosts.sh" "${FTPCLUSTER_HOSTS_DIR:-/var/tmp/ftpcluster-hosts}/id_ed25519"
    wait "$PID" || { cat "$WORK/provisioning.log" >&2; return 1; }
    answer=$(tail -n 1 "$WORK/provisioning.log")
    progress "$ROW: $answer"
    provisioning_lines "$answer"
}

# allow_inotify INSTANCES. Each systemd takes some six of the 128 that root has at first, for all machines together.
allow_inotify() {
    local limit=/proc/sys/fs/inotify/max_user_instances before
    before=$(<"$limit")
    if [ "$before" -lt "$1" ]; then
        UNDO+=("echo $before >$limit")
        echo "$1" >"$limit"
    fi
}

# The hosts reach this machine by the address of their bridge.
provisioning_portal() {
    local address
    address=$(sed -n 's/.* \([0-9.]*\)\.[0-9]*$/\1.1/p;q' "$WORK/hosts")
    ADMIN_PASSWORD=$(openssl rand -hex 16)
    PORT=$(free_port)
    # Another's setting: the portal takes no FTPCLUSTER_ that it doesn't know.
    start portal env -u FTPCLUSTER_HOSTS_DIR FTPCLUSTER_ADMIN_PASSWORD="$ADMIN_PASSWORD" FTPCLUSTER_HTTP_HOST="$address" \
        MASTER_URL="http://$address:$PORT" "$ROOT/ftpcluster" master --port "$PORT" --data "$WORK/data"
    PORTAL_PID=$PID
    portal_await
    portal_token admin "$ADMIN_PASSWORD"
}

# provisioning_lines ANSWER
provisioning_lines() {
    table_line "$ROW" portal "a bare machine until it is green, packages cached: by one command $(field "$1" command_seconds) s, \
over SSH and a byte in and out $(field "$1" ssh_seconds) s" "" "" "" \
        "under 60 s: $(holds "$(field "$1" command_seconds) < 60 && $(field "$1" ssh_seconds) < 60")"
    table_line "$ROW" portal "$(field "$1" many) machines at once over SSH: all green after $(field "$1" many_seconds) s" "" "" \
        "$(peak_mib "$PORTAL_PID")" "none failed: $(holds "$(field "$1" failed) == 0")"
    [ "$(field "$1" failed)" = 0 ] || ROW_STATUS=1
    return "${ROW_STATUS:-0}"
}
