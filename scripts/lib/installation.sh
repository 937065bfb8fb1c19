# shellcheck shell=bash disable=SC2034 # the programs that read this in use what it sets
# An installed master: where it is, and what setup_master.sh and update_master.sh both do. They set source, the folder of an unpacked
# distribution, and version.

# shellcheck source=/dev/null
. "$(dirname "${BASH_SOURCE[0]}")/paths.sh"

READY_SECONDS=90
# Of a start, before it is taken for one that fails.
ATTEMPTS=3

require_machine() {
    [ "$(id -u)" = 0 ] || fail "must run as root: sudo $0"
    [ "$(uname -s)" = Linux ] || fail "installs on Linux; this is $(uname -s)."
    [ -d /run/systemd/system ] || fail "needs systemd, which doesn't run here. docs/operations.md says how to run the master without."
    local program
    for program in systemctl useradd setpriv flock install; do
        PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null || fail "needs $program, which isn't installed."
    done
    PATH=$PATH:/usr/sbin:/sbin
}

require_no_package() {
    [ ! -e "$PACKAGED/ftpcluster.jar" ] ||
        fail "the Debian package ftpcluster is installed here: apt-get updates and removes it, and dpkg-reconfigure ftpcluster repairs it."
}

# One at a time on a machine; work is a folder that goes when the program ends, as do the parts.
begin() {
    exec 9>/run/lock/ftpcluster-setup
    flock -n 9 || fail "another setup or update runs on this machine."
    work=$(mktemp -d)
    parts=("$work")
    changed=no
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

clean_up() { rm -rf "${parts[@]}"; }

unpack() { # a distribution's ARCHIVE
    tar -xzf "$1" -C "$work" 2>"$work/tar.log" || fail "$1 can't be unpacked: $(tail -n 1 "$work/tar.log")"
    source=$(find "$work" -mindepth 1 -maxdepth 1 -type d -name 'ftpcluster-*' -print)
    [ -e "$source/ftpcluster.jar" ] || fail "$1 isn't a distribution of FTPCluster."
}

read_version() {
    local folder=${source##*/}
    version=${folder#ftpcluster-}
    # An installed one is called by its version alone.
    [ "${source%/*}" != "$PREFIX" ] || version=$folder
    [[ $version =~ ^[0-9][A-Za-z0-9.+-]*$ ]] || fail "the folder $source isn't called ftpcluster-VERSION, as the archive's is."
    "$source/runtime/bin/java" -version >/dev/null 2>&1 || fail "the distribution in $source doesn't run here: this machine is $(uname -m)."
}

make_account() {
    getent passwd "$ACCOUNT" >/dev/null && return
    useradd --system --user-group --home-dir "$STATE" --no-create-home --shell /usr/sbin/nologin "$ACCOUNT"
}

# A version's folder is whole or not there, and isn't changed afterwards: a node may run from it.
install_program() {
    local target=$PREFIX/$version part
    if [ "$source" = "$target" ]; then
        return
    fi
    if [ -d "$target" ] && diff -rq --no-dereference -x ftpcluster.aot "$source" "$target" >/dev/null 2>&1; then
        return
    fi
    mkdir -p "$PREFIX"
    part=$(mktemp -d "$PREFIX/part.XXXXXX")
    parts+=("$part")
    cp -a "$source" "$part/new" || fail "can't write to $PREFIX. Is the disk full?"
    chown -R root:root "$part/new"
    chmod -R u=rwX,go=rX "$part/new"
    say "Installed in $target."
    if [ -d "$target" ]; then
        # Of the same version but not the same: a build of a checkout, or damaged. What runs from it keeps its open files.
        mv "$target" "$part/old"
    fi
    mv "$part/new" "$target"
    changed=yes
}

# What the JVM loads and links at each start (JEP 514). Without it all works, and a start takes longer.
make_class_cache() { # of the programs in the folder $1
    local target=$1 folder
    [ ! -e "$target/ftpcluster.aot" ] || return 0
    # Not in work, where settings are.
    folder=$(mktemp -d)
    parts+=("$folder")
    chown "$ACCOUNT:$ACCOUNT" "$folder"
    # As the master's user, in its own folder: what it starts for this is no business of root's.
    # shellcheck disable=SC2016 # the inner shell has the arguments
    if (cd "$folder" && setpriv --reuid "$ACCOUNT" --regid "$ACCOUNT" --clear-groups --no-new-privs env -i PATH="$PATH" \
        HOME="$folder" bash -c '. "$1/bin/launch.sh"; java=$1/runtime/bin/java jar=$1/ftpcluster.jar aot_cache=$2/cache warm_up' \
        warm-up "$target" "$folder") >"$work/warm-up.log" 2>&1 && [ -s "$folder/cache" ]; then
        install -m 644 "$folder/cache" "$target/ftpcluster.aot.part"
        mv "$target/ftpcluster.aot.part" "$target/ftpcluster.aot"
        changed=yes
    else
        say "No cache of classes could be made, so starts take some seconds longer: $(tail -n 1 "$work/warm-up.log")"
    fi
}

replace() { # FILE TARGET MODE OWNER: only when it differs, at once
    if ! cmp -s "$1" "$2"; then
        install -D -m "$3" -o root -g "$4" "$1" "$2.part"
        mv "$2.part" "$2"
        changed=yes
    fi
}

setting() { # the value of $1, or $2
    local value
    value=$(sed -n "s/^$1=//p" "$SETTINGS" | tail -n 1 | sed 's/^"\(.*\)"$/\1/')
    printf '%s' "${value:-$2}"
}

install_unit() {
    replace "$PREFIX/$version/conf/ftpcluster-master.service" "$UNIT" 644 root
    allow_port
    allow_paths
    systemctl daemon-reload
}

# A port below 1024 takes a capability: the portal's, or the one where a CA asks whose names lead here.
allow_port() {
    local port
    port=$(setting FTPCLUSTER_HTTP_PORT 8080)
    if [ "$port" -ge 1024 ] && [ -n "$(setting FTPCLUSTER_ACME_DOMAINS '')" ]; then
        port=$(setting FTPCLUSTER_ACME_HTTP_PORT 80)
    fi
    if [ "$port" -lt 1024 ] && [ "$port" -gt 0 ]; then
        printf '# Made for port %s.\n[Service]\nCapabilityBoundingSet=CAP_NET_BIND_SERVICE\nAmbientCapabilities=CAP_NET_BIND_SERVICE\nPrivateUsers=no\n' \
            "$port" >"$work/port.conf"
        replace "$work/port.conf" "$UNIT.d/port.conf" 644 root
    elif [ -e "$UNIT.d/port.conf" ]; then
        rm -f "$UNIT.d/port.conf"
        changed=yes
    fi
}

# The sandbox lets the master write to its state only, and to what the settings name beside it.
allow_paths() {
    local paths=() audit
    audit=$(setting FTPCLUSTER_AUDIT_LOG '')
    [ -z "$(setting FTPCLUSTER_BACKUP_DIR '')" ] || paths+=("$(setting FTPCLUSTER_BACKUP_DIR '')")
    [[ $audit != file:* ]] || paths+=("$(dirname "${audit#file:}")")
    if [ ${#paths[@]} -gt 0 ]; then
        {
            printf '# Made for the folders of backups and of the audit trail.\n[Service]\n'
            printf 'ReadWritePaths="-%s"\n' "${paths[@]//%/%%}"
        } >"$work/paths.conf"
        replace "$work/paths.conf" "$UNIT.d/paths.conf" 644 root
    elif [ -e "$UNIT.d/paths.conf" ]; then
        rm -f "$UNIT.d/paths.conf"
        changed=yes
    fi
}

link() { # TARGET LINK
    if [ "$(readlink "$2" 2>/dev/null)" != "$1" ]; then
        ln -sfn "$1" "$2.part"
        mv -T "$2.part" "$2"
        changed=yes
    fi
}

health_url() {
    local host scheme=http
    host=$(setting FTPCLUSTER_HTTP_HOST 127.0.0.1)
    case $host in
        0.0.0.0) host=127.0.0.1 ;;
        ::) host=::1 ;;
    esac
    [[ $host != *:* ]] || host="[$host]"
    [ -z "$(setting FTPCLUSTER_TLS_CERT '')$(setting FTPCLUSTER_ACME_DOMAINS '')" ] || scheme=https
    printf '%s://%s:%s' "$scheme" "$host" "$(setting FTPCLUSTER_HTTP_PORT 8080)"
}

# What the master itself has said since it was started last.
log_of_start() {
    journalctl --no-pager -o cat "_SYSTEMD_INVOCATION_ID=$(systemctl show -p InvocationID --value "$SERVICE")" "_SYSTEMD_UNIT=$SERVICE" 2>/dev/null
}

restarts() { systemctl show -p NRestarts --value "$SERVICE"; }

active_seconds() { # since when it runs without a break
    local since now
    since=$(systemctl show -p ActiveEnterTimestampMonotonic --value "$SERVICE")
    now=$(cut -d . -f 1 /proc/uptime)
    printf '%d' $((now - since / 1000000))
}

# Whether it has said so, or runs for so long that the line may be out of the journal.
is_ready() {
    systemctl is-active --quiet "$SERVICE" && { log_of_start | grep '^Portal ready at ' >/dev/null || [ "$(active_seconds)" -gt "$READY_SECONDS" ]; }
}

# start_service start | restart: until it is ready; else prints its log and returns 1. One that runs already is waited for.
start_service() {
    local end=$((SECONDS + READY_SECONDS)) began before
    began=$(date +%s)
    systemctl reset-failed "$SERVICE" 2>/dev/null || true
    systemctl "$1" "$SERVICE" || return 1
    before=$(restarts)
    until is_ready; do
        # Started again and again, as what fails is.
        if [ "$(systemctl is-active "$SERVICE" || true)" = failed ] || [ "$(restarts)" -ge $((before + ATTEMPTS)) ] ||
            [ "$SECONDS" -ge "$end" ]; then
            # Of all its starts: the last one may not have said anything yet.
            journalctl --no-pager -o cat "_SYSTEMD_UNIT=$SERVICE" --since "@$began" 2>/dev/null | tail -n 20 | uniq >&2
            return 1
        fi
        sleep 0.3
    done
}
