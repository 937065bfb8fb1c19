# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# A real vsftpd with a system user of its own, whose home is in memory.

FTP_HOST=127.0.0.1
FTP_INSIDE=() # what runs the server somewhere else: ip netns exec NAME

# vsftpd_start none|explicit: sets FTP_PORT, FTP_HOME, FTP_USER, FTP_PASSWORD.
vsftpd_start() {
    FTP_SECURITY=$1
    FTP_HOME=$MEMORY/home
    vsftpd_user
    [ "$1" = none ] || certificate
    FTP_PORT=$(free_port)
    vsftpd_configuration >"$WORK/vsftpd.conf"
    start vsftpd "${FTP_INSIDE[@]}" vsftpd "$WORK/vsftpd.conf"
    await_port "$FTP_HOST" "$FTP_PORT" "$PID"
}

vsftpd_user() {
    FTP_USER=ftpb$(openssl rand -hex 4)
    FTP_PASSWORD=$(openssl rand -hex 16)
    mkdir "$FTP_HOME"
    # A shell outside of /etc/shells would be refused by PAM.
    useradd --no-create-home --home-dir "$FTP_HOME" --shell /bin/sh "$FTP_USER"
    UNDO+=("userdel --force $FTP_USER 2>/dev/null")
    # Hashed with little work: Debian's default takes some 30 ms of CPU a login, which would hide all else.
    printf '%s:%s\n' "$FTP_USER" "$FTP_PASSWORD" | chpasswd -c SHA256 -s 1000
    chown "$FTP_USER" "$FTP_HOME"
}

# vsftpd_basics ADDRESS PORT: what all of them have.
vsftpd_basics() {
    # max_per_ip would be 50 and max_clients 2000. A network namespace for each session, as by default, costs tens of
    # milliseconds a login and hides all else when many log in.
    cat <<CONF
listen=YES
listen_address=$1
listen_port=$2
background=NO
local_enable=YES
anonymous_enable=NO
write_enable=YES
xferlog_enable=NO
max_clients=0
max_per_ip=0
isolate_network=NO
CONF
}

vsftpd_configuration() {
    mkdir -p "$WORK/empty"
    vsftpd_basics "$FTP_HOST" "$FTP_PORT"
    cat <<CONF
secure_chroot_dir=$WORK/empty
pam_service_name=vsftpd
CONF
    if [ "$FTP_SECURITY" != none ]; then
        # require_ssl_reuse stays at its default, YES.
        cat <<CONF
ssl_enable=YES
rsa_cert_file=$WORK/both.pem
rsa_private_key_file=$WORK/both.pem
force_local_data_ssl=YES
force_local_logins_ssl=YES
CONF
    fi
}

# A self-signed one: $WORK/certificate.pem, key.pem, and both in both.pem.
certificate() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext \
        subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$WORK/key.pem" -out "$WORK/certificate.pem" 2>/dev/null
    cat "$WORK/certificate.pem" "$WORK/key.pem" >"$WORK/both.pem"
}

fingerprint() {
    openssl x509 -in "$WORK/certificate.pem" -noout -fingerprint -sha256 | sed 's/.*=//'
}

# random_file NAME MIB, in the server's home
random_file() {
    openssl rand $(($2 * 1048576)) >"$FTP_HOME/$1"
    chown "$FTP_USER" "$FTP_HOME/$1"
}
