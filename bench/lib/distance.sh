# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# Two network namespaces with a long line between them: the FTP server in one, everything else in the other.

# distance_start MS: makes a round trip of so many ms, and sets INSIDE, FTP_INSIDE and FTP_HOST; DISTANCE is what ping
# measures: least, mean, most and deviation in ms.
distance_start() {
    local near=bench-near-$$-$BASHPID far=bench-far-$$-$BASHPID _
    local a=bn$BASHPID b=bf$BASHPID
    namespace "$near"
    namespace "$far"
    start distance python3 "$BENCH/load/distance.py" "$a" "$b" "$(calc "$1 / 2000" %.6f)"
    for _ in $(seq 100); do
        ! grep -q ready "$WORK/distance.log" || break
        sleep 0.1
    done
    line_end "$near" "$a" 10.99.0.1 10.99.0.2
    line_end "$far" "$b" 10.99.0.2 10.99.0.1
    INSIDE=(ip netns exec "$near")
    FTP_INSIDE=(ip netns exec "$far")
    FTP_HOST=10.99.0.2
    DISTANCE=$("${INSIDE[@]}" ping -q -c 10 -i 0.2 -W 2 $FTP_HOST | sed -n 's|^rtt [^=]*= \([0-9./]*\) ms.*|\1|p')
    local least=${DISTANCE%%/*} # the mean has the delays of a busy machine in it
    if [ "$(holds "${least:-0} >= $1 - 1 && ${least:-0} <= $1 + 1")" != met ]; then
        printf 'the round trip is %s ms in place of %s\n' "$DISTANCE" "$1" >&2
        return 1
    fi
}

namespace() {
    ip netns add "$1"
    UNDO+=("ip netns delete $1")
    ip -n "$1" link set lo up
}

# line_end NAMESPACE DEVICE OWN_ADDRESS OTHER_ADDRESS
line_end() {
    ip link set "$2" netns "$1"
    ip -n "$1" address add "$3" peer "$4" dev "$2"
    ip -n "$1" link set "$2" up
}
