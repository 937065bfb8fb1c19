# shellcheck shell=bash disable=SC2034 # whoever reads this in uses what it sets
# Where an installed master has its things, and how its scripts speak; also in the Debian package's scripts, which have no other file
# yet or no more.

PREFIX=/opt/ftpcluster
SETTINGS=/etc/ftpcluster/master.env
STATE=/var/lib/ftpcluster
# Copies of the state, each from before an update.
BACKUPS=/var/lib/ftpcluster-backups
UNIT=/etc/systemd/system/ftpcluster-master.service
SERVICE=ftpcluster-master.service
ACCOUNT=ftpcluster-master
COMMAND=/usr/local/bin/ftpcluster
# Where the Debian package has its programs, which is for apt to change.
PACKAGED=/usr/lib/ftpcluster
# The admin's password until it has been shown, once; root's.
FIRST_START=/etc/ftpcluster/first-start

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}
