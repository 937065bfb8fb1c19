#!/usr/bin/env bash
# Installs FTPCluster's master on this machine as a service of systemd, or repairs an installation.
# shellcheck disable=SC2154 # lib/installation.sh sets them
set -euo pipefail
umask 022

# shellcheck source=/dev/null
. "$(dirname "$(readlink -f "$0")")/lib/installation.sh"

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

# --- Installing --------------------------------------------------------------------------------------------------------------

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
    unpack "$archive"
}

# The settings as they are to be, in $work/master.env: the file that is there, with the lines that were named replaced.
make_settings() {
    local file=$work/master.env line key value
    # It may hold keys and passwords.
    (umask 077 && : >"$file" && : >"$file.new")
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
        cat "$file.new" >"$file"
    done
    "$PREFIX/$version/bin/ftpcluster" master --config "$file" --check-config >"$work/check.log" 2>&1 ||
        wrong "the settings are refused: $(tail -n 1 "$work/check.log" | sed "s,$file,$SETTINGS,")"
}

install_settings() {
    install -d -m 755 /etc/ftpcluster
    replace "$work/master.env" "$SETTINGS" 640 "$ACCOUNT"
    chown "root:$ACCOUNT" "$SETTINGS"
    chmod 640 "$SETTINGS"
    install -d -m 700 -o "$ACCOUNT" -g "$ACCOUNT" "$STATE"
}

# --- Starting ----------------------------------------------------------------------------------------------------------------

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

clean_up_first_start() {
    if [ -e "/run/systemd/system/$SERVICE.d/first-start.conf" ]; then
        rm -f "/run/systemd/system/$SERVICE.d/first-start.conf"
        systemctl daemon-reload
    fi
    clean_up
}

run_service() {
    local how=start
    find_password
    systemctl enable --quiet "$SERVICE"
    if systemctl is-active --quiet "$SERVICE"; then
        if [ "$changed" = yes ]; then
            say "Restarting the master ..."
            how=restart
        else
            say "Nothing was to be repaired."
        fi
    else
        prepare_first_start
    fi
    if ! start_service "$how"; then
        # Else it would go on trying, and make the admin with a password that nobody sees.
        [ -z "$password" ] || systemctl stop "$SERVICE"
        fail "the master isn't ready; the lines above are its log (journalctl -u ftpcluster-master). Correct what they say, and run this again."
    fi
}

# Another one may change the data, which setting up keeps no copy of.
require_same_version() {
    local installed
    installed=$(readlink "$PREFIX/current" 2>/dev/null) || return 0
    [ -e "$installed/ftpcluster.jar" ] || return 0
    installed=${installed##*/}
    { [ "${installed%%+*}" = "${version%%+*}" ] && cmp -s "$PREFIX/$installed/ftpcluster.jar" "$source/ftpcluster.jar"; } ||
        fail "$installed is installed here, and this is another one: scripts/update_master.sh ARCHIVE updates it."
    version=$installed
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
    read_arguments "$@"
    require_machine
    begin
    password=
    left=no
    trap clean_up_first_start EXIT
    find_source
    read_version
    require_same_version
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
