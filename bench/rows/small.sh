# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# Many small files, 16 clients that keep their connections. In a network namespace of its own: thousands of data connections
# a second fill the table in which a firewall of the machine tracks them (262,144 for two minutes), and the way whose turn
# comes then would wait for connections that are dropped.

row_small() {
    local files=${SMALL_FILES:-2000} way
    declare -A FOLDER AUTHORIZATION
    namespace "bench-small-$BASHPID"
    INSIDE=(ip netns exec "bench-small-$BASHPID")
    FTP_INSIDE=("${INSIDE[@]}")
    vsftpd_start none
    (cd "$FTP_HOME" && head -c $((files * 1024)) /dev/urandom |
        split -b 1024 -a 6 --numeric-suffixes=1 --additional-suffix=.bin - small-)
    chown -R "$FTP_USER" "$FTP_HOME"
    portal_start
    rclone_start http
    apache_start
    "$(dirname "$(portal_java)")/javac" -d "$WORK/classes" "$BENCH/load/SmallFiles.java"
    WAYS=(rclone portal mod_proxy_ftp)
    WAY_PID=([rclone]=$RCLONE_PID [portal]=$PORTAL_PID [mod_proxy_ftp]=$APACHE_PID)
    mkdir "$WORK/ways"
    FOLDER=([rclone]=http://$RCLONE [portal]=$FILES [mod_proxy_ftp]=http://$APACHE)
    AUTHORIZATION=([portal]=$PORTAL_AUTH [mod_proxy_ftp]="Basic $(printf '%s' "$FTP_USER:$FTP_PASSWORD" | base64)")
    in_turns "${SMALL_ROUNDS:-3}" small_files "$files"
    for way in "${WAYS[@]}"; do
        small_line "$way"
    done
    return "${ROW_STATUS:-0}"
}

# small_load WAY FILES WARM SECONDS: requests/s, median, p99, wrong, own cores
small_load() {
    BENCH_AUTHORIZATION=${AUTHORIZATION[$1]:-} timeout 60 "${INSIDE[@]}" "$(portal_java)" -Xmx256m -XX:+UseSerialGC \
        -cp "$WORK/classes" SmallFiles "${FOLDER[$1]}" "$2" 1024 "${SMALL_CLIENTS:-16}" "$3" "$4"
}

# Until three loads in a row were not 5 % faster than the best one before, for any way.
small_warm() {
    local way=$1 best=0 calm=0 answer began=$SECONDS
    while ((calm < 3 && SECONDS - began < ${SMALL_WARM_SECONDS:-50})); do
        answer=$(small_load "$way" "$2" 0 4) || { echo "$answer"; return 1; }
        calm=$((calm + 1))
        if [ "$(holds "${answer%% *} > $best * 1.05")" = met ]; then
            best=${answer%% *}
            calm=0
        fi
    done
    echo $((SECONDS - began)) >"$WORK/ways/$way.warm"
}

small_files() {
    local way=$1 seconds=${SMALL_SECONDS:-6} warm=1 before answer
    if [ "$ROUND" = 0 ]; then
        small_warm "$way" "$2"
        return
    fi
    before=$(cpu_ms "${WAY_PID[$way]}")
    answer=$(small_load "$way" "$2" $warm "$seconds") ||
        { printf 'requests/s, median, p99, wrong, own cores: %s\n' "$answer"; return 1; }
    # shellcheck disable=SC2086 # words
    set -- $answer
    keep "$way" "$1" rate
    keep "$way" "$3" p99
    keep "$way" "$5" load
    keep "$way" "$(calc "($(cpu_ms "${WAY_PID[$way]}") - $before) / ($1 * ($warm + $seconds))" %.3f)" cpu
}

small_line() {
    local way=$1 rate ratio aim=
    [ -z "${WAY_FAILED[$way]:-}" ] || { failed_line "$way"; return; }
    rate=$(kept "$way" rate | median)
    ratio=$(calc "$rate / $(kept "${WAYS[0]}" rate | median)")
    [ "$way" != portal ] || aim="at least 1.2 of rclone: $(holds "$ratio >= 1.2")"
    table_line "$ROW" "$way" "$(calc "$rate" %.0f) requests/s ($(calc "$(kept "$way" rate | lowest)" %.0f) to \
$(calc "$(kept "$way" rate | highest)" %.0f)), p99 $(kept "$way" p99 | median) ms" "$ratio" "" \
        "$(peak_mib "${WAY_PID[$way]}")" "$aim"
    note "$way took $(kept "$way" cpu | median) ms of CPU a request, the clients $(kept "$way" load | median) cores; it \
was warmed up for $(kept "$way" warm) s"
}
