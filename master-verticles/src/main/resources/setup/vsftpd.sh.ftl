#!/usr/bin/env bash
# Sets up vsftpd for FTPCluster. For Debian and Ubuntu, as root; may be run again at any time.
set -euo pipefail

alias_name=${alias}
subject_alt_name=${subject_alt_name}
ftp_port=${port}
security=${security}
passive_min=50000
passive_max=50100

config=/etc/vsftpd.conf
certificate=/etc/ssl/certs/ftpcluster-vsftpd.pem
private_key=/etc/ssl/private/ftpcluster-vsftpd.key

say() { printf '%s\n' "ftpcluster-setup: $*"; }

if [ "$(id -u)" -ne 0 ]; then
    say "must run as root, for example with sudo" >&2
    exit 1
fi
if ! command -v apt-get >/dev/null; then
    say "needs Debian or Ubuntu: there is no apt-get here" >&2
    exit 1
fi

missing=()
command -v vsftpd >/dev/null || missing+=(vsftpd)
command -v openssl >/dev/null || missing+=(openssl)
if [ "<#noparse>${#missing[@]}</#noparse>" -gt 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    apt-get install -q -y --no-install-recommends "<#noparse>${missing[@]}</#noparse>"
fi

if [ "$security" != none ] && { [ ! -s "$certificate" ] || [ ! -s "$private_key" ]; }; then
    say "making a certificate"
    # openssl draws its progress as lines of dots; they matter only when it fails.
    if ! progress=$(umask 077 && openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 3650 \
        -subj '/CN=FTPCluster FTP server' -addext "subjectAltName=$subject_alt_name" \
        -keyout "$private_key" -out "$certificate" 2>&1); then
        say "openssl failed: $progress" >&2
        exit 1
    fi
    chmod 0644 "$certificate"
fi

if [ -e "$config" ] && [ ! -e "$config.before-ftpcluster" ]; then
    cp -p "$config" "$config.before-ftpcluster"
fi

new_config=$(mktemp "$config.XXXXXX")
trap 'rm -f "$new_config"' EXIT
{
    cat <<SETTINGS
# Written by FTPCluster's setup script; the file before it is $config.before-ftpcluster
listen=NO
listen_ipv6=YES
listen_port=$ftp_port
pasv_enable=YES
pasv_min_port=$passive_min
pasv_max_port=$passive_max
port_enable=NO
anonymous_enable=NO
local_enable=YES
write_enable=YES
local_umask=022
chroot_local_user=YES
allow_writeable_chroot=YES
secure_chroot_dir=/var/run/vsftpd/empty
pam_service_name=vsftpd
utf8_filesystem=YES
use_localtime=NO
xferlog_enable=YES
idle_session_timeout=600
data_connection_timeout=300
SETTINGS
    if [ "$security" != none ]; then
        cat <<SETTINGS
ssl_enable=YES
force_local_logins_ssl=YES
force_local_data_ssl=YES
ssl_sslv2=NO
ssl_sslv3=NO
ssl_tlsv1=YES
ssl_ciphers=HIGH
rsa_cert_file=$certificate
rsa_private_key_file=$private_key
SETTINGS
    fi
    if [ "$security" = implicit ]; then
        printf '%s\n' implicit_ssl=YES
    fi
} >"$new_config"
chmod 0644 "$new_config"
mv "$new_config" "$config"
mkdir -p /var/run/vsftpd/empty

if [ -d /run/systemd/system ]; then
    systemctl enable vsftpd
    systemctl restart vsftpd
else
    service vsftpd restart
fi

say "vsftpd serves $alias_name on port $ftp_port; passive ports $passive_min-$passive_max must be open too"
if [ "$security" != none ]; then
    say "the certificate's SHA-256, for tls_fingerprint:"
    openssl x509 -in "$certificate" -noout -fingerprint -sha256 | cut -d= -f2
fi
