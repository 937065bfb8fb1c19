# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# What is printed: the machine's facts, one Markdown table line by line as it is measured, and notes.

table_facts() {
    printf 'Machine: %s cores (%s), %s, Linux %s, load %s at the start\n' "$(nproc)" \
        "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
        "$(awk '/MemTotal/ {printf "%d GiB", $2 / 1048576}' /proc/meminfo)" "$(uname -r)" "$(cut -d' ' -f1 /proc/loadavg)"
    printf 'Portal: %s %s, JVM options: %s\n' "$("$ROOT/ftpcluster" --version)" \
        "$(git -C "$ROOT" describe --always --dirty 2>/dev/null || true)" \
        "${FTPCLUSTER_JAVA_OPTS:-options of the launcher (heap of at most 256 MiB)}"
    printf 'Peers: %s, %s, %s, %s\n\n' "vsftpd $(version_of vsftpd)" "rclone $(version_of rclone)" \
        "Apache $(version_of apache2)" "curl $(version_of curl)"
}

version_of() {
    # shellcheck disable=SC2016 # dpkg's variable
    dpkg-query -W -f '${Version}' "$1" 2>/dev/null || printf '(unknown version)'
}

table_head() {
    printf '| row | way | result | beside the first way | CPU-s per GiB | most resident, MiB | aim |\n'
    printf '|---|---|---|---|---|---|---|\n'
}

# table_line ROW WAY RESULT [BESIDE [CPU [RESIDENT [AIM]]]]
table_line() {
    printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$1" "$2" "$3" "${4:-}" "${5:-}" "${6:-}" "${7:-}"
}

# A way that didn't work. That the portal didn't is a failure of the row.
failed_line() {
    table_line "$ROW" "$1" "FAILED: $(tr '\n|' '  ' <<<"${WAY_FAILED[$1]}")"
    [ "$1" != portal ] || ROW_STATUS=1
}

note() {
    printf -- '- %s: %s\n' "$ROW" "$*" >>"$NOTES"
}

table_notes() {
    [ ! -s "$NOTES" ] || { printf '\n'; cat "$NOTES"; }
}

# throughput_lines BYTES RATIO [CPU]: a line for each way; the first way is what the others are compared with, and the
# portal is to reach RATIO of its speed with at most CPU seconds per GiB.
throughput_lines() {
    local way base seconds cpu ratio aim
    base=$(kept "${WAYS[0]}" seconds | median)
    for way in "${WAYS[@]}"; do
        if [ -n "${WAY_FAILED[$way]:-}" ]; then
            failed_line "$way"
            continue
        fi
        seconds=$(kept "$way" seconds | median)
        ratio=$(calc "$base / $seconds")
        cpu=
        [ -z "${WAY_PID[$way]}" ] || cpu=$(calc "$(kept "$way" cpu | median) / 1000 / ($1 / 2^30)")
        aim=
        if [ "$way" = portal ]; then
            aim="at least $2 of direct: $(holds "$ratio >= $2")"
            [ -z "${3:-}" ] || aim="$aim; at most $3 CPU-s: $(holds "$cpu <= $3")"
        fi
        table_line "$ROW" "$way" "$(speed "$1" "$way")" "$ratio" "$cpu" \
            "$([ -z "${WAY_PID[$way]}" ] || peak_mib "${WAY_PID[$way]}")" "$aim"
    done
}

# speed BYTES WAY: the median, and the slowest and fastest round
speed() {
    printf '%s GB/s (%s to %s)' "$(calc "$1 / 1e9 / $(kept "$2" seconds | median)")" \
        "$(calc "$1 / 1e9 / $(kept "$2" seconds | highest)")" "$(calc "$1 / 1e9 / $(kept "$2" seconds | lowest)")"
}
