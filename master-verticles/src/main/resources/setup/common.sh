
# --- What all steps use

# Who is in it may log in by FTP, and not by SSH. The agent makes its accounts with it as their first group.
group=ftpcluster
settings_folder=/etc/ftpcluster
# What this script has to remember for 'remove'.
state=$settings_folder/setup
opt=/opt/ftpcluster-agent

say() { printf '%s\n' "ftpcluster-setup: $*"; }

fact() { printf 'fact %s=%s\n' "$1" "$2"; }

# Why this script ends, which is told last.
reason=
fail() {
    reason=$*
    exit 1
}

refuse() {
    reason=$*
    exit 3
}

here=
if [ -n "${BASH_SOURCE[0]:-}" ] && [ -f "${BASH_SOURCE[0]}" ]; then
    here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
fi

has_systemd() { [ -d /run/systemd/system ]; }

locked=no

# What other programs are started with mustn't hold the lock (9) after this script.
lock() {
    if ! { exec 9>/run/ftpcluster-setup.lock; } 2>/dev/null; then
        fail "can't write in /run; nothing was changed. Run this as root where /run is writable"
    fi
    # A run takes a second or two, and one that was killed holds the lock until its last process has ended.
    if ! flock -w 5 9; then
        fail "another run of this script is under way; nothing was changed. Wait for its end, then run this again"
    fi
    locked=yes
}

# Free MiB of the file system that holds a folder, or will hold it.
free_mib() {
    local folder=$1
    while [ ! -d "$folder" ]; do
        folder=$(dirname "$folder")
    done
    echo "$(($(df -k --output=avail "$folder" | tail -n 1) / 1024))"
}

# $3 needs $2 MiB in the folder $1.
need_space() {
    local free
    free=$(free_mib "$1")
    if [ "${free:-0}" -lt "$2" ]; then
        fail "$1 has ${free:-0} MiB free, and $3 needs $2 MiB there; nothing was changed. Make room, then run this again"
    fi
}

# Replaces the file $1 by standard input unless it says just that, in one piece. A part of a file is never seen.
write_file() {
    # logrotate passes over what ends so, should a killed run leave it.
    local new=$1.ftpcluster~
    if ! { cat >"$new" && chmod "$2" "$new"; } 2>/dev/null; then
        rm -f "$new"
        return 1
    fi
    if cmp -s "$new" "$1"; then
        rm -f "$new"
    else
        sync "$new" && mv -T "$new" "$1"
    fi
}

make_state() {
    if ! { mkdir -p "$state" && chmod 0700 "$state"; } 2>/dev/null; then
        fail "can't make the folder $state; nothing was changed. Make room in /etc, or make it writable"
    fi
}

# The first line that somebody says at an address and port; nothing when nobody listens.
# shellcheck disable=SC2016 # it is the inner shell that fills them in
greeting() {
    timeout 10 bash -c 'exec 3<>"/dev/tcp/$0/$1" && { IFS= read -r -t 5 line <&3 || true; printf "%s\n" "${line:-silence}"; }' \
        "$1" "$2" 2>/dev/null 9>&- || true
}

# The numbers of the processes that listen on a TCP port.
listeners() {
    local inode
    for inode in $(awk -v port="$(printf '%04X' "$1")" \
        '$4 == "0A" && substr($2, length($2) - 3) == port { print $10 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null || true); do
        find /proc/[0-9]*/fd -lname "socket:\[$inode\]" 2>/dev/null | cut -d / -f 3 || true
    done
}

process_name() { cat "/proc/$1/comm" 2>/dev/null || echo unknown; }
