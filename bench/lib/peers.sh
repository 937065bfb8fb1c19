# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# The peers, in front of the same FTP server: rclone and Apache's mod_proxy_ftp.

# rclone_start http|webdav [OPTION ...]: sets RCLONE, its address (host:port), and RCLONE_PID.
rclone_start() {
    local kind=$1 port
    shift
    port=$(free_port)
    (umask 077 && rclone_configuration >"$WORK/rclone.conf")
    start "rclone-$kind" "${INSIDE[@]}" rclone --config "$WORK/rclone.conf" --cache-dir "$WORK/rclone.cache" \
        serve "$kind" server: --addr "127.0.0.1:$port" "$@"
    RCLONE_PID=$PID
    RCLONE=127.0.0.1:$port
    await_port 127.0.0.1 "$port" "$RCLONE_PID"
}

rclone_configuration() {
    printf '[server]\ntype = ftp\nhost = %s\nport = %s\nuser = %s\npass = %s\n' "$FTP_HOST" "$FTP_PORT" "$FTP_USER" \
        "$(printf '%s' "$FTP_PASSWORD" | rclone obscure -)"
    [ "$FTP_SECURITY" = none ] || printf 'explicit_tls = true\nno_check_certificate = true\ndisable_tls13 = true\n'
}

# Sets APACHE, its address (host:port), and APACHE_PID. It logs in as the request says (Basic). One worker process, as one
# is enough for two cores.
apache_start() {
    local port
    port=$(free_port)
    (umask 077 && apache_configuration "$port" >"$WORK/apache.conf")
    start apache "${INSIDE[@]}" apache2 -f "$WORK/apache.conf" -D FOREGROUND
    APACHE_PID=$PID
    APACHE=127.0.0.1:$port
    await_port 127.0.0.1 "$port" "$APACHE_PID"
}

apache_configuration() {
    local module modules=/usr/lib/apache2/modules
    for module in mpm_event authz_core proxy proxy_ftp; do
        printf 'LoadModule %s_module %s/mod_%s.so\n' $module $modules $module
    done
    cat <<CONF
ServerName localhost
Listen 127.0.0.1:$1
PidFile $WORK/apache.pid
DefaultRuntimeDir $WORK
Mutex file:$WORK default
ErrorLog $WORK/apache.error.log
User www-data
Group www-data
StartServers 1
ServerLimit 1
ThreadsPerChild 64
MaxRequestWorkers 64
MaxKeepAliveRequests 0
ProxyPass "/" "ftp://$FTP_HOST:$FTP_PORT/"
CONF
}
