#!/bin/sh
# Makes this machine the server ${alias} of FTPCluster. To be run as root; may be run again within the hour.
# All of it is one function that the last line calls, so that half of this text does nothing.
ftpcluster_setup() {
    set -u
    umask 077
    if [ "$(id -u)" -ne 0 ]; then
        echo 'ftpcluster-setup: must run as root, for example with sudo' >&2
        exit 1
    fi
    if ! command -v bash >/dev/null; then
        echo 'ftpcluster-setup: needs bash: install it first; nothing was changed' >&2
        exit 1
    fi
    if ! folder=$(mktemp -d "<#noparse>${TMPDIR:-/tmp}</#noparse>/ftpcluster-setup.XXXXXXXX"); then
        echo 'ftpcluster-setup: could not make a temporary folder: is the disk full or read-only? Nothing was changed' >&2
        exit 1
    fi
    trap 'rm -rf "$folder"' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    if ! cat >"$folder/ftpcluster-setup.sh" <<'${end}'
${script}${end}
    then
        echo 'ftpcluster-setup: could not write a temporary file: is the disk full? Nothing was changed' >&2
        exit 1
    fi
    if ! cat >"$folder/enrolment.secret" <<'${end}'
${secret}
${end}
    then
        echo 'ftpcluster-setup: could not write a temporary file: is the disk full? Nothing was changed' >&2
        exit 1
    fi
    # Standard input is this text.
    bash "$folder/ftpcluster-setup.sh" </dev/null
}
ftpcluster_setup
