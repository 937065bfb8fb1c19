# shellcheck shell=bash disable=SC2034,SC2154 # installation.sh, and the programs that read both in, use and set them
# Copies of the state, each from before an update, while no master runs.

KEPT=2

require_room() {
    local need have
    install -d -m 700 "$BACKUPS"
    need=$(du -sk "$STATE" | cut -f 1)
    have=$(df -Pk "$BACKUPS" | awk 'NR == 2 { print $4 }')
    [ "$have" -gt $((need + 51200)) ] || fail "$BACKUPS has $((have / 1024)) MiB of room, and a copy of the state needs $((need / 1024 + 50))."
}

begin_copy() { # before an update to VERSION; backup is its folder
    backup=$BACKUPS/$(date -u +%Y%m%dT%H%M%SZ)-before-$1
    mkdir -m 700 "$backup"
}

# Whole or not there.
copy_state() {
    cp -a --reflink=auto "$STATE" "$backup/state.part" || return 1
    sync -f "$backup" 2>/dev/null || true
    mv "$backup/state.part" "$backup/state"
}

remove_old_copies() {
    local old
    find "$BACKUPS" -mindepth 1 -maxdepth 1 -type d ! -name '*.failed' | sort | head -n "-$KEPT" | while IFS= read -r old; do
        rm -rf "$old" "$old.failed"
    done
}
