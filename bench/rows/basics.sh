# shellcheck shell=bash
# What the portal itself takes, with the two FTP servers of its demo inside the same process.

row_basics() {
    local entries=${BASICS_ENTRIES:-10000} gib=${BASICS_GIB:-5} password started
    password=$(openssl rand -hex 16)
    export FTPCLUSTER_DEMO_PASSWORD=$password FTPCLUSTER_ADMIN_PASSWORD=$password
    started=$(date +%s%N)
    start portal "$ROOT/ftpcluster" demo --port 0 --data "$WORK/data"
    PORTAL_PID=$PID
    portal_await
    table_line "$ROW" portal "start to \"Portal ready\": $((($(date +%s%N) - started) / 1000000)) ms (asked every 100 ms)"
    sleep "${BASICS_IDLE_SECONDS:-10}" # what start-up left behind has settled
    table_line "$ROW" portal "idle" "" "" "$(awk '/^VmRSS:/ {printf "%d", $2 / 1024}' "/proc/$PORTAL_PID/status")"
    portal_token demo "$password"
    basics_listing "$entries"
    basics_large "$gib"
    basics_slow
}

basics_listing() {
    mkdir "$WORK/data/demo/beta/many"
    (cd "$WORK/data/demo/beta/many" && seq -f 'entry-%06.0f.txt' "$1" | xargs touch)
    way portal "$PORTAL_PID" "url = $PORTAL/ftp/demo/beta/many/" "$(portal_login)"
    in_turns 5 basics_list
    table_line "$ROW" portal "listing of $1 entries as JSON: first byte $(kept portal byte | median) s, \
all $(kept portal end | median) s"
}

basics_list() {
    local answer
    answer=$(curl -fsS -m 60 -o /dev/null -K "$WORK/ways/$1" -w '%{time_starttransfer} %{time_total}') || return 1
    keep "$1" "${answer% *}" byte
    keep "$1" "${answer#* }" end
}

basics_large() {
    local seconds before
    truncate -s "$1G" "$WORK/data/demo/beta/large.bin"
    before=$(cpu_ms "$PORTAL_PID")
    reset_peak "$PORTAL_PID"
    seconds=$(curl -fsS -m 200 -o /dev/null -K "$WORK/portal.auth" -w '%{time_total}' "$PORTAL/ftp/demo/beta/large.bin")
    table_line "$ROW" portal "one download of $1 GiB: $seconds s (CPU with that of the FTP server)" "" \
        "$(calc "($(cpu_ms "$PORTAL_PID") - $before) / 1000 / $1")" "$(peak_mib "$PORTAL_PID")"
}

basics_slow() {
    local clients=${SLOW_CLIENTS:-500} rate=${SLOW_BYTES_PER_SECOND:-102400} answer status=0
    head -c 1048576 /dev/urandom >"$WORK/data/demo/beta/slow.bin"
    reset_peak "$PORTAL_PID"
    answer=$(BENCH_AUTHORIZATION=$PORTAL_AUTH python3 "$BENCH/load/paced.py" "$PORTAL/ftp/demo/beta/slow.bin" "$clients" \
        "$rate" 1048576) || status=1
    table_line "$ROW" portal "$clients downloads at $rate B/s: $(field "$answer" whole) whole, $(field "$answer" at_once) at once, \
$(field "$answer" seconds) s" "" "" "$(peak_mib "$PORTAL_PID")" "no failure: $(holds "$(field "$answer" failed) == 0")"
    return $status
}
