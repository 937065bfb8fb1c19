package io.ftpcluster.text;

import java.util.Set;
import java.util.regex.Pattern;

/** Which names system users of ours may have; the portal and its agents say the same. */
public final class UserNames {

    public static final int MAX_LENGTH = 32;

    /** What useradd takes everywhere. It can't begin with a dash, nor be a path. */
    private static final Pattern POSSIBLE = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");

    /** Of Debian's base-passwd, of common services, which may be installed later, and what PAM and people take for more. */
    private static final Set<String> RESERVED = Set.of("root", "daemon", "bin", "sys", "sync", "games", "man", "lp",
            "mail", "news", "uucp", "proxy", "www-data", "backup", "list", "irc", "gnats", "nobody", "nogroup", "adm",
            "admin", "administrator", "operator", "toor", "halt", "shutdown", "sudo", "wheel", "staff", "users",
            "shadow", "utmp", "tty", "disk", "dialout", "ssh", "sshd", "ftp", "ftpd", "ftpcluster", "vsftpd", "proftpd",
            "pure-ftpd", "pureftpd", "ftpuser", "anonymous", "apache", "httpd", "nginx", "caddy", "haproxy", "varnish",
            "squid", "tomcat", "postgres", "postgresql", "mysql", "mariadb", "mongodb", "redis", "memcache",
            "memcached", "elasticsearch", "rabbitmq", "grafana", "prometheus", "node-exporter", "influxdb", "telegraf",
            "zabbix", "nagios", "munin", "icinga", "postfix", "postdrop", "exim", "dovecot", "dovenull", "dovecot-auth",
            "sendmail", "smmta", "smmsp", "opendkim", "opendmarc", "spamd", "clamav", "amavis", "bind", "named",
            "unbound", "dnsmasq", "ntp", "ntpd", "ntpsec", "chrony", "openntpd", "dhcpd", "messagebus", "dbus",
            "polkitd", "avahi", "avahi-autoipd", "colord", "cups", "lightdm", "gdm", "sddm", "saned", "pulse", "rtkit",
            "usbmux", "geoclue", "whoopsie", "kernoops", "hplip", "speech-dispatcher", "gnome-initial-setup", "syslog",
            "rsyslog", "klog", "uuidd", "tcpdump", "tss", "landscape", "fwupd-refresh", "lxd", "lxc", "docker",
            "containerd", "libvirt-qemu", "libvirt-dnsmasq", "qemu", "kvm", "pollinate", "statd", "rpc", "rpcuser",
            "nfsnobody", "sssd", "nslcd", "nscd", "openldap", "ldap", "stunnel4", "openvpn", "tor", "debian-tor",
            "i2psvc", "git", "gitlab", "jenkins", "nexus", "sonar", "ansible", "puppet", "ceph", "gluster", "glusterfs",
            "hacluster", "etcd", "consul", "vault", "minio", "snapd-range-524288-root", "snap_daemon", "debian",
            "ubuntu", "vagrant", "_apt", "_chrony", "_ssh", "_rpc", "_laurel", "_flatpak", "_dnsdist", "_tftp", "tftp",
            "kmem", "agent", "debian-exim", "libuuid", "snmp", "debian-snmp", "fail2ban", "svn", "systemd");
    private static final String RESERVED_PREFIX = "systemd-";

    private UserNames() {}

    public static boolean isPossible(String name) {
        return POSSIBLE.matcher(name).matches();
    }

    /** Of the system, whether it has such a user now or not. */
    public static boolean isReserved(String name) {
        return RESERVED.contains(name) || name.startsWith(RESERVED_PREFIX);
    }
}
