# shellcheck shell=bash
# A small file from a server that is far away: how many round trips until its first byte.

row_distance() {
    local ms=${DISTANCE_MS:-50} way
    distance_start "$ms"
    vsftpd_start none
    head -c 1024 /dev/urandom >"$FTP_HOME/near.bin"
    chown "$FTP_USER" "$FTP_HOME/near.bin"
    portal_start
    rclone_start http
    way curl "" "url = ftp://$FTP_HOST:$FTP_PORT/near.bin" "$(direct_login)"
    way portal "$PORTAL_PID" "url = $FILES/near.bin" "$(portal_login)"
    way rclone "$RCLONE_PID" "url = http://$RCLONE/near.bin"
    in_turns "${DISTANCE_ROUNDS:-15}" first_byte
    for way in "${WAYS[@]}"; do
        distance_line "$way" "$ms"
    done
    note "ping measured round trips of $DISTANCE ms (least/mean/most/deviation); curl connects and logs in each time, the others keep their sessions"
    return "${ROW_STATUS:-0}"
}

# The round that warms up asks three times.
first_byte() {
    local times=1 answer _
    [ "$ROUND" != 0 ] || times=3
    for _ in $(seq $times); do
        answer=$("${INSIDE[@]}" curl -fsSk -m 30 -o "$WORK/got" -K "$WORK/ways/$1" -w '%{time_starttransfer}') || return 1
    done
    cmp "$WORK/got" "$FTP_HOME/near.bin" || return 1
    keep "$1" "$answer" seconds
}

distance_line() {
    local way=$1 trips aim=
    [ -z "${WAY_FAILED[$way]:-}" ] || { failed_line "$way"; return; }
    trips=$(calc "$(kept "$way" seconds | median) * 1000 / $2")
    [ "$way" != portal ] || aim="at most 1.3 round trips: $(holds "$trips <= 1.3")"
    table_line "$ROW" "$way" "first byte after $trips round trips, $(calc "1000 * $(kept "$way" seconds | median)" %.0f) ms \
($(calc "1000 * $(kept "$way" seconds | lowest)" %.0f) to $(calc "1000 * $(kept "$way" seconds | highest)" %.0f))" \
        "$(calc "$(kept "$way" seconds | median) / $(kept "${WAYS[0]}" seconds | median)") of its time" "" "" "$aim"
}
