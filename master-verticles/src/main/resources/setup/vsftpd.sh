
# --- daemon: vsftpd, installed but not yet configured

config=/etc/vsftpd.conf
pam_service=ftpcluster-vsftpd
certificate=/etc/ssl/certs/ftpcluster-vsftpd.pem
private_key=/etc/ssl/private/ftpcluster-vsftpd.key
log_rotation=/etc/logrotate.d/ftpcluster-vsftpd
patience=20

# A link stays one: what it leads to is changed.
config=$(readlink -f "$config")
# What this script would have made of nothing the last time it worked: what differs from it in the file is local.
written=$config.ftpcluster

# Whether this script wrote the configuration that is there.
is_ours() {
    [ -e "$config" ] && { [ -e "$written" ] || head -n 1 "$config" | grep "^# Written by FTPCluster's setup script" >/dev/null; }
}

# Whether the configuration is the one that the package brings.
is_untouched() {
    local sum
    sum=$(dpkg-query -W -f='${Conffiles}\n' vsftpd 2>/dev/null | awk '$1 == "/etc/vsftpd.conf" { print $2 }')
    [ -n "$sum" ] && [ -e "$config" ] && [ "$(md5sum <"$config" | cut -d ' ' -f 1)" = "$sum" ]
}

service_is() {
    if has_systemd; then
        systemctl is-active --quiet vsftpd
    else
        service vsftpd status >/dev/null 2>&1 9>&-
    fi
}

service_do() {
    if has_systemd; then
        systemctl reset-failed vsftpd >/dev/null 2>&1 || true
        systemctl "$1" vsftpd 9>&-
    else
        service vsftpd "$1" >/dev/null 9>&-
    fi
}

# The value that vsftpd takes of a setting: the last one in the file, or else what is given.
setting() { awk -F= -v key="$1" -v value="$3" '{ sub(/^[ \t]+/, "") } $1 == key { value = substr($0, length(key) + 2) } END { print value }' "$2"; }

# Whether what this file says is being served. With implicit TLS the client speaks first, so silence will do.
serves() {
    local port address addresses line
    port=$(setting listen_port "$1" 21)
    addresses=$(setting listen_address "$1" "$(setting listen_address6 "$1" "127.0.0.1 ::1")")
    for address in $addresses; do
        line=$(greeting "$address" "$port")
        case $line in
            220*) return 0 ;;
            silence) if [ "$(setting implicit_ssl "$1" NO)" = YES ]; then return 0; fi ;;
        esac
    done
    return 1
}

# The service has to stay up, too: who answers might be another one.
comes_up() {
    local try
    for try in $(seq "$patience"); do
        if [ "$try" -gt 1 ]; then
            sleep 1
        fi
        if serves "$1" && service_is; then
            sleep 1
            if service_is; then
                return 0
            fi
        fi
    done
    return 1
}

install_vsftpd() {
    local missing=()
    if ! command -v vsftpd >/dev/null || is_half_installed vsftpd; then
        missing+=(vsftpd)
    fi
    command -v openssl >/dev/null || missing+=(openssl)
    if [ "${#missing[@]}" -eq 0 ]; then
        return
    fi
    if [ "${missing[0]}" = vsftpd ] && ! is_ours; then
        # Before it is done, as this script may be killed meanwhile.
        make_state
        : >"$state/installed-vsftpd"
    fi
    install_packages 20 "${missing[@]}"
    # Debian starts it at once, with passwords in clear; it serves when it is configured.
    if [ "${missing[0]}" = vsftpd ] && ! is_ours && service_is; then
        service_do stop || true
    fi
}

step_daemon() {
    if keeps_daemon; then
        say "the FTP daemon that is here ($daemon) stays as it is"
        return
    fi
    install_vsftpd
    say "vsftpd is installed"
}
