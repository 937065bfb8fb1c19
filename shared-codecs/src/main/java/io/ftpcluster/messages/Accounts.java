package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;
import static io.ftpcluster.messages.Checks.some;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import io.ftpcluster.frames.DatalinkFrame;
import io.ftpcluster.text.Printable;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The system users that agents make on their servers, one for each permission that was granted without a password. The
 * portal keeps what should be, the agents make it so. What ACCT says ({@code ftp_account}) is something else.
 */
public final class Accounts {

    /**
     * A new password. Asked by HTTP, answered by auth, which makes it and asks for {@link #STORE_PASSWORD}. Answered when it is
     * stored; the agent is told afterwards.
     */
    public static final Address<Rotate, Account> ROTATE = Address.onThisNode("accounts.rotate", Rotate.class,
            Account.class);

    /**
     * Answered by persistence, like all below. NOT_FOUND when there is no such account, CONFLICT when it is being removed. The
     * permission keeps the old password until the server takes the new one.
     */
    public static final Address<StorePassword, Account> STORE_PASSWORD = Address.inDatabase("accounts.store-password",
            StorePassword.class, Account.class);
    /** Nobody can log in with it, or again; what it runs ends. CONFLICT when it is being removed. */
    public static final Address<SetLock, Account> SET_LOCK = Address.inDatabase("accounts.set-lock", SetLock.class,
            Account.class);
    /** By name. NOT_FOUND when there is no such server. */
    public static final Address<Find, AccountList> LIST = Address.inDatabase("accounts.list", Find.class,
            AccountList.class);
    /** What should be on a server, by name, a page at a time; without what was removed. */
    public static final Address<FindDesired, DesiredList> DESIRED = Address.inDatabase("accounts.desired",
            FindDesired.class, DesiredList.class);
    /** Where there are accounts in some of these states. */
    public static final Address<FindServers, ServersWithAccounts> SERVERS = Address.inDatabase("accounts.servers",
            FindServers.class, ServersWithAccounts.class);
    /**
     * What came of it, all in one transaction. A password that the server takes now goes into the permission with it. What was
     * changed meanwhile stays to be done.
     */
    public static final Address<StoreResults, Done> STORE_RESULTS = Address.inDatabase("accounts.store-results",
            StoreResults.class, Done.class);

    /** What an agent has in the portal's group and the portal doesn't know, in place of what was known of it. */
    public static final Address<StoreUnknown, Done> STORE_UNKNOWN = Address.inDatabase("accounts.store-unknown",
            StoreUnknown.class, Done.class);
    /**
     * What an agent says of its datalink: each change becomes one line of the audit trail, however often it is told, and the
     * names replace what was known.
     */
    public static final Address<StoreDatalink, Done> STORE_DATALINK = Address.inDatabase("accounts.store-datalink",
            StoreDatalink.class, Done.class);
    /** What has not worked for some time, of all servers. */
    public static final Address<FindFailures, FailureList> FAILURES = Address.inDatabase("accounts.failures",
            FindFailures.class, FailureList.class);
    /** Accounts that work and whose passwords are old, the oldest first: no more than may be changed now. */
    public static final Address<FindAged, AgedList> AGED = Address.inDatabase("accounts.aged", FindAged.class,
            AgedList.class);

    /** What should be was changed; published by persistence after the fact. */
    public static final Topic<Changed> CHANGED = new Topic<>("accounts.changed", Changed.class);

    private Accounts() {}

    /** How an account should be. */
    public enum Desired {
        ACTIVE,
        LOCKED,
        ABSENT
    }

    /** What becomes of the files of an account that is removed. */
    public enum LeftFiles {
        /** They are moved aside on the server. */
        KEEP,
        /** They are packed into one file there. */
        ARCHIVE,
        REMOVE
    }

    /** How an account is, for people. */
    public enum State {
        /** The server's agent has no link: it is done when it has one. */
        WAITING,
        /** It is being made, changed or removed. */
        MAKING,
        /** The portal has logged in with it. */
        WORKING,
        LOCKED,
        FAILED,
        REMOVED
    }

    /**
     * @param permissionId for which it was made; may be gone
     * @param username of the portal, whose it is
     * @param files what becomes of them when it should be absent
     * @param generation counts the changes of what should be
     * @param observedGeneration the last one that the agent has made so; 0: none
     * @param detail why it is as it is, and what to do; may be empty
     * @param changedAt when what should be was changed last
     * @param quotaBytes what it may store; null: as much as fits
     */
    @Wire("accounts.account.v1")
    public record Account(String serverId, String name, String permissionId, String username, Desired desired,
            LeftFiles files, long generation, long observedGeneration, State state, String detail, Instant changedAt,
            Long quotaBytes) {

        /** Without a quota. */
        public Account(String serverId, String name, String permissionId, String username, Desired desired,
                LeftFiles files, long generation, long observedGeneration, State state, String detail,
                Instant changedAt) {
            this(serverId, name, permissionId, username, desired, files, generation, observedGeneration, state, detail,
                    changedAt, null);
        }
    }

    /**
     * @param more whether there are accounts after these
     * @param unknown as in {@link StoreUnknown}
     * @param datalink as in {@link StoreDatalink#names}
     */
    @Wire("accounts.account-list.v3")
    public record AccountList(List<Account> accounts, boolean more, List<String> unknown, List<String> datalink) {
        public AccountList {
            accounts = List.copyOf(accounts);
            unknown = List.copyOf(unknown);
            datalink = List.copyOf(datalink);
        }
    }

    /**
     * The password of an account that is to be made, of nobody's choice.
     *
     * @param sealed as a Fernet token
     * @param hash for /etc/shadow
     */
    public record NewPassword(Secret sealed, Secret hash) {
        public NewPassword {
            required("sealed", sealed);
            required("hash", hash);
        }
    }

    @Wire("accounts.rotate.v1")
    public record Rotate(Actor actor, String serverRef, String name) {
        public Rotate {
            required("actor", actor);
            required("server", serverRef);
            required("name", name);
        }
    }

    @Wire("accounts.store-password.v1")
    public record StorePassword(Actor actor, String serverRef, String name, NewPassword password) {
        public StorePassword {
            required("actor", actor);
            required("server", serverRef);
            required("name", name);
            required("password", password);
        }
    }

    @Wire("accounts.set-lock.v1")
    public record SetLock(Actor actor, String serverRef, String name, boolean locked) {
        public SetLock {
            required("actor", actor);
            required("server", serverRef);
            required("name", name);
        }
    }

    /**
     * @param after the name before the first one; null: from the beginning
     * @param limit cut to {@link #MAX}
     */
    @Wire("accounts.find.v1")
    public record Find(String serverRef, String after, int limit) {
        public static final int MAX = 1000;

        public Find {
            required("server", serverRef);
            limit = Math.max(1, Math.min(limit, MAX));
        }
    }

    /** @param after the name before the first one; null: from the beginning */
    @Wire("accounts.find-desired.v1")
    public record FindDesired(String serverId, String after) {
        /** On a page. */
        public static final int PAGE = 1000;

        public FindDesired {
            required("server", serverId);
        }
    }

    /**
     * @param hash of its password
     * @param sealed its password, which the server takes when it has the hash
     * @param quotaBytes what it may store, 0: as much as fits, which it was not always; null: there never was a quota
     * @param detail as it was stored last
     */
    public record DesiredAccount(String name, String username, Desired desired, LeftFiles files, Secret hash,
            Secret sealed, long generation, long observedGeneration, State state, Long quotaBytes, String detail) {

        /** Without a quota. */
        public DesiredAccount(String name, String username, Desired desired, LeftFiles files, Secret hash,
                Secret sealed, long generation, long observedGeneration, State state) {
            this(name, username, desired, files, hash, sealed, generation, observedGeneration, state, null, "");
        }

        /** Whether the agent has made it so already. */
        public boolean isMade() {
            return observedGeneration == generation;
        }
    }

    /**
     * @param alias the server's
     * @param accounts fewer than {@link FindDesired#PAGE}: that was the last page
     * @param unknown as it was stored last
     */
    @Wire("accounts.desired-list.v2")
    public record DesiredList(String alias, List<DesiredAccount> accounts, List<String> unknown) {
        public DesiredList {
            required("alias", alias);
            accounts = List.copyOf(accounts);
            unknown = List.copyOf(unknown);
        }
    }

    /** @param states of which there must be an account; without {@link State#REMOVED} */
    @Wire("accounts.find-servers.v1")
    public record FindServers(Set<State> states) {
        /** For all that aren't removed. */
        public static final Set<State> ALL = Set.copyOf(EnumSet.complementOf(EnumSet.of(State.REMOVED)));

        public FindServers {
            states = Set.copyOf(states);
        }
    }

    @Wire("accounts.servers-with-accounts.v1")
    public record ServersWithAccounts(List<String> ids) {
        public ServersWithAccounts {
            ids = List.copyOf(ids);
        }
    }

    /**
     * @param generation of what should be, that it is about
     * @param taken the password that the server takes since the agent has made it so, sealed; null: it hasn't, or there is none
     * @param made whether the agent has made it so
     * @param state counts only while nothing was changed since
     */
    public record Result(String name, long generation, boolean made, Secret taken, State state, String detail) {
        private static final int LONGEST = 1000;

        public Result {
            required("name", name);
            required("state", state);
            detail = detail == null ? "" : Printable.line(detail, LONGEST);
        }
    }

    @Wire("accounts.store-results.v1")
    public record StoreResults(String serverId, List<Result> results, Leases.Token token) implements Leases.Timed {
        public static final int MAX = 500;

        public StoreResults {
            required("server", serverId);
            results = some("results", results, MAX);
            token = Leases.Token.orNone(token);
        }
    }

    /** @param names sorted; cut to the first {@link #MAX} */
    @Wire("accounts.store-unknown.v1")
    public record StoreUnknown(String serverId, List<String> names, Leases.Token token) implements Leases.Timed {
        public static final int MAX = 100;
        private static final int LONGEST = 64;

        public StoreUnknown {
            required("server", serverId);
            names = cut(names);
            token = Leases.Token.orNone(token);
        }

        /** As agents say them, who may say anything. */
        public static List<String> cut(List<String> names) {
            return names.stream()
                    .map(name -> Printable.line(name, LONGEST))
                    .filter(name -> !name.isBlank())
                    .distinct()
                    .limit(MAX)
                    .toList();
        }
    }

    /**
     * @param changes as the agent says them
     * @param names of accounts that were made through it, sorted; cut to the first {@link StoreUnknown#MAX}
     */
    @Wire("accounts.store-datalink.v1")
    public record StoreDatalink(String serverId, List<DatalinkFrame.Change> changes, List<String> names) {
        public StoreDatalink {
            required("server", serverId);
            changes = List.copyOf(changes);
            names = StoreUnknown.cut(names);
        }
    }

    /** @param millis for which they must have failed */
    @Wire("accounts.find-failures.v1")
    public record FindFailures(long millis) {}

    /**
     * @param count of accounts
     * @param names the first ones, at most {@link #NAMED}
     */
    @Wire("accounts.failures.v1")
    public record Failures(String serverId, int count, List<String> names) {
        public static final int NAMED = 5;

        public Failures {
            names = List.copyOf(names);
        }
    }

    @Wire("accounts.failure-list.v1")
    public record FailureList(List<Failures> servers) {
        public FailureList {
            servers = List.copyOf(servers);
        }
    }

    /**
     * @param millis the age from which a password is old
     * @param atOnce accounts that may be made or changed at once, on all servers
     */
    @Wire("accounts.find-aged.v1")
    public record FindAged(long millis, int atOnce) {}

    @Wire("accounts.aged.v1")
    public record Aged(String serverId, String name) {}

    @Wire("accounts.aged-list.v1")
    public record AgedList(List<Aged> accounts) {
        public AgedList {
            accounts = List.copyOf(accounts);
        }
    }

    /** @param serverId null: it may be any */
    @Wire("accounts.changed.v1")
    public record Changed(String serverId) {}
}
