# shellcheck shell=bash disable=SC2154 # the launchers, of a checkout and of an installation, say where things are
# How the portal is started, for both launchers. They set java, jar, aot_cache and agent_program.

# What the figures in docs/performance.md were measured with; more heap than this is rarely needed.
DEFAULT_JAVA_OPTS="-Xms32m -Xmx256m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders"

# Always: Hazelcast asks the JDK for its internals, and the JDK would warn about that on the terminal.
# And a JVM that is out of memory ends with a word and exit code 3, so that whoever supervises it starts it again: half of
# its threads may be dead.
FIXED_JAVA_OPTS="--sun-misc-unsafe-memory-access=allow -XX:+ExitOnOutOfMemoryError"

fail() {
    printf 'ftpcluster: %s\n' "$*" >&2
    exit 1
}

# launch ARGUMENTS... becomes the JVM.
launch() {
    local options
    # Without a UTF-8 locale, as in many containers, the JVM can't name a file with an umlaut.
    [ "$(locale charmap 2>/dev/null)" = UTF-8 ] || export LC_ALL=C.UTF-8

    # The agent goes alone to the servers: its own script finds any Java from 17 on.
    if [ "${1:-}" = agent ]; then
        shift
        exec "$agent_program" "$@"
    fi
    # shellcheck disable=SC2206 # the options are a list of words by intent
    options=($FIXED_JAVA_OPTS ${FTPCLUSTER_JAVA_OPTS:-$DEFAULT_JAVA_OPTS})
    case ${1:-} in
        get | put | cp)
            # These need neither a portal's classes nor end at once: what is encrypted is slow until it is optimised.
            ;;
        login | logout | user | server | permission | session | transfer | copy | job | audit | alert | node | apply | export | ls | rm | mkdir | completion)
            # These have ended before it pays to load all of a portal, or to optimise anything: half the CPU time.
            [ -n "${FTPCLUSTER_JAVA_OPTS:-}" ] || options+=(-XX:TieredStopAtLevel=1)
            ;;
        *)
            # The cache holds for the options that it was made with.
            if [ -z "${FTPCLUSTER_JAVA_OPTS:-}" ] && [ -r "$aot_cache" ]; then
                options+=("-XX:AOTCache=$aot_cache")
            fi
            ;;
    esac
    exec "$java" "${options[@]}" -jar "$jar" "$@"
}

# Starts the demo once, as the only node of a cluster, and lets the JVM keep what it loaded and linked (JEP 483, 514), which takes a
# third to a half off every later start. Where the demo can't run, all works without it, only later.
warm_up() {
    # Another program may have the port.
    warm_up_with FTPCLUSTER_CLUSTER_ENABLED=true FTPCLUSTER_CLUSTER_PORT=$((20000 + RANDOM % 12000)) \
        FTPCLUSTER_CLUSTER_BUS_PORT=0 FTPCLUSTER_NOTICE_SECONDS=0 || warm_up_with
}

# warm_up_with SETTINGS...
warm_up_with() {
    # shellcheck disable=SC2086 # the options are a list of words by intent
    env -i PATH="$PATH" LC_ALL=C.UTF-8 "$@" "$java" $FIXED_JAVA_OPTS $DEFAULT_JAVA_OPTS \
        -XX:AOTCacheOutput="$aot_cache" -jar "$jar" demo --port 0 --stop-when-ready
}
