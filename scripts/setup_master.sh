#!/usr/bin/env bash
# Installs FTPCluster's master on this machine as a service of systemd, or repairs an installation.
set -euo pipefail
umask 022

PREFIX=/opt/ftpcluster
SETTINGS=/etc/ftpcluster/master.env
STATE=/var/lib/ftpcluster
UNIT=/etc/systemd/system/ftpcluster-master.service
SERVICE=ftpcluster-master.service
ACCOUNT=ftpcluster-master
COMMAND=/usr/local/bin/ftpcluster
# The admin's password until it has been shown, once; root's.
FIRST_START=/etc/ftpcluster/first-start
READY_SECONDS=90
# Of a start, before it is taken for one that fails.
ATTEMPTS=3

usage() {
    cat <<'USAGE'
usage: setup_master.sh [--set KEY=VALUE]... [--settings FILE] [--no-start]

Installs the master of FTPCluster as the service ftpcluster-master, starts it, waits until it is ready, and prints its address
and, at the first start, the admin's password. From an unpacked distribution it installs that one; from a checkout, what it
builds. As root, on Linux with systemd. Run again it repairs what is missing, and changes no key, password or setting that isn't
named.

  --set KEY=VALUE   a setting of /etc/ftpcluster/master.env, such as FTPCLUSTER_HTTP_HOST=192.0.2.10; an empty value is the default
  --settings FILE   such lines in a file, for keys and passwords, which others could see on the command line
  --no-start        installs, and starts nothing

conf/master.env.example explains the settings. Several masters with PostgreSQL: docs/cluster.md.
Files: /opt/ftpcluster, /etc/ftpcluster/master.env, /var/lib/ftpcluster, /usr/local/bin/ftpcluster.
USAGE
}

say() { printf '%s\n' "$*"; }

fail() {
    printf 'setup_master.sh: %s\n' "$*" >&2
    exit 1
}

wrong() {
    printf 'setup_master.sh: %s\n' "$*" >&2
    usage >&2
    exit 2
}

# --- What is wanted ----------------------------------------------------------------------------------------------------------

# One setting each, KEY=VALUE; later ones win.
wanted=()
start=yes

add_setting() { # LINE WHERE
    [[ $1 =~ ^([A-Z][A-Z0-9_]*)=(.*)$ ]] || wrong "$2 is no KEY=VALUE"
    case ${BASH_REMATCH[1]} in
        FTPCLUSTER_DATA_DIR) wrong "FTPCLUSTER_DATA_DIR is $STATE where the master is installed" ;;
        FTPCLUSTER_ADMIN_PASSWORD | FTPCLUSTER_JAVA_HOME | FTPCLUSTER_JAVA_OPTS)
            wrong "${BASH_REMATCH[1]} is no setting of the installed master's file" ;;
    esac
    wanted+=("$1")
}

read_arguments() {
    local line
    while [ $# -gt 0 ]; do
        case $1 in
            -h | --help)
                usage
                exit 0
                ;;
            --no-start) start=no ;;
            --set)
                [ $# -ge 2 ] || wrong "--set needs KEY=VALUE"
                case $2 in
                    SECRET_KEY=* | FERNET_KEY=* | *_PASSWORD=* | FTPCLUSTER_SMTP_URL=*)
                        wrong "${2%%=*} is a secret, which others see on the command line: write it into a file for --settings" ;;
                esac
                add_setting "$2" "what --set was given"
                shift
                ;;
            --settings)
                [ $# -ge 2 ] || wrong "--settings needs a file"
                [ -r "$2" ] || wrong "there is no file $2 that can be read"
                while IFS= read -r line || [ -n "$line" ]; do
                    case $line in
                        '' | \#*) ;;
                        *) add_setting "$line" "a line of $2" ;;
                    esac
                done <"$2"
                shift
                ;;
            *) wrong "what is \"$1\"?" ;;
        esac
        shift
    done
}

# --- This machine ------------------------------------------------------------------------------------------------------------

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

newest_archive() { # of the checkout $1, or nothing
    local archive newest=
    for archive in "$1"/distribution/target/ftpcluster-*-linux-*.tar.gz; do
        if [ -e "$archive" ] && { [ -z "$newest" ] || [ "$archive" -nt "$newest" ]; }; then
            newest=$archive
        fi
    done
    printf '%s' "$newest"
}

# Where what is installed comes from: a distribution, which this script is in, or a checkout's.
find_source() {
    local here archive
    here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd -P)
    if [ -e "$here/ftpcluster.jar" ]; then
        source=$here
        return
    fi
    [ -e "$here/pom.xml" ] || fail "lies neither in a distribution nor in a checkout of FTPCluster."
    archive=$(newest_archive "$here")
    if [ -z "$archive" ] || [ -n "$(find "$here"/*/src/main "$here/distribution/src" "$here/webroot" "$here/conf" "$here/scripts" -newer "$archive" -print -quit)" ]; then
        "$here/ftpcluster" build-distribution >/dev/null
        archive=$(newest_archive "$here")
    fi
    tar -xzf "$archive" -C "$work" || fail "$archive can't be unpacked. Is there room in $work?"
    source=$(find "$work" -mindepth 1 -maxdepth 1 -name 'ftpcluster-*' -print)
}

read_version() {
    local folder=${source##*/}
    version=${folder#ftpcluster-}
    # An installed one is called by its version alone.
    [ "${source%/*}" != "$PREFIX" ] || version=$folder
    [[ $version =~ ^[0-9][A-Za-z0-9.+-]*$ ]] || fail "the folder $source isn't called ftpcluster-VERSION, as the archive's is."
    "$source/runtime/bin/java" -version >/dev/null 2>&1 || fail "the distribution in $source doesn't run here: this machine is $(uname -m)."
}

# --- Installing --------------------------------------------------------------------------------------------------------------

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
make_class_cache() {
    local target=$PREFIX/$version folder
    [ ! -e "$target/ftpcluster.aot" ] || return 0
    folder=$(mktemp -d "$work/warm-up.XXXXXX")
    chown "$ACCOUNT:$ACCOUNT" "$folder"
    chmod 755 "$work"
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

# The settings as they are to be, in $work/master.env: the file that is there, with the lines that were named replaced.
make_settings() {
    local file=$work/master.env line key value
    if [ -e "$SETTINGS" ]; then
        cat "$SETTINGS" >"$file"
    else
        {
            printf '# Settings of the master; conf/master.env.example in %s/current explains them. After a change:\n' "$PREFIX"
            printf '# systemctl restart ftpcluster-master\n'
        } >"$file"
    fi
    wanted+=("FTPCLUSTER_DATA_DIR=$STATE")
    for line in "${wanted[@]}"; do
        key=${line%%=*}
        value=${line#*=}
        { grep -v "^$key=" "$file" || true; } >"$file.new"
        [ -z "$value" ] || printf '%s=%s\n' "$key" "$value" >>"$file.new"
        mv "$file.new" "$file"
    done
    "$PREFIX/$version/bin/ftpcluster" master --config "$file" --check-config >"$work/check.log" 2>&1 ||
        wrong "the settings are refused: $(tail -n 1 "$work/check.log" | sed "s,$file,$SETTINGS,")"
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

install_settings() {
    install -d -m 755 /etc/ftpcluster
    replace "$work/master.env" "$SETTINGS" 640 "$ACCOUNT"
    chown "root:$ACCOUNT" "$SETTINGS"
    chmod 640 "$SETTINGS"
    install -d -m 700 -o "$ACCOUNT" -g "$ACCOUNT" "$STATE"
}

install_unit() {
    local port
    replace "$PREFIX/$version/conf/ftpcluster-master.service" "$UNIT" 644 root
    port=$(setting FTPCLUSTER_HTTP_PORT 8080)
    if [ "$port" -lt 1024 ] && [ "$port" -gt 0 ]; then
        printf '# Made by setup_master.sh: port %s.\n[Service]\nCapabilityBoundingSet=CAP_NET_BIND_SERVICE\nAmbientCapabilities=CAP_NET_BIND_SERVICE\nPrivateUsers=no\n' \
            "$port" >"$work/port.conf"
        replace "$work/port.conf" "$UNIT.d/port.conf" 644 root
    elif [ -e "$UNIT.d/port.conf" ]; then
        rm -f "$UNIT.d/port.conf"
        changed=yes
    fi
    systemctl daemon-reload
}

link() { # TARGET LINK
    if [ "$(readlink "$2" 2>/dev/null)" != "$1" ]; then
        ln -sfn "$1" "$2.part"
        mv -T "$2.part" "$2"
        changed=yes
    fi
}

# --- Starting ----------------------------------------------------------------------------------------------------------------

health_url() {
    local host scheme=http
    host=$(setting FTPCLUSTER_HTTP_HOST 127.0.0.1)
    case $host in
        0.0.0.0) host=127.0.0.1 ;;
        ::) host=::1 ;;
    esac
    [[ $host != *:* ]] || host="[$host]"
    [ -z "$(setting FTPCLUSTER_TLS_CERT '')" ] || scheme=https
    printf '%s://%s:%s' "$scheme" "$host" "$(setting FTPCLUSTER_HTTP_PORT 8080)"
}

# What the master itself has said.
log_of_start() { journalctl --no-pager -o cat "_SYSTEMD_UNIT=$SERVICE" --since "@$began" 2>/dev/null; }

has_given_up() { # it was started again and again, as a start that fails is
    local restarts
    restarts=$(systemctl show -p NRestarts --value "$SERVICE")
    [ "$(systemctl is-active "$SERVICE" || true)" = failed ] || [ "${restarts:-0}" -ge "$ATTEMPTS" ]
}

await_ready() {
    local end=$((SECONDS + READY_SECONDS))
    until log_of_start | grep -q '^Portal ready at '; do
        if has_given_up || [ "$SECONDS" -ge "$end" ]; then
            log_of_start | tail -n 20 | uniq >&2
            # Else it would go on trying, and make the admin with a password that nobody sees.
            [ -z "$password" ] || systemctl stop "$SERVICE"
            fail "the master isn't ready; the lines above are its log (journalctl -u ftpcluster-master). Correct what they say, and run this again."
        fi
        sleep 0.3
    done
}

# What a run before has left that was interrupted before it could show the password.
find_password() {
    if [ -s "$FIRST_START" ]; then
        password=$(sed -n 's/^FTPCLUSTER_ADMIN_PASSWORD=//p' "$FIRST_START")
        left=yes
    fi
}

# The account admin is made with this password when there is none yet and all else of the start has worked; else the master says
# that it isn't used.
prepare_first_start() {
    local drop_in=/run/systemd/system/$SERVICE.d
    if [ -z "$password" ]; then
        password=$(od -An -N 15 -tx1 /dev/urandom | tr -d ' \n')
        (umask 077 && printf 'FTPCLUSTER_ADMIN_PASSWORD=%s\n' "$password" >"$FIRST_START")
    fi
    mkdir -p "$drop_in"
    printf '[Service]\nEnvironmentFile=-%s\n' "$FIRST_START" >"$drop_in/first-start.conf"
    systemctl daemon-reload
}

clean_up() {
    if [ -e "/run/systemd/system/$SERVICE.d/first-start.conf" ]; then
        rm -f "/run/systemd/system/$SERVICE.d/first-start.conf"
        systemctl daemon-reload
    fi
    rm -rf "${parts[@]}"
}

run_service() {
    began=$(date +%s)
    find_password
    systemctl enable --quiet "$SERVICE"
    if systemctl is-active --quiet "$SERVICE"; then
        [ "$changed" = yes ] || { say "Nothing was to be repaired; the master runs."; return 0; }
        say "Restarting the master ..."
        systemctl restart "$SERVICE"
    else
        prepare_first_start
        systemctl reset-failed "$SERVICE" 2>/dev/null || true
        systemctl start "$SERVICE" || fail "systemd doesn't start the master: journalctl -u ftpcluster-master says why."
    fi
    await_ready
}

report() {
    local url
    url=$(setting MASTER_URL "$(health_url)")
    say "The portal is ready at $url"
    if [ -n "$password" ]; then
        if [ "$left" = yes ] || ! log_of_start | grep -q 'FTPCLUSTER_ADMIN_PASSWORD is not used'; then
            say "Admin user: admin"
            say "Admin password: $password"
        fi
        rm -f "$FIRST_START"
    fi
    case $(health_url) in
        http://127.0.0.1:* | http://\[::1\]:*)
            [ "$(setting FTPCLUSTER_HTTP_HOST 127.0.0.1)" != 127.0.0.1 ] ||
                say "Only this machine reaches it: set FTPCLUSTER_HTTP_HOST, with FTPCLUSTER_TLS_CERT and _TLS_KEY or behind a proxy."
            ;;
    esac
}

# Everything in one function: a script that is replaced while it runs has been read already.
main() {
    local source version
    read_arguments "$@"
    require_machine
    exec 9>/run/lock/ftpcluster-setup
    flock -n 9 || fail "another setup or update runs on this machine."
    work=$(mktemp -d)
    parts=("$work")
    password=
    left=no
    changed=no
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    find_source
    read_version
    make_account
    install_program
    make_class_cache
    make_settings
    install_settings
    link "$PREFIX/$version" "$PREFIX/current"
    install_unit
    if [ ! -e "$COMMAND" ] || [ "$(readlink "$COMMAND")" = "$PREFIX/current/bin/ftpcluster" ]; then
        link "$PREFIX/current/bin/ftpcluster" "$COMMAND"
    else
        say "$COMMAND is something else and was left alone; the command is $PREFIX/current/bin/ftpcluster."
    fi
    if [ "$start" = no ]; then
        say "Installed; systemctl enable --now ftpcluster-master starts it."
        return
    fi
    run_service
    report
}

main "$@"
