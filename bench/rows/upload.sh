# shellcheck shell=bash
# One large file upwards, one stream, nothing encrypted.

row_upload() {
    local mib=${UPLOAD_MIB:-1024}
    vsftpd_start none
    openssl rand $((mib * 1048576)) >"$MEMORY/source.bin"
    portal_start
    rclone_start webdav
    local from="upload-file = $MEMORY/source.bin"
    way direct "" "url = ftp://$FTP_HOST:$FTP_PORT/up.bin" "$(direct_login)" "$from"
    way portal "$PORTAL_PID" "url = $FILES/up.bin" "$(portal_login)" "$from"
    way rclone "$RCLONE_PID" "url = http://$RCLONE/up.bin" "$from"
    in_turns "${ROUNDS:-5}" upload $((mib * 1048576))
    throughput_lines $((mib * 1048576)) 0.8
    return "${ROW_STATUS:-0}"
}

# Every upload is checked, and gone before the next one.
upload() {
    transfer "$@" || return 1
    cmp "$MEMORY/source.bin" "$FTP_HOME/up.bin" || return 1
    rm "$FTP_HOME/up.bin"
}
