# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# The portal as an operator runs it, with one user who may use one server.

INSIDE=() # what runs portal, peers and clients somewhere else: ip netns exec NAME

# portal_start: starts the master of this checkout with the variables of the environment; sets PORTAL, its URL, and
# PORTAL_PID. Waits at most 30 s.
portal_start() {
    ADMIN_PASSWORD=$(openssl rand -hex 16)
    FTPCLUSTER_ADMIN_PASSWORD=$ADMIN_PASSWORD portal_run 0
    portal_permit
}

# portal_run PORT
portal_run() {
    start portal "${INSIDE[@]}" "$ROOT/ftpcluster" master --port "$1" --data "$WORK/data"
    PORTAL_PID=$PID
    portal_await
}

# Stops it as a service manager does, waits at most 30 s for its end, and starts it again on the same port and data.
portal_restart() {
    local port=${PORTAL##*:} _
    kill -TERM "$PORTAL_PID"
    for _ in $(seq 300); do
        kill -0 "$PORTAL_PID" 2>/dev/null || break
        sleep 0.1
    done
    mv "$WORK/portal.log" "$WORK/portal.before.log"
    portal_run "$port"
}

portal_await() {
    local _
    PORTAL=
    for _ in $(seq 300); do
        PORTAL=$(sed -n 's/^Portal ready at \(http[^ ]*\).*/\1/p' "$WORK/portal.log")
        PORTAL=${PORTAL%/}
        [ -z "$PORTAL" ] || return 0
        kill -0 "$PORTAL_PID" 2>/dev/null || break
        sleep 0.1
    done
    cat "$WORK/portal.log" >&2
    return 1
}

# The account "bench", which sees the FTP server as the folder "server".
portal_permit() {
    local password trust=null
    password=$(openssl rand -hex 16)
    [ "$FTP_SECURITY" = none ] || trust="\"$(fingerprint)\""
    portal_token admin "$ADMIN_PASSWORD"
    portal_post /users "{\"username\": \"bench\", \"password\": \"$password\"}"
    portal_post /servers "{\"alias\": \"server\", \"host\": \"$FTP_HOST\", \"ftp_port\": $FTP_PORT,
        \"ftp_security\": \"$FTP_SECURITY\", \"tls_fingerprint\": $trust}"
    portal_post /permissions "{\"user_id\": \"bench\", \"server_id\": \"server\", \"ftp_username\": \"$FTP_USER\",
        \"user_pass\": \"$FTP_PASSWORD\"}"
    portal_token bench "$password"
    FILES=$PORTAL/ftp/bench/server
}

# portal_token NAME PASSWORD: sets PORTAL_AUTH, the Authorization header's value.
portal_token() {
    local answer
    answer=$(printf '{"username": "%s", "password": "%s"}' "$1" "$2" | portal_curl --data @- "$PORTAL/login")
    PORTAL_AUTH="Bearer $(printf '%s' "$answer" | sed 's/.*"token":"\([^"]*\)".*/\1/')"
    printf 'header = "Authorization: %s"\n' "$PORTAL_AUTH" >"$WORK/portal.auth"
}

portal_post() {
    printf '%s' "$2" | portal_curl -K "$WORK/portal.auth" --data @- -o /dev/null "$PORTAL$1"
}

portal_curl() {
    "${INSIDE[@]}" curl -fsSk -m 30 -H 'Content-Type: application/json' -H 'Accept: application/json' "$@"
}

# Whether this version has a setting, which are all in the example.
portal_knows() {
    grep -q "^#\?$1=" "$ROOT/conf/master.env.example"
}

portal_java() {
    readlink -f "/proc/$PORTAL_PID/exe"
}
