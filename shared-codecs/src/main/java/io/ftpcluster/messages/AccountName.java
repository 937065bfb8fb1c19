package io.ftpcluster.messages;

import io.ftpcluster.bus.Failure;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of system users that agents make: such as {@code useradd} takes anywhere, and none that a system has for itself. */
public final class AccountName {

    public static final int MAX_LENGTH = 32;

    private static final Pattern SHAPE = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
    private static final Pattern NOT_ALLOWED = Pattern.compile("[^a-z0-9_]+");
    private static final Pattern DASHES_AT_ENDS = Pattern.compile("^-+|-+$");
    /** Of Debian's base-passwd, of common services, and what else {@code sudo}, PAM and people take for more than a user. */
    private static final Set<String> RESERVED = Set.of("root", "daemon", "bin", "sys", "sync", "games", "man", "lp",
            "mail", "news", "uucp", "proxy", "www-data", "backup", "list", "irc", "gnats", "nobody", "nogroup", "_apt",
            "admin", "administrator", "adm", "operator", "toor", "sudo", "wheel", "shadow", "staff", "users", "utmp",
            "tty", "disk", "kmem", "dialout", "messagebus", "dbus", "polkitd", "sshd", "ssh", "ftp", "ftpuser",
            "anonymous", "vsftpd", "proftpd", "ftpd", "pure-ftpd", "ftpcluster", "agent", "postfix", "exim",
            "debian-exim", "dovecot", "dovenull", "mysql", "mariadb", "postgres", "redis", "mongodb", "memcache",
            "rabbitmq", "nginx", "apache", "httpd", "tomcat", "haproxy", "squid", "bind", "named", "unbound", "dnsmasq",
            "ntp", "ntpsec", "chrony", "_chrony", "syslog", "rsyslog", "uuidd", "tcpdump", "tss", "avahi", "colord",
            "cups", "landscape", "lxd", "docker", "libvirt-qemu", "libuuid", "statd", "_rpc", "rpc", "nfsnobody",
            "sssd", "snmp", "debian-snmp", "clamav", "fail2ban", "git", "svn", "jenkins", "prometheus", "grafana",
            "elasticsearch", "zabbix", "nagios", "ubuntu", "debian", "vagrant", "systemd", "halt", "shutdown");
    private static final String RESERVED_PREFIX = "systemd-";

    private AccountName() {}

    /**
     * A readable one for a name of the portal, always the same; it may be {@link #isReserved reserved}, and others may have it:
     * {@link #numbered} makes the next one.
     */
    public static String of(String username) {
        String plain = NOT_ALLOWED.matcher(username.toLowerCase(Locale.ROOT)).replaceAll("-");
        String name = DASHES_AT_ENDS.matcher(plain).replaceAll("");
        // Of a number alone nobody could tell whether it is a name or an id of a user.
        boolean begins = !name.isEmpty() && !Character.isDigit(name.charAt(0));
        return cut(begins ? name : "u-" + name, MAX_LENGTH);
    }

    /** As {@code name-2}: of the same length at most. */
    public static String numbered(String name, int number) {
        String suffix = "-" + number;
        return cut(name, MAX_LENGTH - suffix.length()) + suffix;
    }

    public static boolean isReserved(String name) {
        return RESERVED.contains(name) || name.startsWith(RESERVED_PREFIX);
    }

    /** Whether it has the shape of one. */
    public static boolean fits(String name) {
        return SHAPE.matcher(name).matches();
    }

    /** INVALID naming the field unless an account may be called so. */
    public static String require(String field, String name) {
        Checks.required(field, name);
        if (!fits(name)) {
            throw Failure
                    .invalid(field,
                            "must be 1 to " + MAX_LENGTH
                                    + " of the characters a-z 0-9 _ - and start with a letter or _,"
                                    + " as a system user is to be made by this name")
                    .exception();
        }
        if (isReserved(name)) {
            throw Failure.invalid(field, "must not be a name that systems have for themselves").exception();
        }
        return name;
    }

    private static String cut(String name, int length) {
        String cut = name.length() > length ? name.substring(0, length) : name;
        return DASHES_AT_ENDS.matcher(cut).replaceAll("");
    }
}
