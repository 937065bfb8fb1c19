#!/usr/bin/env bash
# Installs FTPCluster's master on this machine as a service of systemd, or repairs an installation.
# shellcheck disable=SC2154 # lib/installation.sh sets them
set -euo pipefail
umask 022

# shellcheck source=/dev/null
. "$(dirname "$(readlink -f "$0")")/lib/installation.sh"
# shellcheck source=/dev/null
. "$(dirname "$(readlink -f "$0")")/lib/first-start.sh"

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

# --- Starting ----------------------------------------------------------------------------------------------------------------

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
        if [ "$left" = yes ] || ! log_of_start | grep 'FTPCLUSTER_ADMIN_PASSWORD is not used' >/dev/null; then
            say "Admin user: admin"
            say "Admin password: $password"
        fi
        rm -f "$FIRST_START"
    fi
    case $(health_url) in
        http://127.0.0.1:* | http://\[::1\]:*)
            [ "$(setting FTPCLUSTER_HTTP_HOST 127.0.0.1)" != 127.0.0.1 ] ||
                say "Only this machine reaches it: set FTPCLUSTER_HTTP_HOST, with FTPCLUSTER_TLS_CERT and _TLS_KEY, with FTPCLUSTER_ACME_DOMAINS, or behind a proxy."
            ;;
    esac
}

# Everything in one function: a script that is replaced while it runs has been read already.
main() {
    read_arguments "$@"
    require_machine
    require_no_package
    begin
    trap clean_up_first_start EXIT
    find_source
    read_version
    require_same_version
    make_account
    install_program
    make_class_cache "$PREFIX/$version"
    make_settings "$PREFIX/$version/bin/ftpcluster" "conf/master.env.example in $PREFIX/current"
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
