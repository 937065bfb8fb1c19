package io.ftpcluster.master.http.request;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** A host and perhaps a port, as Host, {@code :authority} and absolute targets have them (RFC 3986, 3.2). */
public final class Authority {

    private static final int MAX_LENGTH = 255 + ":65535".length();
    private static final int MAX_PORT = 65535;
    /** All that is a reg-name or an IPv4 address; what isn't ASCII comes as xn--. */
    private static final Pattern NAME = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2}){1,255}");
    private static final Pattern LITERAL = Pattern.compile("\\[[0-9A-Fa-f:.]{2,45}]");
    private static final Pattern PORT = Pattern.compile("[0-9]{0,5}");

    private Authority() {}

    /** Never with a user's name; an empty port is allowed. */
    public static boolean isValid(String text) {
        if (text.length() > MAX_LENGTH) {
            return false;
        }
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        String host = end < 0 ? text : text.substring(0, end);
        String rest = text.substring(host.length());
        return (LITERAL.matcher(host).matches() || NAME.matcher(host).matches()) && isPort(rest);
    }

    private static boolean isPort(String rest) {
        if (rest.isEmpty()) {
            return true;
        }
        String port = rest.substring(1);
        return rest.charAt(0) == ':' && PORT.matcher(port).matches()
                && (port.isEmpty() || Integer.parseInt(port) <= MAX_PORT);
    }

    /** Whether both mean the same in that scheme: letters' case, its usual port and how IPv6 is written make no difference. */
    public static boolean same(String one, String other, boolean https) {
        return normal(one, https).equals(normal(other, https));
    }

    private static String normal(String text, boolean https) {
        String lower = oneSpelling(text.toLowerCase(Locale.ROOT));
        String port = https ? ":443" : ":80";
        if (lower.endsWith(":")) {
            return lower.substring(0, lower.length() - 1);
        }
        return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
    }

    private static String oneSpelling(String authority) {
        int end = authority.startsWith("[") ? authority.indexOf(']') : -1;
        if (end < 0) {
            return authority;
        }
        try {
            return "[" + InetAddress.ofLiteral(authority.substring(1, end)).getHostAddress() + authority.substring(end);
        } catch (IllegalArgumentException noAddress) {
            return authority;
        }
    }
}
