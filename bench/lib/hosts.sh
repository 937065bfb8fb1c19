# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# Hosts on which real agents make accounts: each has its own copy of /etc, so that the users are none of this machine's, and a
# vsftpd that lets in the group ftpcluster, as the portal's set-up script configures it.

# host_start NAME: sets HOST_PORT and HOST_INSIDE, what runs a program there. Its files are in $WORK/NAME.
host_start() {
    local place=$WORK/$1
    mkdir -p "$place/etc" "$place/homes" "$place/empty"
    # shellcheck disable=SC2016 # the inner shell's
    start "$1" unshare --mount --propagation private bash -c \
        'cp -a /etc/. "$1/etc" && mount --bind "$1/etc" /etc && touch "$1/ready" && exec sleep 3600' _ "$place"
    HOST_INSIDE=(nsenter --target "$PID" --mount)
    host_await "$place/ready"
    host_pam >"$place/etc/pam.d/ftpcluster-vsftpd"
    HOST_PORT=$(free_port)
    host_vsftpd "$place" >"$place/vsftpd.conf"
    start "$1-vsftpd" "${HOST_INSIDE[@]}" vsftpd "$place/vsftpd.conf"
    await_port 127.0.0.1 "$HOST_PORT" "$PID"
}

host_await() {
    local _
    for _ in $(seq 100); do
        [ ! -e "$1" ] || return 0
        sleep 0.1
    done
    printf 'no namespace\n' >&2
    return 1
}

host_pam() {
    cat <<'CONF'
auth     requisite pam_succeed_if.so quiet user ingroup ftpcluster
auth     required  pam_unix.so
account  requisite pam_succeed_if.so quiet user ingroup ftpcluster
account  required  pam_unix.so
CONF
}

host_vsftpd() {
    vsftpd_basics 127.0.0.1 "$HOST_PORT"
    cat <<CONF
chroot_local_user=YES
allow_writeable_chroot=YES
secure_chroot_dir=$1/empty
pam_service_name=ftpcluster-vsftpd
CONF
}

# host_agent NAME TOKEN: a real agent there, after host_start.
host_agent() {
    (umask 077 && printf 'MASTER_URL=%s\nAGENT_TOKEN=%s\nAGENT_FTP_PORT=%s\nAGENT_FTP_ROOT=%s\n' "$PORTAL" "$2" \
        "$HOST_PORT" "$WORK/$1/homes" >"$WORK/$1/agent.env")
    start "$1-agent" "${HOST_INSIDE[@]}" "$ROOT/ftpcluster" agent --config "$WORK/$1/agent.env"
}
