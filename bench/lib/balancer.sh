# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# HAProxy with conf/haproxy.cfg as it is, and one more frontend without TLS for the load, which says in each answer which
# node it is from.

# balancer_start HOST: sets ENTRY, host and port for clients
balancer_start() {
    local host=$1
    FTP_SECURITY=explicit
    certificate
    ENTRY=$host:$HTTP_PORT
    cat >"$WORK/balancer.cfg" <<CONF
frontend load
    mode http
    bind $ENTRY
    timeout client 150s
    http-request set-header X-Forwarded-For %[src]
    http-request set-header X-Forwarded-Proto http
    http-request del-header Forwarded
    http-request disable-l7-retry unless METH_GET
    http-after-response set-header X-Served-By %s
    use_backend links if { path /agent /live }
    default_backend nodes
CONF
    start balancer "${INSIDE[@]}" env BALANCER_HTTPS="$host:8443" BALANCER_HTTP="$host:8081" \
        BALANCER_CERTIFICATE="$WORK/both.pem" BALANCER_STATISTICS="$host:8404" BALANCER_NODE1="${FRONT}.11:$HTTP_PORT" \
        BALANCER_NODE2="${FRONT}.12:$HTTP_PORT" BALANCER_NODE3="${FRONT}.13:$HTTP_PORT" \
        haproxy -db -f "$BALANCER_CONFIGURATION" -f "$WORK/balancer.cfg"
    await_port "$host" "$HTTP_PORT" "$PID"
}

# balancer_await NODE: until it gives this node requests again, at most 20 s
balancer_await() {
    local _
    for _ in $(seq 100); do
        ! "${INSIDE[@]}" curl -fsS -m 5 "http://${ENTRY%:*}:8404/;csv" | grep "^nodes,node$1,.*,UP," >/dev/null || return 0
        sleep 0.2
    done
    printf 'the balancer does not see node%s\n' "$1" >&2
    return 1
}
