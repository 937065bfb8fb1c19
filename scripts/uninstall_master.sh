#!/usr/bin/env bash
# Takes FTPCluster's master off this machine.
set -euo pipefail

# shellcheck source=/dev/null
. "$(dirname "$(readlink -f "$0")")/lib/installation.sh"

usage() {
    cat <<'USAGE'
usage: uninstall_master.sh [--purge]

Stops the service ftpcluster-master, giving transfers in flight their time, and removes it and all versions of the programs. The
settings and the state stay, so that setup_master.sh goes on with them. As root. Run again it removes what is left.

  --purge   removes them too: /etc/ftpcluster/master.env, /var/lib/ftpcluster with the database and the keys, the copies of
            updates in /var/lib/ftpcluster-backups, and the system user ftpcluster-master. Nothing brings them back; a database in PostgreSQL is left alone
USAGE
}

purge=no
[ $# -le 1 ] || set -- too-many
case ${1:-} in
    '') ;;
    --purge) purge=yes ;;
    -h | --help)
        usage
        exit 0
        ;;
    *)
        usage >&2
        exit 2
        ;;
esac

main() {
    [ "$(id -u)" = 0 ] || fail "must run as root: sudo $0"
    require_no_package
    exec 9>/run/lock/ftpcluster-setup
    flock -n 9 || fail "another setup or update runs on this machine."
    if [ -d /run/systemd/system ]; then
        systemctl disable --now --quiet "$SERVICE" 2>/dev/null || true
        ! systemctl is-active --quiet "$SERVICE" || fail "the service doesn't stop: journalctl -u ftpcluster-master says why."
    fi
    rm -rf "$UNIT" "$UNIT.d" "/run/systemd/system/$SERVICE.d" "$PREFIX"
    [ ! -d /run/systemd/system ] || systemctl daemon-reload
    if [ "$(readlink "$COMMAND" 2>/dev/null)" = "$PREFIX/current/bin/ftpcluster" ]; then
        rm -f "$COMMAND"
    fi
    if [ "$purge" = no ]; then
        printf 'The master is removed. Its settings are in %s and its state in %s still.\n' "$SETTINGS" "$STATE"
        return
    fi
    rm -rf "$SETTINGS" "$FIRST_START" "$STATE" "$BACKUPS"
    # An agent's settings may be there.
    rmdir /etc/ftpcluster 2>/dev/null || true
    ! getent passwd "$ACCOUNT" >/dev/null || userdel "$ACCOUNT"
    printf 'The master is removed, with its settings and its state.\n'
}

# Everything in one function, as this file is among what is removed.
main
