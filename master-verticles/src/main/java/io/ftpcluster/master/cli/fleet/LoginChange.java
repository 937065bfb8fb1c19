package io.ftpcluster.master.cli.fleet;

import io.ftpcluster.master.cli.fleet.Change.Difference;
import java.util.List;
import java.util.Map;

/** By which login a permission is used: a stored one, one of its own, or an account that the portal makes. */
final class LoginChange {

    private static final String FTP_USERNAME = "ftp_username";
    private static final String USER_PASS = "user_pass";
    private static final String MANAGED = "managed";
    private static final String LOGIN = "login";

    private LoginChange() {}

    /**
     * The secrets that go along.
     *
     * @param differences to be added to
     * @param problems likewise
     */
    static Map<String, SecretSource> check(Entry entry, Present present, List<Difference> differences,
            List<Problem> problems) {
        boolean stored = entry.values().containsKey(LOGIN);
        boolean managed = Boolean.TRUE.equals(entry.values().get(MANAGED));
        boolean own = entry.secrets().containsKey(USER_PASS) || Boolean.FALSE.equals(entry.values().get(MANAGED));
        if (stored) {
            return Map.of();
        }
        boolean renamed = differences.stream().anyMatch(each -> each.field().equals(FTP_USERNAME));
        if (managed && !present.isManaged()) {
            problems.add(entry.problem(MANAGED,
                    "so far it has another login: ftpcluster permission remove makes room for an account"));
        } else if (present.isManaged() && !own && renamed) {
            problems.add(entry.problem(FTP_USERNAME, "the account " + present.values().get(FTP_USERNAME)
                    + " keeps its name: ftpcluster permission remove makes room for another one"));
        } else if (present.hasStoredLogin() && !own && renamed) {
            problems.add(entry.problem(FTP_USERNAME,
                    "is that of the stored login " + present.values().get(LOGIN) + ", unless there is a user_pass"));
        } else if (own && (present.isManaged() || present.hasStoredLogin())) {
            return newOwn(entry, present, differences, problems);
        }
        return renamed ? entry.secrets() : Map.of();
    }

    private static Map<String, SecretSource> newOwn(Entry entry, Present present, List<Difference> differences,
            List<Problem> problems) {
        if (!entry.secrets().containsKey(USER_PASS)) {
            problems.add(entry.problem(MANAGED, "so far it has no login of its own, so user_pass is needed"));
        }
        // The portal needs the name with the password, be it the same or not.
        differences.removeIf(each -> List.of(FTP_USERNAME, MANAGED, LOGIN).contains(each.field()));
        if (present.hasStoredLogin()) {
            differences.add(new Difference(LOGIN, present.values().get(LOGIN), null));
        } else {
            differences.add(new Difference(MANAGED, true, false));
        }
        differences.add(
                new Difference(FTP_USERNAME, present.values().get(FTP_USERNAME), entry.values().get(FTP_USERNAME)));
        return entry.secrets();
    }
}
