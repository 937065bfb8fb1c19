# shellcheck shell=bash
# Many clients at once, each of which reads at its own slow pace.

row_many() {
    local clients=${MANY_CLIENTS:-1000} mib=${MANY_MIB:-20} rate=${MANY_BYTES_PER_SECOND:-1000000} name
    # One login serves all of them, and no other limit is measured here.
    export FTPCLUSTER_FTP_SESSIONS_PER_LOGIN=$((2 * clients))
    for name in FTPCLUSTER_TRANSFERS_PER_USER FTPCLUSTER_TRANSFERS_PER_SERVER; do
        ! portal_knows $name || export "$name=$((2 * clients))"
    done
    ulimit -n "$(ulimit -H -n)"
    vsftpd_start none
    random_file paced.bin "$mib"
    many_portal "$clients" "$rate" $((mib * 1048576))
    many_rclone "$clients" "$rate" $((mib * 1048576))
    return "${ROW_STATUS:-0}"
}

# After a small load that warms up. The two ways share nothing but the server, and run one after the other, each alone.
many_portal() {
    portal_start
    BENCH_AUTHORIZATION=$PORTAL_AUTH python3 "$BENCH/load/paced.py" "$FILES/paced.bin" 50 100000000 "$3" >/dev/null || true
    BENCH_AUTHORIZATION=$PORTAL_AUTH many_measure portal "$PORTAL_PID" "$FILES/paced.bin" "$@" || ROW_STATUS=1
    end_tree "$PORTAL_PID" || true
}

many_rclone() {
    rclone_start http
    python3 "$BENCH/load/paced.py" "http://$RCLONE/paced.bin" 50 100000000 "$3" >/dev/null || true
    many_measure rclone "$RCLONE_PID" "http://$RCLONE/paced.bin" "$@" || true
}

# many_measure WAY PID URL CLIENTS RATE BYTES
many_measure() {
    local way=$1 pid=$2 before answer status=0 cpu aim=
    progress "many: $way"
    before=$(cpu_ms "$pid")
    answer=$(python3 "$BENCH/load/paced.py" "$3" "$4" "$5" "$6") || status=1
    cpu=$(calc "($(cpu_ms "$pid") - $before) / 1000 / ($4 * $6 / 2^30)")
    if [ "$way" = portal ]; then
        aim="no failure: $(holds "$(field "$answer" failed) == 0"); all at once: \
$(holds "$(field "$answer" at_once) == $4"); fair within 10 %: \
$(holds "$(field "$answer" spread) <= 0.1")"
    fi
    table_line "$ROW" "$way" "$(field "$answer" whole) of $4 whole, $(field "$answer" at_once) at once; MB/s each: \
$(field "$answer" slowest) slowest, $(field "$answer" p5) p5, $(field "$answer" median) median, $(field "$answer" p95) p95, \
$(field "$answer" fastest) fastest; (fastest - slowest) / median $(field "$answer" spread)" "" "$cpu" "$(peak_mib "$pid")" "$aim"
    note "$way: all took $(field "$answer" seconds) s, the clients $(field "$answer" own_cores) cores" \
        "$(field "$answer" first_failure)"
    return $status
}
