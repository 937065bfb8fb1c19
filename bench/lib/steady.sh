# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# The steady load of load/cluster and the simulated agents of load/fleet, which take one command after the other.

# steady_start DOWNLOADS AGENTS
steady_start() {
    export FAULTS_ENTRY=$ENTRY FAULTS_ADMIN_PASSWORD=$ADMIN_PASSWORD FAULTS_FTP_HOST=$FTP_HOST FAULTS_FTP_PORT=$FTP_PORT \
        FAULTS_FTP_USER=$FTP_USER FAULTS_FTP_PASSWORD=$FTP_PASSWORD FAULTS_FILE_BYTES=$FILE_BYTES \
        FAULTS_BYTES_PER_SECOND=$BYTES_PER_SECOND FAULTS_NODES
    FAULTS_NODES=$(for node in $(nodes); do printf ',node%s=%s.1%s:%s' "$node" "$FRONT" "$node" "$HTTP_PORT"; done)
    FAULTS_NODES=${FAULTS_NODES#,}
    mkfifo "$WORK/steady.in"
    # shellcheck disable=SC2016 # the inner shell's; a program in the background has no other input
    start steady "${INSIDE[@]}" bash -c 'exec python3 "$2" <"$1"' _ "$WORK/steady.in" "$BENCH/load/cluster"
    STEADY_PID=$PID STEADY_ASKED=0
    exec {STEADY_IN}>"$WORK/steady.in"
    steady "start $1" 30
    PORTAL=http://$ENTRY PORTAL_PID=${NODE_PID[1]} PORTAL_AUTH="Bearer $(told token)"
    if (($2)); then
        fleet_run "$PORTAL_AUTH"
        fleet_ask "register $2" 200
        progress "$ANSWER"
        fleet_ask "connect 10" 90
        progress "$ANSWER"
    fi
}

# steady COMMAND SECONDS: sets ANSWER, waiting so long at most
steady() {
    local limit=$((SECONDS + $2))
    STEADY_ASKED=$((STEADY_ASKED + 1))
    printf '%s\n' "$1" >&"$STEADY_IN"
    ANSWER=
    while ((SECONDS <= limit)) && kill -0 "$STEADY_PID" 2>/dev/null; do
        ANSWER=$(sed -n '/^{.*}$/p' "$WORK/steady.log" | sed -n "${STEADY_ASKED}p")
        if [ -n "$ANSWER" ]; then
            [ "$(told error)" = "" ] || { printf '%s: %s\n' "$1" "$(told error)" >&2; return 1; }
            return 0
        fi
        sleep 0.02
    done
    printf 'no answer to "%s":\n' "$1" >&2
    tail -n 5 "$WORK/steady.log" >&2
    return 1
}

# told NAME: a value of ANSWER, nothing when it isn't there
told() {
    python3 -c 'import json, sys; print(json.loads(sys.argv[1]).get(sys.argv[2], ""))' "$ANSWER" "$1"
}
