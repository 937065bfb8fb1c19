#!/usr/bin/env bash
# shellcheck disable=SC2317,SC2034,SC2153 # faults are called by their names; the parts use what is set here
# Kills, stops, freezes and cuts off masters of a cluster, and restarts and fills their database, under a steady load
# through HAProxy; looks what failed, what was lost and how long it took until all was whole. Prints one table; exit code 1
# when a promise was broken. bench/README.md says more. Needs root; makes network namespaces, a system user and a small
# file system in memory, and removes them on any exit.
set -euo pipefail

BENCH=$(cd "$(dirname "$0")" && pwd -P)
ROOT=$(dirname "$BENCH")
ALL_FAULTS="kill9 term freeze split cut pgrestart pgfull killall roll"
FAULTS=${FAULTS:-$ALL_FAULTS}
DATABASE=${DATABASE:-postgres}            # or "owner": the first node owns an SQLite file
BALANCER_CONFIGURATION=${BALANCER_CONFIGURATION:-$ROOT/conf/haproxy.cfg}
VICTIM=${VICTIM:-}                        # the node that is hurt where it is one; else they take turns
AGENTS=${AGENTS:-500}
DOWNLOADS=${DOWNLOADS:-200}               # at once
FILE_BYTES=${FILE_BYTES:-1500000}         # of each
BYTES_PER_SECOND=${BYTES_PER_SECOND:-150000}
WARM_SECONDS=${WARM_SECONDS:-30}          # of load before the first fault, so that JVMs have compiled
FREEZE_SECONDS=${FREEZE_SECONDS:-60}
CUT_SECONDS=${CUT_SECONDS:-30}
FULL_SECONDS=${FULL_SECONDS:-15}
WHOLE_SECONDS=${WHOLE_SECONDS:-90}        # the longest wait for it
AGENTS_BACK_SECONDS=${AGENTS_BACK_SECONDS:-5}
RUN_SECONDS=${RUN_SECONDS:-1500}          # no fault begins later

for part in needs processes measure table vsftpd fleet portal cluster postgres balancer steady; do
    # shellcheck source=/dev/null
    . "$BENCH/lib/$part.sh"
done
NEEDS="vsftpd:vsftpd haproxy:haproxy curl:curl openssl:openssl python3:python3 ip:iproute2 ps:procps useradd:passwd
    setpriv:util-linux"
for fault in $FAULTS; do
    [[ " $ALL_FAULTS " = *" $fault "* ]] || { printf 'No fault "%s"; there are: %s\n' "$fault" "$ALL_FAULTS" >&2; exit 2; }
done

fault_kill9() {
    TITLE="kill -9 of one node" PROMISE=flight
    begin
    node_signal KILL "$HURT"
    node_gone "$HURT" 10
    steady gone 5
    agents_back "$AGENTS_BACK_SECONDS"
    steady mended 5
    node_start "$HURT"
    node_await "$HURT"
}

fault_term() {
    TITLE="SIGTERM to one node, and its start" PROMISE=none
    begin
    stop_and_start "$HURT"
    steady mended 5
}

fault_freeze() {
    TITLE="one node frozen for $FREEZE_SECONDS s" PROMISE=agree
    begin
    node_signal STOP "$HURT"
    sleep "$FREEZE_SECONDS"
    node_signal CONT "$HURT"
    steady mended 5
}

fault_split() {
    TITLE="one node cut off from the others for $CUT_SECONDS s, not from balancer and database" PROMISE=agree
    begin
    cable "$HURT" private down
    sleep "$CUT_SECONDS"
    cable "$HURT" private up
    steady mended 5
}

fault_cut() {
    TITLE="one node cut off from everything for $CUT_SECONDS s" PROMISE=agree
    begin
    cable "$HURT" private down
    cable "$HURT" front down
    sleep "$CUT_SECONDS"
    cable "$HURT" front up
    cable "$HURT" private up
    steady mended 5
}

fault_pgrestart() {
    TITLE="PostgreSQL restarted" PROMISE=agree
    begin
    postgres_restart
    steady mended 5
}

fault_pgfull() {
    TITLE="PostgreSQL's disk full for $FULL_SECONDS s" PROMISE=agree
    begin
    postgres_fill_disk
    sleep "$FULL_SECONDS"
    postgres_free_disk
    steady mended 5
}

fault_killall() {
    local node
    TITLE="kill -9 of all nodes at once, and their start" PROMISE=agree
    begin
    # shellcheck disable=SC2046 # numbers
    node_signal KILL $(nodes)
    for node in $(nodes); do
        node_gone "$node" 10
    done
    steady gone 5
    steady mended 5
    for node in $(nodes); do
        node_start "$node"
    done
    for node in $(nodes); do
        node_await "$node"
    done
}

fault_roll() {
    local node
    TITLE="SIGTERM to one node after the other, and their start" PROMISE=none
    begin
    for node in $(nodes); do
        stop_and_start "$node"
        balancer_await "$node"
    done
    steady mended 5
}

# stop_and_start NODE
stop_and_start() {
    node_signal TERM "$1"
    node_gone "$1" 60
    [ "$EXIT_CODE" = 0 ] || BROKEN+="node$1 ended with exit code $EXIT_CODE; "
    node_start "$1"
    node_await "$1"
}

begin() {
    # With SQLite the first one has the database.
    HURT=${VICTIM:-$((HURT % CLUSTER_SIZE + 1))}
    [ "$DATABASE$HURT" != owner1 ] || HURT=2
    BROKEN=
    AWAY="-"
    progress "$TITLE"
    ((AGENTS == 0)) || fleet_ask "losses 0" 5
    steady begin 5
    sleep 3
    steady fault 5
}

# agents_back SECONDS: all are linked again, none of them later
agents_back() {
    ((AGENTS)) || return 0
    fleet_ask "losses 30" 35
    AWAY="$(answered lost_links) lost, back within $(answered longest_away) s"
    if [ "$(answered linked)" != "$AGENTS" ]; then
        BROKEN+="only $(answered linked) of $AGENTS agents came back; "
    elif [ "$(holds "$(answered longest_away) <= $1")" != met ]; then
        BROKEN+="agents were away for $(answered longest_away) s; "
    fi
}

# Waits until all is whole and prints the fault's line.
account() {
    local whole
    steady "whole $AGENTS $WHOLE_SECONDS" $((WHOLE_SECONDS + 30))
    whole="$(told whole) s"
    if [ "$(told whole)" = -1 ]; then
        whole="not within $WHOLE_SECONDS s"
        BROKEN+="not whole: $(told problem); "
    fi
    if ((AGENTS)) && [ "$AWAY" = "-" ]; then
        fleet_ask "losses 60" 65
        AWAY="$(answered lost_links) lost, back within $(answered longest_away) s"
    fi
    steady "end $PROMISE node$HURT" 120
    progress "$ANSWER"
    BROKEN+=$(told broken)
    BROKEN=${BROKEN%; }
    printf '| %s | %s | %s | %s | %s | %s | %s | %s |\n' "$TITLE" \
        "$(told login), $(told api), $(told write), $(told download)" \
        "$(told failed_login), $(told failed_api), $(told failed_write), $(told failed_download)" \
        "$(told failing_seconds) s; slowest answer $(told slowest) s" "$(nothing "$(told lost)")" "$AWAY" "$whole" \
        "$([ -z "$BROKEN" ] && echo kept || printf '**broken**: %s' "$BROKEN")"
    [ -z "$BROKEN" ] || FAILED=1
}

nothing() {
    printf '%s' "${1:-nothing}"
}

facts() {
    printf 'Machine: %s cores (%s), %s, Linux %s, load %s at the start\n' "$(nproc)" \
        "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
        "$(awk '/MemTotal/ {printf "%d GiB", $2 / 1048576}' /proc/meminfo)" "$(uname -r)" "$(cut -d' ' -f1 /proc/loadavg)"
    printf 'Portal: %s %s; HAProxy %s, PostgreSQL %s, vsftpd %s\n' "$("$ROOT/ftpcluster" --version)" \
        "$(git -C "$ROOT" describe --always --dirty 2>/dev/null || true)" "$(version_of haproxy)" \
        "$(if [ "$DATABASE" = owner ]; then echo 'not used (SQLite of node1)'; else version_of postgresql-15; fi)" \
        "$(version_of vsftpd)"
    printf 'Load: %s downloads at once, %s agents, logins, calls and writes all the time\n\n' "$DOWNLOADS" "$AGENTS"
    printf '| fault | requests: logins, calls, writes, downloads | failed | failing for | acknowledged and lost '
    printf '| agents | whole after | promises |\n|---|---|---|---|---|---|---|---|\n'
}

finish() {
    local status=$? pid
    trap - EXIT
    set +e
    for pid in "${NODE_PID[@]}"; do
        kill -KILL "$pid" 2>/dev/null # whoever is frozen, or drains
    done
    row_cleanup
    exit "$status"
}

install_needs
[ "$DATABASE" = owner ] || [ -d /usr/lib/postgresql ] || apt_install postgresql
"$ROOT/ftpcluster" --version >/dev/null # builds when needed
STARTED=() UNDO=() FAILED=0 HURT=0
WORK=$(mktemp -d)
MEMORY=$(mktemp -d -p /dev/shm)
chmod 711 "$WORK" "$MEMORY" # the servers' users pass through
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

facts
network_start
vsftpd_start none
python3 -c 'import random, sys; sys.stdout.buffer.write(random.Random(5).randbytes(int(sys.argv[1])))' "$FILE_BYTES" \
    >"$FTP_HOME/file"
chown "$FTP_USER" "$FTP_HOME/file"
[ "$DATABASE" = owner ] || postgres_start "$FRONT.1"
cluster_settings
balancer_start "$FRONT.1"
progress "starting $CLUSTER_SIZE nodes"
nodes_start
steady_start "$DOWNLOADS" "$AGENTS"
sleep "$WARM_SECONDS"
steady "whole $AGENTS 60" 70
progress "before: $ANSWER"
for fault in $FAULTS; do
    if ((SECONDS > RUN_SECONDS)); then
        printf '| %s | not run: %s s are over | | | | | | |\n' "$fault" "$RUN_SECONDS"
        FAILED=1
        continue
    fi
    "fault_$fault"
    account
done
exit "$FAILED"
