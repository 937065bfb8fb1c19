# shellcheck shell=bash disable=SC2034,SC2153 # the parts use what is set here
# What being one of three nodes costs an API call that needs nothing of another: the same call to a portal that is alone.

row_cluster() {
    local alone before after
    DATABASE=postgres CLUSTER_SIZE=3
    network_start
    host_add 4
    cluster_settings
    postgres_start "$FRONT.1"
    createdb_alone
    nodes_start
    start alone ip netns exec "$CLUSTER_NAME-4" env -u FTPCLUSTER_CLUSTER_ENABLED "${POSTGRES_SETTINGS[@]}" \
        "FTPCLUSTER_DATABASE_URL=jdbc:postgresql://$FRONT.1:5432/alone" FTPCLUSTER_HTTP_HOST="$FRONT.14" \
        "$ROOT/ftpcluster" master --port "$HTTP_PORT" --data "$WORK/data4"
    NODE_PID[4]=$PID
    cp "$WORK/alone.log" "$WORK/node4.log"
    cluster_await_alone
    mkdir "$WORK/ways"
    WAYS=(alone member)
    declare -A NODE=([alone]=4 [member]=1)
    for way in "${WAYS[@]}"; do
        PORTAL=http://$FRONT.1${NODE[$way]}:$HTTP_PORT
        portal_token admin "$ADMIN_PASSWORD"
        printf '%s' "$PORTAL_AUTH" >"$WORK/ways/$way.auth"
    done
    in_turns "${CLUSTER_ROUNDS:-7}" cluster_calls
    cluster_lines
}

createdb_alone() {
    PGPASSWORD=$(cat "$POSTGRES_DISK/password") "${INSIDE[@]}" "$POSTGRES/createdb" -h "$FRONT.1" -U ftpcluster alone
}

cluster_await_alone() {
    local _
    for _ in $(seq 300); do
        ! grep -q '^Portal ready at ' "$WORK/alone.log" || return 0
        sleep 0.1
    done
    cat "$WORK/alone.log" >&2
    return 1
}

# Longer in the round that warms up, so that the JVM has compiled.
cluster_calls() {
    local seconds=${CLUSTER_SECONDS:-4} answer before
    [ "$ROUND" != 0 ] || seconds=${CLUSTER_WARM_SECONDS:-15}
    before=$(cpu_ms "${NODE_PID[${NODE[$1]}]}")
    answer=$("${INSIDE[@]}" wrk -t 1 -c 16 -d "$seconds" --latency -H "Authorization: $(cat "$WORK/ways/$1.auth")" \
        "http://$FRONT.1${NODE[$1]}:$HTTP_PORT/me")
    ! grep -q 'Non-2xx' <<<"$answer" || { printf 'some answers were wrong\n'; return 1; }
    keep "$1" "$(awk '/^Requests\/sec:/ {print $2}' <<<"$answer")" rate
    keep "$1" "$(calc "($(cpu_ms "${NODE_PID[${NODE[$1]}]}") - $before) / $(awk '/ requests in / {print $1}' <<<"$answer")" %.4f)" cpu
}

cluster_lines() {
    local alone member way
    for way in "${WAYS[@]}"; do
        [ -z "${WAY_FAILED[$way]:-}" ] || { failed_line "$way"; return 1; }
    done
    alone=$(kept alone rate | median) member=$(kept member rate | median)
    table_line "$ROW" alone "GET /me, 16 connections: $alone requests/s, $(kept alone cpu | median) ms of CPU each" "" "" \
        "$(peak_mib "${NODE_PID[4]}")"
    table_line "$ROW" "one of three" "GET /me, 16 connections: $member requests/s, $(kept member cpu | median) ms of CPU each" \
        "$(calc "$member / $alone" %.2f)" "" "$(peak_mib "${NODE_PID[1]}")" "at least 0.9: $(holds "$member >= 0.9 * $alone")"
}
