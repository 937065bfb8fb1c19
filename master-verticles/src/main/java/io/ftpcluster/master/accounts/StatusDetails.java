package io.ftpcluster.master.accounts;

import io.ftpcluster.messages.Accounts.Desired;
import io.ftpcluster.messages.Accounts.DesiredAccount;
import io.ftpcluster.text.Printable;

/** What people read of an account that isn't as it should be: why, and what to do. */
final class StatusDetails {

    static final String LEFT_ALONE = "The user of this name on the server isn't the portal's and was left alone.";

    /** The account works all the same. */
    static final String NO_QUOTA = "It has no quota: ";
    private static final String QUOTA_SET = "quota";
    private static final String UNSET = "no quota: ";

    private StatusDetails() {}

    static String away(String alias) {
        return "It waits for the server: the agent on " + alias + " has no link. It is done as soon as it has one.";
    }

    static String unable(String alias) {
        return "The agent on " + alias
                + " can't make accounts: it is of an older version, doesn't run as root, or misses"
                + " useradd and its like; or it is one of the demo's, whose FTP servers don't know the system's users."
                + " Update the agent, and this is then done by itself; in the demo, grant the permission with a"
                + " password.";
    }

    /** @param why as the agent says it */
    static String quota(DesiredAccount account, String alias, String why) {
        boolean wanted = account.desired() != Desired.ABSENT && account.quotaBytes() != null
                && account.quotaBytes() > 0;
        if (!wanted || why.equals(QUOTA_SET)) {
            return "";
        }
        return NO_QUOTA
                + (why.isEmpty()
                        ? "the agent on " + alias + " is of a version that knows none. Update it."
                        : sentence(why.startsWith(UNSET) ? why.substring(UNSET.length()) : why))
                + " It is tried again by itself.";
    }

    static String failed(String alias, String why) {
        return "It failed on " + alias + ": " + sentence(why) + " It is tried again by itself.";
    }

    static String conflict(AccountStatuses.Status status, String alias, String why) {
        String reason = "The agent on " + alias + " leaves it alone: " + sentence(why);
        return status.isAbsent()
                ? reason + " Remove the user " + status.name() + " there by hand if it is to go."
                : reason + " Free the name " + status.name()
                        + " there, or remove this permission and grant it again with" + " another FTP username.";
    }

    static String noLogin(String alias, String why) {
        return "The agent on " + alias + " has made it, but the login fails: " + sentence(why)
                + " Where it is refused, the FTP server must let in users of the group ftpcluster, whose shell isn't in"
                + " /etc/shells. The test of the server says more; the login is tried again by itself.";
    }

    /** @param locked null when it isn't there */
    static String untrue(String alias, Boolean locked) {
        String is = locked == null ? "isn't there" : locked ? "is locked" : "is there and isn't locked";
        return "The agent on " + alias + " says that this is done, but the account " + is
                + ". Look whether something else there changes users, and at the agent's log; it is tried again by"
                + " itself.";
    }

    private static String sentence(String why) {
        String line = why == null || why.isBlank() ? "nobody knows why" : Printable.line(why.strip());
        return line.endsWith(".") || line.endsWith("!") || line.endsWith("?") ? line : line + ".";
    }
}
