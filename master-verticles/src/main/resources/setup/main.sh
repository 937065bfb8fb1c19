
# --- The command line

steps=(facts runtime daemon configuration agent service)

# Ends this script: what was half done goes back, and why it ends is told last.
finish() {
    local code=$?
    trap '' HUP INT TERM
    trap - EXIT
    set +e
    if [ "$code" -ne 0 ] && [ -z "$reason" ]; then
        reason="ended early, with exit code $code$([ "$changed" = yes ] || echo "; the configuration was not changed"). Run this again"
    fi
    if [ "$switched" = yes ]; then
        go_back
        [ "$code" -ne 0 ] || code=1
    fi
    # Without the lock they are another run's.
    if [ "$locked" = yes ]; then
        cleaned
    fi
    if [ -n "$reason" ]; then
        say "$reason" >&2
    fi
    exit "$code"
}

usage() { say "usage: ftpcluster-setup.sh [STEP...], with steps of: ${steps[*]}; or: ftpcluster-setup.sh remove"; }

is_step() {
    local step
    for step in "${steps[@]}"; do
        if [ "$step" = "$1" ]; then
            return 0
        fi
    done
    return 1
}

main() {
    local step wanted=("$@")
    PATH=$PATH:/usr/sbin:/sbin
    if [ "$*" = --help ] || [ "$*" = -h ]; then
        usage
        exit 0
    fi
    for step in "${wanted[@]}"; do
        if ! is_step "$step" && [ "$*" != remove ]; then
            usage >&2
            exit 2
        fi
    done
    trap finish EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    if [ "$(id -u)" -ne 0 ]; then
        fail "must run as root, for example with sudo; nothing was changed"
    fi
    if [ "$*" = facts ]; then
        step_facts
        return
    fi
    if [ "$*" = remove ]; then
        lock
        remove_all
        return
    fi
    if [ "$#" -eq 0 ]; then
        wanted=("${steps[@]}")
        if ! has_archives; then
            say "the agent is left out: this script knows no portal that has it, and it doesn't lie beside it"
            wanted=(facts daemon configuration)
        fi
    fi
    lock
    check_system
    for step in "${steps[@]}"; do
        if [[ " ${wanted[*]} " == *" $step "* ]]; then
            "step_$step"
        fi
    done
}

main "$@"
