
# --- Debian packages

# How long apt's lock is waited for, in seconds.
apt_patience=300

# Who holds one of apt's locks; nothing when nobody does.
apt_holder() {
    local file inode pid
    for file in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock /var/cache/apt/archives/lock; do
        inode=$(stat -c %i "$file" 2>/dev/null) || continue
        pid=$(awk -v inode="$inode" '{ n = split($6, place, ":") } $2 == "POSIX" && place[n] == inode { print $5; exit }' /proc/locks)
        if [ -n "$pid" ]; then
            printf '%s\n' "$(process_name "$pid") (process $pid)"
            return
        fi
    done
}

wait_for_apt() {
    local holder waits=no end=$((SECONDS + apt_patience))
    while holder=$(apt_holder) && [ -n "$holder" ]; do
        if [ "$SECONDS" -ge "$end" ]; then
            fail "apt is locked by $holder and was for $apt_patience s; nothing was changed. Wait for its end, then run this again"
        fi
        if [ "$waits" = no ]; then
            say "waits for $holder, which has locked apt"
            waits=yes
        fi
        sleep 1
    done
}

# Keeps what apt says in $apt_said, and the gist of it in $apt_problem.
run_apt() {
    wait_for_apt
    if apt_said=$(DEBIAN_FRONTEND=noninteractive timeout 900 apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout="$apt_patience" \
        -o Dpkg::Options::=--force-confold -o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 "$@" 2>&1 9>&-); then
        return 0
    fi
    apt_problem=$(printf '%s\n' "$apt_said" | grep -E '^(E|Err|W):' | head -n 1 || true)
    apt_problem=${apt_problem:-apt-get ended without a word of why}
    return 1
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Whether dpkg was stopped in the middle of this package.
is_half_installed() {
    case $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) in
        '' | not-installed | config-files | installed) return 1 ;;
        *) return 0 ;;
    esac
}

# The lists are fetched only where those that are here don't do, which may be half of the time that all takes.
download_packages() {
    run_apt install --download-only "$@" || { run_apt update && run_apt install --download-only "$@"; }
}

# $1 says how many MiB they need in /usr; the others are packages. Nothing is changed before all is here.
install_packages() {
    local mib=$1
    shift
    need_space /usr "$mib" "installing $*"
    need_space /var $((mib + 60)) "installing $*"
    say "installing $*"
    if ! download_packages "$@"; then
        fail "can't get $* from the package archive ($apt_problem); nothing was changed. Let this machine reach its archive," \
            "or install $* by hand, then run this again"
    fi
    if run_apt install "$@"; then
        return
    fi
    # A machine that lost its power, or a process that was killed, leaves that behind.
    if [[ $apt_said == *"dpkg --configure -a"* ]]; then
        DEBIAN_FRONTEND=noninteractive timeout 900 dpkg --force-confold --configure -a >/dev/null 2>&1 9>&- || true
        if run_apt install "$@"; then
            return
        fi
    fi
    fail "can't install $* ($apt_problem). See what 'apt-get install $*' says, then run this again"
}
