package io.ftpcluster.agent.account;

import io.ftpcluster.bus.Secret;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The system's users and groups by passwd(5), shadow(5) and group(5). Lines that can't be read are passed over. */
final class UserDatabase {

    private static final Secret NO_PASSWORD = new Secret("");
    private static final int USER_FIELDS = 7;
    private static final int PASSWORD_FIELDS = 9;
    private static final int GROUP_FIELDS = 4;

    private final Path etc;

    @FunctionalInterface
    private interface Line {
        void take(String[] fields);
    }

    /** @param etc the folder of the three files */
    UserDatabase(Path etc) {
        this.etc = etc;
    }

    /**
     * The number of a group; null when there is none.
     *
     * @throws AccountException when its number is another group's, too, so that it doesn't tell whose a user is
     */
    Integer group(String name) throws IOException, AccountException {
        Map<String, Integer> numbers = new HashMap<>();
        Map<Integer, Integer> uses = new HashMap<>();
        read("group", GROUP_FIELDS, fields -> {
            Integer gid = number(fields[2]);
            if (gid != null && numbers.putIfAbsent(fields[0], gid) == null) {
                uses.merge(gid, 1, Integer::sum);
            }
        });
        Integer gid = numbers.get(name);
        if (gid != null && (gid == 0 || uses.get(gid) > 1)) {
            throw AccountException.failed("the group " + name + " has the number of another group, " + gid);
        }
        return gid;
    }

    /** All that it says yes to, by name, without their passwords. The first line of a name counts. */
    Map<String, Account> users(Predicate<Account> wanted) throws IOException {
        Map<String, Account> users = new HashMap<>();
        read("passwd", USER_FIELDS, fields -> {
            Integer uid = number(fields[2]);
            Integer gid = number(fields[3]);
            if (uid != null && gid != null) {
                Account user = new Account(fields[0], uid, gid, fields[5], fields[6], NO_PASSWORD, false);
                if (wanted.test(user)) {
                    users.putIfAbsent(user.name(), user);
                }
            }
        });
        return users;
    }

    /** The same users with what /etc/shadow says of them. */
    List<Account> withPasswords(Map<String, Account> users) throws IOException {
        Map<String, Account> open = new HashMap<>(users);
        List<Account> known = new ArrayList<>(users.size());
        if (!open.isEmpty()) {
            read("shadow", PASSWORD_FIELDS, fields -> {
                Account user = open.remove(fields[0]);
                if (user != null) {
                    known.add(user.with(new Secret(fields[1]), !fields[7].isEmpty()));
                }
            });
        }
        known.addAll(open.values());
        return known;
    }

    private void read(String file, int fields, Line to) throws IOException {
        String path = etc.resolve(file).toString();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new FileInputStream(path), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split(":", -1);
                if (parts.length == fields && !parts[0].isEmpty()) {
                    to.take(parts);
                }
            }
        } catch (FileNotFoundException e) {
            throw new IOException(path + " can't be read", e);
        }
    }

    private static Integer number(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException unknown) {
            return null;
        }
    }
}
