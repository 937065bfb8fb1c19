# shellcheck shell=bash
# One large file, one stream: explicit FTPS behind, HTTPS in front.

row_tls() {
    local mib=${TLS_MIB:-1024}
    vsftpd_start explicit
    random_file large.bin "$mib"
    FTPCLUSTER_TLS_CERT=$WORK/certificate.pem FTPCLUSTER_TLS_KEY=$WORK/key.pem portal_start
    rclone_start http --cert "$WORK/certificate.pem" --key "$WORK/key.pem"
    way direct "" "url = ftp://$FTP_HOST:$FTP_PORT/large.bin" "$(direct_login)" ssl-reqd
    way portal "$PORTAL_PID" "url = $FILES/large.bin" "$(portal_login)" http1.1
    way rclone "$RCLONE_PID" "url = https://$RCLONE/large.bin" http1.1
    in_turns "${ROUNDS:-5}" tls_download $((mib * 1048576))
    note "rclone uses TLS 1.2 behind: with 1.3 it fails at the session that vsftpd wants used again for data"
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
