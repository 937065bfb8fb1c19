# shellcheck shell=bash
# One large file, one stream, nothing encrypted.

row_download() {
    local mib=${DOWNLOAD_MIB:-1024}
    vsftpd_start none
    random_file large.bin "$mib"
    portal_start
    rclone_start http
    apache_start
    way direct "" "url = ftp://$FTP_HOST:$FTP_PORT/large.bin" "$(direct_login)"
    way portal "$PORTAL_PID" "url = $FILES/large.bin" "$(portal_login)"
    way rclone "$RCLONE_PID" "url = http://$RCLONE/large.bin"
    way mod_proxy_ftp "$APACHE_PID" "url = http://$APACHE/large.bin" "$(direct_login)"
    in_turns "${ROUNDS:-5}" download $((mib * 1048576))
    throughput_lines $((mib * 1048576)) 0.9 0.3
    return "${ROW_STATUS:-0}"
}

# The round that warms up checks what comes.
download() {
    if [ "$ROUND" = 0 ]; then
        curl -fsSk -m 120 -K "$WORK/ways/$1" | cmp - "$FTP_HOME/large.bin"
    else
        transfer "$@"
    fi
}
