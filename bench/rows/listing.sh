# shellcheck shell=bash
# A folder with very many entries.

row_listing() {
    local entries=${LISTING_ENTRIES:-100000} way
    vsftpd_start none
    mkdir "$FTP_HOME/many"
    (cd "$FTP_HOME/many" && seq -f 'entry-%06.0f.txt' "$entries" | xargs touch)
    chown -R "$FTP_USER" "$FTP_HOME"
    portal_start
    # Without its cache of folders, as the portal asks the server each time too.
    rclone_start http --dir-cache-time 0s
    way direct "" "url = ftp://$FTP_HOST:$FTP_PORT/many/" "$(direct_login)"
    way "portal, JSON" "$PORTAL_PID" "url = $FILES/many/" "$(portal_login)" 'header = "Accept: application/json"'
    way "portal, HTML" "$PORTAL_PID" "url = $FILES/many/?all" "$(portal_login)" 'header = "Accept: text/html"'
    way rclone "$RCLONE_PID" "url = http://$RCLONE/many/"
    in_turns "${LISTING_ROUNDS:-3}" list "$entries"
    for way in "${WAYS[@]}"; do
        listing_line "$way"
    done
    return "${ROW_STATUS:-0}"
}

list() {
    local way=$1 answer
    [ -z "${WAY_PID[$way]}" ] || reset_peak "${WAY_PID[$way]}"
    answer=$(python3 "$BENCH/load/first_entry.py" entry- "$2" curl -fsSkN -m 60 -K "$WORK/ways/$way") ||
        { echo "$answer"; return 1; }
    # shellcheck disable=SC2086 # words
    set -- $answer
    keep "$way" "$1" byte
    keep "$way" "$2" entry
    keep "$way" "$3" end
    [ -z "${WAY_PID[$way]}" ] || keep "$way" "$(peak_mib "${WAY_PID[$way]}")" peak
}

listing_line() {
    local way=$1 aim=
    if [ -n "${WAY_FAILED[$way]:-}" ]; then
        failed_line "$way"
        [[ $way != portal* ]] || ROW_STATUS=1
        return
    fi
    [[ $way != portal* ]] || aim="first entries at once, memory bounded"
    table_line "$ROW" "$way" "first byte $(kept "$way" byte | median) s, first entry $(kept "$way" entry | median) s, \
all $(kept "$way" end | median) s" "$(calc "$(kept "$way" end | median) / $(kept "${WAYS[0]}" end | median)") of its time" "" \
        "$(kept "$way" peak | highest)" "$aim"
}
