# shellcheck shell=bash
# A real vsftpd with a system user of its own, whose home is in memory.

FTP_HOST=127.0.0.1
FTP_INSIDE=() # what runs the server somewhere else: ip netns exec NAME

# vsftpd_start none|explicit: sets FTP_PORT, FTP_HOME, FTP_USER, FTP_PASSWORD, FTP_PID and, with TLS, FTP_FINGERPRINT.
vsftpd_start() {
    FTP_SECURITY=$1
    FTP_PORT=$(free_port)
    FTP_HOME=$MEMORY/home
    vsftpd_user
    vsftpd_configuration >"$WORK/vsftpd.conf"
    start vsftpd "${FTP_INSIDE[@]}" vsftpd "$WORK/vsftpd.conf"
    FTP_PID=$PID
    await_port "$FTP_HOST" "$FTP_PORT" "$FTP_PID"
}

vsftpd_user() {
    FTP_USER=ftpb$(openssl rand -hex 4)
    FTP_PASSWORD=$(openssl rand -hex 16)
    mkdir "$FTP_HOME"
    # A shell outside of /etc/shells would be refused by PAM.
    useradd --no-create-home --home-dir "$FTP_HOME" --shell /bin/sh "$FTP_USER"
    UNDO+=("userdel --force $FTP_USER 2>/dev/null")
    printf '%s:%s\n' "$FTP_USER" "$FTP_PASSWORD" | chpasswd
    chown "$FTP_USER" "$FTP_HOME"
}

vsftpd_configuration() {
    mkdir -p "$WORK/empty"
    # max_per_ip would be 50 and max_clients 2000.
    cat <<CONF
listen=YES
listen_address=$FTP_HOST
listen_port=$FTP_PORT
background=NO
local_enable=YES
anonymous_enable=NO
write_enable=YES
xferlog_enable=NO
max_clients=0
max_per_ip=0
secure_chroot_dir=$WORK/empty
pam_service_name=vsftpd
CONF
    if [ "$FTP_SECURITY" != none ]; then
        certificate
        cat <<CONF
ssl_enable=YES
rsa_cert_file=$WORK/both.pem
rsa_private_key_file=$WORK/both.pem
force_local_data_ssl=YES
force_local_logins_ssl=YES
require_ssl_reuse=${FTP_REQUIRE_REUSE:-YES}
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
