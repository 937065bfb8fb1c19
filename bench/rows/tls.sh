# shellcheck shell=bash
# One large file, one stream: explicit FTPS behind, HTTPS in front.

row_tls() {
    local mib=${TLS_MIB:-1024}
    vsftpd_start explicit
    random_file large.bin "$mib"
    FTPCLUSTER_TLS_CERT=$WORK/certificate.pem FTPCLUSTER_TLS_KEY=$WORK/key.pem portal_start
    local port=$FTP_PORT
    vsftpd_listen NO # rclone can't do what vsftpd demands by default
    rclone_start http --cert "$WORK/certificate.pem" --key "$WORK/key.pem"
    way direct "" "url = ftp://$FTP_HOST:$port/large.bin" "$(direct_login)" ssl-reqd
    way portal "$PORTAL_PID" "url = $FILES/large.bin" "$(portal_login)" http1.1
    way rclone "$RCLONE_PID" "url = https://$RCLONE/large.bin" http1.1
    in_turns "${ROUNDS:-5}" tls_download $((mib * 1048576))
    note "curl and the portal use TLS sessions again for data, as vsftpd demands by default; for rclone, which can't, it doesn't"
    throughput_lines $((mib * 1048576)) 0.7
    return "${ROW_STATUS:-0}"
}

# The round that warms up checks what comes.
tls_download() {
    if [ "$ROUND" = 0 ]; then
        curl -fsSk -m 120 -K "$WORK/ways/$1" | cmp - "$FTP_HOME/large.bin"
    else
        transfer "$@"
    fi
}
