# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# Masters as hosts of their own: network namespaces, each with a cable to the hub, where balancer, database, FTP server
# and clients are, and one to the other masters.

CLUSTER_SIZE=${CLUSTER_SIZE:-3}
CLUSTER_NAME=ftpc$$
HUB=$CLUSTER_NAME-hub
FRONT=198.18.77 # of 198.18.0.0/15, which RFC 2544 keeps for tests; within these namespaces only
PRIVATE=198.18.78
HTTP_PORT=8080
declare -A NODE_PID=()

# network_start: the hub and all hosts
network_start() {
    local node
    FAULTS_SOURCES=
    hub_add "$HUB"
    ip -n "$HUB" addr add "$FRONT.1/24" dev front
    for node in $(seq 200 219); do
        ip -n "$HUB" addr add "$FRONT.$node/24" dev front
        FAULTS_SOURCES+=,$FRONT.$node
    done
    export FAULTS_SOURCES=${FAULTS_SOURCES#,} # the clients' addresses
    for node in $(nodes); do
        host_add "$node"
    done
    INSIDE=(ip netns exec "$HUB")
    FTP_INSIDE=("${INSIDE[@]}")
    FTP_HOST=$FRONT.1
}

hub_add() {
    ip netns add "$1"
    UNDO+=("ip netns del $1")
    small_buffers "$1"
    ip -n "$1" link set lo up
    ip -n "$1" link add front type bridge
    ip -n "$1" link add private type bridge
    ip -n "$1" link set front up
    ip -n "$1" link set private up
}

host_add() {
    local node=$1 host=$CLUSTER_NAME-$1 net
    ip netns add "$host"
    UNDO+=("ip netns del $host")
    small_buffers "$host"
    ip -n "$host" link set lo up
    for net in front private; do
        ip -n "$HUB" link add "$net$node" type veth peer name "$net" netns "$host"
        ip -n "$HUB" link set "$net$node" master "$net" up
        ip -n "$host" link set "$net" up
    done
    ip -n "$host" addr add "$FRONT.1$node/24" dev front
    ip -n "$host" addr add "$PRIVATE.1$node/24" dev private
}

# Else the sockets on the way would hold a whole file, and a killed node had nothing in flight.
small_buffers() {
    ip netns exec "$1" sysctl -qw net.ipv4.tcp_rmem="4096 16384 32768" net.ipv4.tcp_wmem="4096 16384 32768"
}

# cable NODE front|private up|down
cable() {
    ip -n "$HUB" link set "$2$1" "$3"
}

nodes() {
    seq "$CLUSTER_SIZE"
}

# all_nodes PREFIX SUFFIX: one each, with commas between
all_nodes() {
    local node text=
    for node in $(nodes); do
        text+=,$1$node$2
    done
    printf '%s' "${text#,}"
}

# cluster_settings: what all nodes share, in the environment
cluster_settings() {
    SECRET_KEY=$(openssl rand -hex 32)
    FERNET_KEY=$(openssl rand 32 | base64 | tr '+/' '-_')
    ADMIN_PASSWORD=$(openssl rand -hex 16)
    FTPCLUSTER_CLUSTER_MEMBERS=$(all_nodes "$PRIVATE.1" :5701)
    export SECRET_KEY FERNET_KEY FTPCLUSTER_ADMIN_PASSWORD=$ADMIN_PASSWORD \
        MASTER_URL=http://$FRONT.1:$HTTP_PORT FTPCLUSTER_TRUSTED_PROXIES=$FRONT.1 \
        FTPCLUSTER_CLUSTER_ENABLED=true FTPCLUSTER_CLUSTER_PORT=5701 \
        FTPCLUSTER_CLUSTER_MEMBERS
}

# node_start NODE: returns at once
node_start() {
    local node=$1 database=()
    # shellcheck disable=SC2153 # of the script
    if [ "$DATABASE" = owner ] && [ "$node" != 1 ]; then
        database=(FTPCLUSTER_DATABASE_URL=none)
    elif [ "$DATABASE" = postgres ]; then
        database=("${POSTGRES_SETTINGS[@]}")
    fi
    [ ! -e "$WORK/node$node.log" ] || cat "$WORK/node$node.log" >>"$WORK/node$node.before.log"
    start "node$node" ip netns exec "$CLUSTER_NAME-$node" env "${database[@]}" FTPCLUSTER_NODE_NAME="node$node" \
        FTPCLUSTER_HTTP_HOST="$FRONT.1$node" FTPCLUSTER_CLUSTER_HOST="$PRIVATE.1$node" \
        "$ROOT/ftpcluster" master --port "$HTTP_PORT" --data "$WORK/data$node"
    NODE_PID[$node]=$PID
}

# node_await NODE: until it says that it is ready, at most 60 s
node_await() {
    local _
    for _ in $(seq 600); do
        ! grep -q '^Portal ready at ' "$WORK/node$1.log" || return 0
        kill -0 "${NODE_PID[$1]}" 2>/dev/null || break
        sleep 0.1
    done
    printf 'node%s did not start:\n' "$1" >&2
    tail -n 20 "$WORK/node$1.log" >&2
    return 1
}

# node_signal SIGNAL NODE ...
node_signal() {
    local node signal=$1 pids=()
    shift
    for node in "$@"; do
        pids+=("${NODE_PID[$node]}")
    done
    kill "-$signal" "${pids[@]}"
}

# node_gone NODE SECONDS: waits for its end and says its exit code
node_gone() {
    local limit=$((SECONDS + $2)) status=0
    while kill -0 "${NODE_PID[$1]}" 2>/dev/null; do
        if ((SECONDS > limit)); then
            printf 'node%s still runs after %s s\n' "$1" "$2" >&2
            return 1
        fi
        sleep 0.02
    done
    wait "${NODE_PID[$1]}" || status=$?
    EXIT_CODE=$status
}

nodes_start() {
    local node
    for node in $(nodes); do
        node_start "$node"
        # The others wait for the first start's tables, or for the owner of the file.
        [ "$node" != 1 ] || node_await 1
    done
    for node in $(nodes); do
        node_await "$node"
    done
}
