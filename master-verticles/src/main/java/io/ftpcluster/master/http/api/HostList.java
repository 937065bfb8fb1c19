package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Provisioning.ProbeHostKey;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.text.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A list of servers to set up, as people paste it: {@code alias,host[,port[,fingerprint]]} on each line. All lines are looked at
 * before anything is made of one.
 *
 * @param errors of lines that can't be used, with their numbers
 */
record HostList(List<HostEntry> lines, List<String> errors) {

    static final int MOST = 100;
    private static final int FTP_PORT = 21;
    private static final int LONGEST_WORDS = 80;
    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");

    /** @param fingerprint of its host key; null: to be looked at and confirmed */
    record HostEntry(String alias, String host, int port, String fingerprint) {
        Settings settings() {
            return new Settings(alias, host, FTP_PORT, FtpSecurity.EXPLICIT, null, null, null);
        }

        HostEntry with(String confirmed) {
            return new HostEntry(alias, host, port, confirmed);
        }

        String text() {
            return alias + "," + host + "," + port + (fingerprint == null ? "" : "," + fingerprint);
        }
    }

    /** @param port where a line names none */
    static HostList parse(List<String> texts, int port) {
        List<HostEntry> lines = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i).strip();
            boolean heading = i == 0 && text.toLowerCase(Locale.ROOT).startsWith("alias,");
            if (!text.isEmpty() && !text.startsWith("#") && !heading) {
                try {
                    HostEntry line = line(text, port);
                    Integer before = seen.putIfAbsent(line.alias().toLowerCase(Locale.ROOT), i + 1);
                    if (before != null) {
                        errors.add(
                                "line " + (i + 1) + ": the alias " + line.alias() + " is on line " + before + " too");
                    }
                    lines.add(line);
                } catch (FailureException e) {
                    errors.add("line " + (i + 1) + ": " + e.failure().detail());
                } catch (IllegalArgumentException e) {
                    errors.add("line " + (i + 1) + ": " + e.getMessage());
                }
            }
        }
        if (lines.size() > MOST) {
            errors.add("more than " + MOST + " servers; give them in several lists");
        }
        if (lines.isEmpty() && errors.isEmpty()) {
            errors.add("no servers are in it");
        }
        return new HostList(lines, errors);
    }

    private static HostEntry line(String text, int port) {
        String[] fields = text.split("[,;\\t]", -1);
        for (int i = 0; i < fields.length; i++) {
            fields[i] = fields[i].strip().replaceFirst("^\"(.*)\"$", "$1");
        }
        if (fields.length < 2 || fields.length > 4) {
            throw new IllegalArgumentException(
                    "must be alias,host[,port[,fingerprint]], not " + Printable.line(text, LONGEST_WORDS));
        }
        String fingerprint = fields.length < 4 || fields[3].isEmpty() ? null : fields[3];
        if (fingerprint != null && !FINGERPRINT.matcher(fingerprint).matches()) {
            throw new IllegalArgumentException("the fingerprint must be SHA256: and 43 characters");
        }
        HostEntry line = new HostEntry(fields[0], fields[1],
                fields.length < 3 || fields[2].isEmpty() ? port : number(fields[2]), fingerprint);
        // Both say what is wrong.
        new ProbeHostKey(line.host(), line.port());
        line.settings();
        return line;
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("the port must be a number, not " + Printable.line(text, LONGEST_WORDS));
        }
        return Integer.parseInt(text);
    }
}
