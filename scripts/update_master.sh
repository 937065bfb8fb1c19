#!/usr/bin/env bash
# Brings another version of FTPCluster's master onto this machine, and goes back by itself when that doesn't work.
# shellcheck disable=SC2154 # lib/installation.sh sets them
set -euo pipefail
umask 022

# shellcheck source=/dev/null
. "$(dirname "$(readlink -f "$0")")/lib/installation.sh"
# shellcheck source=/dev/null
. "$(dirname "$(readlink -f "$0")")/lib/state-copies.sh"

# What an update that was interrupted has done, for the next run: KEY=VALUE lines.
RECORD=$PREFIX/update
# So long an interrupted update is undone without asking.
RETURN_MINUTES=60

usage() {
    cat <<'USAGE'
usage: update_master.sh [--database-saved] [--alone] ARCHIVE

Updates the master that setup_master.sh has installed to the distribution ARCHIVE (ftpcluster-VERSION-linux-ARCH.tar.gz): puts it beside the
one that runs, checks that the settings suit it, stops the service (transfers in flight get their time), keeps a copy of the state, starts
the new version and waits until it is ready. If it isn't within 90 s, the old version runs again with the state as it was. As root.
Interrupted at any moment, it ends or undoes what it has begun when it is run again. An older version is refused, as it couldn't read
the newer one's data. PostgreSQL is copied with pg_dump, beside the copy of the state, and brought back likewise when this is the only
master; where others use it meanwhile, it stays as the new version left it.

  --database-saved  of a PostgreSQL database a copy was made just now, so that this script makes none, and brings none back
  --alone           of several masters, although no other one can be reached: nobody serves meanwhile

Copies of the state: /var/lib/ftpcluster-backups, the last two.
USAGE
}

wrong() {
    printf 'update_master.sh: %s\n' "$*" >&2
    usage >&2
    exit 2
}

archive=
saved=no
alone=no

read_arguments() {
    while [ $# -gt 0 ]; do
        case $1 in
            -h | --help)
                usage
                exit 0
                ;;
            --database-saved) saved=yes ;;
            --alone) alone=yes ;;
            -*) wrong "what is \"$1\"?" ;;
            *)
                [ -z "$archive" ] || wrong "one archive, not two"
                archive=$1
                ;;
        esac
        shift
    done
    [ -n "$archive" ] || wrong "which archive?"
    [ -r "$archive" ] || wrong "there is no file $archive that can be read"
}

recorded() { [ ! -e "$RECORD" ] || sed -n "s/^$1=//p" "$RECORD"; }

record() { # PHASE: what is true from now on
    printf 'FROM=%s\nTO=%s\nBACKUP=%s\nPHASE=%s\n' "$from" "$to" "$backup" "$1" >"$RECORD.part"
    sync -f "$RECORD.part" 2>/dev/null || true
    mv "$RECORD.part" "$RECORD"
}

require_installed() {
    from=$(readlink "$PREFIX/current" 2>/dev/null) || from=/nowhere
    [ -e "$from/ftpcluster.jar" ] ||
        fail "no master is installed here that could be updated: scripts/setup_master.sh installs one."
}

check_archive() {
    local folder name
    folder=$(cd "$(dirname "$archive")" && pwd -P)
    name=${archive##*/}
    if [ -e "$folder/$name.sha256" ]; then
        (cd "$folder" && sha256sum --status -c "$name.sha256") || fail "$archive isn't what its checksum $name.sha256 says."
    fi
    unpack "$archive"
    read_version
}

require_newer() {
    local installed=${from##*/}
    installed=${installed%%+*}
    if [ "$(printf '%s\n%s\n' "$installed" "$version" | sort -V | tail -n 1)" != "$version" ]; then
        fail "$installed is installed, and $version is older: it couldn't read the data. To go back, restore a copy of the state from $BACKUPS by hand."
    fi
    if [ "$installed" = "$version" ]; then
        if cmp -s "$from/ftpcluster.jar" "$source/ftpcluster.jar"; then
            say "$version is installed already."
            exit 0
        fi
        # Another build of the same version, beside it.
        version=$version+$(sha256sum "$source/ftpcluster.jar" | cut -c 1-8)
    fi
}

is_postgres() { case $(setting FTPCLUSTER_DATABASE_URL '') in jdbc:postgresql:*) true ;; *) false ;; esac; }

require_database() {
    if is_postgres && [ "$saved" = no ] && ! command -v pg_dump >/dev/null; then
        fail "the database is PostgreSQL, and there is no pg_dump to copy it: apt install postgresql-client, or make a copy (docs/operations.md) and say --database-saved."
    fi
}

copy_database() {
    say "Copying the database ..."
    "$from/bin/ftpcluster" backup --config "$SETTINGS" "$backup/database.backup" >"$work/backup.log" 2>&1
}

is_copied() { is_postgres && [ "$saved" = no ]; }

is_clustered() { [ "$(setting FTPCLUSTER_CLUSTER_ENABLED false)" = true ]; }

# Whether nobody else writes to the database while this master is away.
is_alone() { ! is_clustered || [ "$alone" = yes ]; }

split_address() { # HOST, HOST:PORT, [IPV6] or [IPV6]:PORT of a member: sets member_host and member_port
    member_host=$1 member_port=5701
    case $1 in
        \[*\]) member_host=${1:1:-1} ;;
        \[*\]:*) member_host=${1%]:*} member_host=${member_host:1} member_port=${1##*:} ;;
        *:*:*) ;;
        *:*) member_host=${1%:*} member_port=${1##*:} ;;
    esac
}

# Of several masters one at a time, or nobody serves.
require_others() {
    local member members own
    is_clustered || return 0
    [ "$alone" = no ] || return 0
    split_address "$(setting FTPCLUSTER_CLUSTER_PUBLIC_HOST "$(setting FTPCLUSTER_CLUSTER_HOST 127.0.0.1)")"
    own=$member_host
    IFS=', ' read -ra members <<<"$(setting FTPCLUSTER_CLUSTER_MEMBERS '')"
    for member in "${members[@]}"; do
        split_address "$member"
        if [ "$member_host" != "$own" ] &&
            timeout 3 bash -c "</dev/tcp/\$0/\$1" "$member_host" "$member_port" 2>/dev/null; then
            return 0
        fi
    done
    fail "none of the other masters (${members[*]}) can be reached, so nobody would serve meanwhile. Start one, or say --alone."
}

# Until a balancer has seen that this master is back it sends nothing here, and the next one to be updated goes.
await_balancer() {
    is_clustered || return 0
    say "Waiting for the balancer ..."
    sleep "$(setting FTPCLUSTER_NOTICE_SECONDS 5)"
}

check_settings() {
    "$to/bin/ftpcluster" master --config "$SETTINGS" --check-config >"$work/check.log" 2>&1 ||
        fail "the new version refuses the settings: $(tail -n 1 "$work/check.log"). Nothing was changed; the old one runs."
}

use() { # a version's FOLDER: its unit and the link
    version=${1##*/}
    install_unit
    link "$1" "$PREFIX/current"
}

# As it was before the update, whatever has come of it since; what the new version has made of it is kept beside the copy.
restore_state() {
    local failed=$backup.failed
    [ -d "$backup/state" ] || fail "the copy of the state in $backup is gone. Nothing was restored: see $STATE."
    if [ ! -e "$backup/restored" ]; then
        [ ! -e "$STATE" ] || [ -e "$failed" ] || mv "$STATE" "$failed"
        rm -rf "$STATE.part"
        cp -a --reflink=auto "$backup/state" "$STATE.part"
        rm -rf "$STATE"
        mv "$STATE.part" "$STATE"
        touch "$backup/restored"
    fi
}

# What others have stored since is worth more than the tables of the old version. What counts is how the copy was made, not how a run
# that ends an interrupted one is called.
restore_database() {
    local program
    [ -e "$backup/database.backup" ] || return 0
    if [ ! -e "$backup/database-alone" ]; then
        say "Other masters use the database, so it stays as the new version has left it; $backup/database.backup is what it was."
        return 0
    fi
    [ ! -e "$backup/database-restored" ] || return 0
    # The old one may be of a time when it didn't know how.
    for program in "$from" "$to"; do
        if "$program/bin/ftpcluster" restore --replace --config "$SETTINGS" "$backup/database.backup" >"$work/restore.log" 2>&1; then
            touch "$backup/database-restored"
            say "The database is as before. $(tail -n 1 "$work/restore.log")"
            return 0
        fi
    done
    say "The database can't be brought back: $(tail -n 1 "$work/restore.log"); $backup/database.backup is what it was."
}

go_back() {
    say "Going back to ${from##*/} ..."
    systemctl stop "$SERVICE" || true
    restore_state
    restore_database
    use "$from"
    if start_service start; then
        rm -f "$RECORD"
        fail "the update to ${to##*/} failed, for the reason above; ${from##*/} runs again, with its data as before. What the new version left is in $backup.failed."
    fi
    fail "the update failed, and ${from##*/} isn't ready either: journalctl -u ftpcluster-master. Its state is as before; run this again when that is mended."
}

# Before anything was changed.
give_up() {
    rm -rf "$backup"
    start_service start || true
    rm -f "$RECORD"
    fail "$1. The old version runs again."
}

# What a run before has begun and not ended.
recover() {
    local phase
    phase=$(recorded PHASE)
    [ -n "$phase" ] || return 0
    from=$(recorded FROM)
    to=$(recorded TO)
    backup=$(recorded BACKUP)
    case $phase in
        stopping)
            say "An update was interrupted before it changed anything; the old version goes on."
            systemctl is-active --quiet "$SERVICE" || start_service start || fail "${from##*/} isn't ready: journalctl -u ftpcluster-master"
            rm -rf "$backup"
            rm -f "$RECORD"
            ;;
        switching)
            say "An update to ${to##*/} was interrupted."
            if [ ! -e "$backup/restored" ] && [ "$(readlink "$PREFIX/current")" = "$to" ] && start_service start; then
                end_update
                exit 0
            fi
            # It may have been ready in between, and what was stored since isn't in the copy.
            if [ ! -e "$backup/restored" ] && [ -n "$(find "$RECORD" -mmin +"$RETURN_MINUTES")" ]; then
                fail "${to##*/} isn't ready (journalctl -u ftpcluster-master), and the copy of the state is older than $RETURN_MINUTES minutes: going back would lose what was stored since. Mend what the log says, and run this again. To go back all the same: touch $RECORD, and run this again."
            fi
            go_back
            ;;
    esac
}

end_update() {
    rm -f "$RECORD"
    await_balancer
    say "${to##*/} is ready at $(setting MASTER_URL "$(health_url)"). The state before the update is in $backup."
    # The one before is kept, for whoever wants to look something up.
    find "$PREFIX" -mindepth 1 -maxdepth 1 -type d ! -path "$to" ! -path "$from" -exec rm -rf {} +
    remove_old_copies
}

main() {
    read_arguments "$@"
    require_machine
    require_no_package
    begin
    recover
    require_installed
    check_archive
    require_newer
    require_database
    require_others
    to=$PREFIX/$version
    make_account
    install_program
    make_class_cache "$to"
    check_settings
    require_room
    begin_copy "$version"
    if is_copied && ! is_alone; then
        copy_database || { rm -rf "$backup"; fail "the database can't be copied: $(tail -n 1 "$work/backup.log"). Nothing was changed; the old version runs."; }
    fi
    record stopping
    say "Stopping ${from##*/} ..."
    systemctl stop "$SERVICE"
    # Now that nobody writes any more, so that going back loses nothing.
    if is_copied && is_alone; then
        copy_database || give_up "the database can't be copied: $(tail -n 1 "$work/backup.log")"
        touch "$backup/database-alone"
    fi
    copy_state || give_up "the state can't be copied to $BACKUPS"
    record switching
    use "$to"
    if start_service start; then
        end_update
        return
    fi
    go_back
}

main "$@"
