package io.ftpcluster.master.provisioning.job;

import io.ftpcluster.text.Printable;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the script's step facts tells of a server, by lines {@code fact KEY=VALUE}. What isn't told is empty. */
record ServerFacts(Map<String, String> values) {

    private static final String LINE = "fact ";
    private static final int MOST = 64;
    private static final long GIB = 1L << 30;
    private static final Pattern SYSTEM = Pattern.compile("(Debian|Ubuntu)\\D*([0-9.]*).*", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,4})?");
    private static final double OLDEST_DEBIAN = 12;
    private static final double OLDEST_UBUNTU = 22.04;

    ServerFacts {
        values = Map.copyOf(values);
    }

    static ServerFacts parse(String printed) {
        Map<String, String> values = new HashMap<>();
        List<String> lines = printed.lines().filter(line -> line.startsWith(LINE)).limit(MOST).toList();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(LINE.length(), equals).strip(),
                        Printable.line(line.substring(equals + 1).strip()));
            }
        }
        return new ServerFacts(values);
    }

    String get(String name) {
        return values.getOrDefault(name, "");
    }

    /** As Debian names it. */
    String architecture() {
        return switch (get("architecture").toLowerCase(Locale.ROOT)) {
            case "x86_64", "amd64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> get("architecture");
        };
    }

    void requireSupported(String server) throws StepException {
        if (get("system").isEmpty()) {
            throw new StepException(
                    "The set-up script on " + server + " did not say which system it is; nothing was changed."
                            + " Look whether /etc/os-release is there.");
        }
        if (!isSupported(get("system"))) {
            throw new StepException(server + " runs " + get("system") + ", which the portal doesn't set up; nothing was"
                    + " changed. Use Debian 12 or 13, or Ubuntu 22.04 or 24.04, or set it up by hand (docs/agent.md).");
        }
    }

    /** What is newer than what was tried is the script's to judge; Debian's testing has no number. */
    private static boolean isSupported(String system) {
        Matcher found = SYSTEM.matcher(system);
        if (!found.matches()) {
            return false;
        }
        boolean debian = found.group(1).equalsIgnoreCase("Debian");
        Matcher number = NUMBER.matcher(found.group(2));
        return number.lookingAt()
                ? Double.parseDouble(number.group()) >= (debian ? OLDEST_DEBIAN : OLDEST_UBUNTU)
                : debian;
    }

    /** One line for people. */
    String summary() {
        StringBuilder text = new StringBuilder(get("system")).append(", ").append(architecture());
        try {
            text.append(
                    String.format(Locale.ROOT, ", %.1f GiB free", (double) Long.parseLong(get("free_bytes")) / GIB));
        } catch (NumberFormatException e) {
            // It didn't say.
        }
        String daemon = get("daemon");
        if (!daemon.isEmpty()) {
            text.append(daemon.equals("none") ? ", no FTP daemon" : ", FTP daemon " + daemon);
        }
        return text.toString();
    }
}
