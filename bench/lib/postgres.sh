# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# A PostgreSQL of Debian's with a small disk of its own, looked after as by a service manager.

POSTGRES_DISK_MIB=${POSTGRES_DISK_MIB:-256}

# postgres_start HOST: sets POSTGRES_SETTINGS, the variables of a master that uses it.
postgres_start() {
    local bin password
    bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
    [ -n "$bin" ] || { printf 'No PostgreSQL in /usr/lib/postgresql\n' >&2; return 1; }
    POSTGRES=$bin POSTGRES_HOST=$1 POSTGRES_DISK=$WORK/disk
    password=$(openssl rand -hex 16)
    mkdir "$POSTGRES_DISK"
    mount -t tmpfs -o "size=${POSTGRES_DISK_MIB}m,mode=711" postgres "$POSTGRES_DISK"
    UNDO+=("umount $POSTGRES_DISK")
    install -d -o postgres -m 700 "$POSTGRES_DISK/data"
    (umask 077 && printf '%s' "$password" >"$POSTGRES_DISK/password")
    chown postgres "$POSTGRES_DISK/password"
    as_postgres "$POSTGRES/initdb" -D "$POSTGRES_DISK/data" -U ftpcluster --pwfile="$POSTGRES_DISK/password" \
        -A scram-sha-256 -E UTF8 --locale=C >"$WORK/initdb.log"
    cat >>"$POSTGRES_DISK/data/postgresql.conf" <<CONF
listen_addresses = '$POSTGRES_HOST'
unix_socket_directories = ''
max_wal_size = 64MB
min_wal_size = 32MB
CONF
    printf 'host all all %s.0/24 scram-sha-256\n' "${POSTGRES_HOST%.*}" >>"$POSTGRES_DISK/data/pg_hba.conf"
    postgres_supervise
    POSTGRES_SETTINGS=("FTPCLUSTER_DATABASE_URL=jdbc:postgresql://$POSTGRES_HOST:5432/postgres"
        FTPCLUSTER_DATABASE_USER=ftpcluster "FTPCLUSTER_DATABASE_PASSWORD=$password")
}

as_postgres() {
    (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
}

# Starts it again a second after it has ended, which it does when its disk is full.
postgres_supervise() {
    # shellcheck disable=SC2016 # the inner shell's
    start postgres "${INSIDE[@]}" bash -c 'cd / || exit 1
        trap "kill -INT \$child 2>/dev/null; wait \$child; exit 0" TERM
        while true; do
            setpriv --reuid=postgres --regid=postgres --init-groups "$@" & child=$!
            wait $child
            sleep 1
        done' _ "$POSTGRES/postgres" -D "$POSTGRES_DISK/data"
    await_port "$POSTGRES_HOST" 5432 "$PID"
}

# As "systemctl restart" does: fast, which cuts all sessions; the loop above starts it again.
postgres_restart() {
    kill -INT "$(head -n 1 "$POSTGRES_DISK/data/postmaster.pid")"
}

# Leaves not a byte for a second or more.
postgres_fill_disk() {
    dd if=/dev/zero of="$POSTGRES_DISK/filler" bs=64k status=none 2>/dev/null || true
    dd if=/dev/zero of="$POSTGRES_DISK/filler2" bs=512 status=none 2>/dev/null || true
}

postgres_free_disk() {
    rm -f "$POSTGRES_DISK/filler" "$POSTGRES_DISK/filler2"
}
