# shellcheck shell=bash disable=SC2034,SC2154 # installation.sh, and the programs that read both in, use and set them
# The settings of an installed master, and the admin's password at its first start. Whoever reads this in defines wrong, which says what
# is wrong with the settings and ends.

# Settings that were named, one each, KEY=VALUE; later ones win.
wanted=()
# The admin's password at the first start, and whether it is of a run that was interrupted.
password=
left=no

# make_settings PROGRAM EXAMPLE: the settings as they are to be, in $work/master.env: the file that is there, with the lines that were
# named replaced. PROGRAM, the launcher, checks them; EXAMPLE is what explains them.
make_settings() {
    local file=$work/master.env line key value
    # It may hold keys and passwords.
    (umask 077 && : >"$file" && : >"$file.new")
    if [ -e "$SETTINGS" ]; then
        cat "$SETTINGS" >"$file"
    else
        {
            printf '# Settings of the master; %s explains them. After a change:\n' "$2"
            printf '# systemctl restart ftpcluster-master\n'
        } >"$file"
    fi
    wanted+=("FTPCLUSTER_DATA_DIR=$STATE")
    for line in "${wanted[@]}"; do
        key=${line%%=*}
        value=${line#*=}
        { grep -v "^$key=" "$file" || true; } >"$file.new"
        [ -z "$value" ] || printf '%s=%s\n' "$key" "$value" >>"$file.new"
        cat "$file.new" >"$file"
    done
    "$1" master --config "$file" --check-config >"$work/check.log" 2>&1 ||
        wrong "the settings are refused: $(tail -n 1 "$work/check.log" | sed "s,$file,$SETTINGS,")"
}

install_settings() {
    install -d -m 755 /etc/ftpcluster
    replace "$work/master.env" "$SETTINGS" 640 "$ACCOUNT"
    chown "root:$ACCOUNT" "$SETTINGS"
    chmod 640 "$SETTINGS"
    install -d -m 700 -o "$ACCOUNT" -g "$ACCOUNT" "$STATE"
}

# What a run before has left that was interrupted before it could show the password.
find_password() {
    if [ -s "$FIRST_START" ]; then
        password=$(sed -n 's/^FTPCLUSTER_ADMIN_PASSWORD=//p' "$FIRST_START")
        left=yes
    fi
}

# The account admin is made with this password when there is none yet and all else of the start has worked; else the master says
# that it isn't used.
prepare_first_start() {
    local drop_in=/run/systemd/system/$SERVICE.d
    if [ -z "$password" ]; then
        password=$(od -An -N 15 -tx1 /dev/urandom | tr -d ' \n')
        (umask 077 && printf 'FTPCLUSTER_ADMIN_PASSWORD=%s\n' "$password" >"$FIRST_START")
    fi
    mkdir -p "$drop_in"
    printf '[Service]\nEnvironmentFile=-%s\n' "$FIRST_START" >"$drop_in/first-start.conf"
    systemctl daemon-reload
}

clean_up_first_start() {
    if [ -e "/run/systemd/system/$SERVICE.d/first-start.conf" ]; then
        rm -f "/run/systemd/system/$SERVICE.d/first-start.conf"
        systemctl daemon-reload
    fi
    clean_up
}
