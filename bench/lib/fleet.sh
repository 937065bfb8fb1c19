# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# A portal with many simulated agents, all in one process (load/fleet), which takes one command after the other.

# fleet_start AGENTS: the portal and the agents' process; PORTAL_AUTH is the admin's.
fleet_start() {
    local user
    ulimit -n "$(ulimit -Hn)"
    if (($(ulimit -n) < $1 + 1000)); then
        printf '%s agents need as many open files and some more; ulimit -Hn is %s\n' "$1" "$(ulimit -Hn)" >&2
        return 1
    fi
    # As conf/master.env.example advises for thousands of agents.
    export FTPCLUSTER_JAVA_OPTS=${FTPCLUSTER_JAVA_OPTS:--Xms32m -Xmx512m -XX:+UseG1GC -XX:MaxGCPauseMillis=50 -XX:+UseCompactObjectHeaders}
    FTP_SECURITY=none FTP_PORT=21 FTP_USER=nobody FTP_PASSWORD=none # nothing asks the FTP server
    if [ -n "${AGENTS_TLS:-}" ]; then
        # Of the kind that is usual now, and half the handshake's work of RSA.
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
            -keyout "$WORK/key.pem" -out "$WORK/certificate.pem" 2>/dev/null
        export FTPCLUSTER_TLS_CERT=$WORK/certificate.pem FTPCLUSTER_TLS_KEY=$WORK/key.pem
    fi
    portal_start
    AGENTS_PORTAL=$PORTAL
    [ -z "${AGENTS_TLS:-}" ] || fleet_tls "$1"
    user=$PORTAL_AUTH
    portal_token admin "$ADMIN_PASSWORD"
    fleet_run "$user"
    fleet_ask "register $1" 200
    progress "$ROW: $ANSWER"
}

# fleet_tls AGENTS: speaks TLS to the portal for the simulated agents, which don't, with a handshake of its own for each one.
# Sets AGENTS_PORTAL.
fleet_tls() {
    local port
    port=$(free_port)
    AGENTS_PORTAL=http://127.0.0.1:$port
    cat >"$WORK/agents-tls.cfg" <<CONF
global
    maxconn $((2 * $1 + 1000))
defaults
    mode tcp
    timeout connect 10s
    timeout client 5m
    timeout server 5m
listen agents
    bind 127.0.0.1:$port
    server portal ${PORTAL#https://} ssl verify none no-ssl-reuse alpn http/1.1
CONF
    start agents-tls haproxy -db -f "$WORK/agents-tls.cfg"
    await_port 127.0.0.1 "$port" "$PID"
}

# fleet_run USER_AUTHORIZATION
fleet_run() {
    local jars="$ROOT/master-verticles/target/lib/*"
    ASKED=0
    fleet_classes
    mkfifo "$WORK/fleet.in"
    # shellcheck disable=SC2016 # the inner shell's; a program in the background has no other input
    BENCH_AUTHORIZATION=$PORTAL_AUTH BENCH_USER_AUTHORIZATION=$1 start fleet "${INSIDE[@]}" bash -c 'exec "${@:2}" <"$1"' _ \
        "$WORK/fleet.in" "$(portal_java)" -Xmx512m -XX:+UseSerialGC -cp "$WORK/classes:$jars" fleet.Fleet "${AGENTS_PORTAL:-$PORTAL}"
    FLEET_PID=$PID
    exec {FLEET_IN}>"$WORK/fleet.in"
}

fleet_classes() {
    "$(dirname "$(portal_java)")/javac" -d "$WORK/classes" -cp "$ROOT/master-verticles/target/lib/*" \
        "$BENCH"/load/fleet/*.java
}

# fleet_ask COMMAND SECONDS: sets ANSWER, waiting so long at most.
fleet_ask() {
    fleet_tell "$1"
    fleet_answer "$2"
}

fleet_tell() {
    ASKED=$((ASKED + 1))
    printf '%s\n' "$1" >&"$FLEET_IN"
}

fleet_answer() {
    local limit=$((SECONDS + $1))
    ANSWER=
    while ((SECONDS < limit)) && kill -0 "$FLEET_PID" 2>/dev/null; do
        ANSWER=$(sed -n '/^{.*}$/p' "$WORK/fleet.log" | sed -n "${ASKED}p")
        [ -z "$ANSWER" ] || return 0
        sleep 0.1
    done
    printf 'the agents say:\n' >&2
    tail -n 5 "$WORK/fleet.log" >&2
    return 1
}

# fleet_measure SECONDS: sets ANSWER, and CORES to what the portal took.
fleet_measure() {
    local before
    before=$(cpu_ms "$PORTAL_PID")
    fleet_ask "measure $1" $(($1 + 30))
    CORES=$(calc "($(cpu_ms "$PORTAL_PID") - $before) / 1000 / $(answered seconds)")
    progress "$ROW: $CORES cores, $ANSWER"
}

# answered NAME: a figure of ANSWER
answered() {
    field "$ANSWER" "$1"
}
