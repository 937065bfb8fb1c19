package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.name;
import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.bus.Wire;
import java.time.Instant;
import java.util.List;

/** The portal's own accounts. A {@code ref} is an id or a username. */
public final class Users {

    /** Asked by HTTP, answered by auth, which hashes the password and asks for {@link #INSERT}. */
    public static final Address<Create, User> CREATE = Address.onThisNode("users.create", Create.class, User.class);
    /** Answered by auth; a new password ends the user's sessions. */
    public static final Address<Update, User> UPDATE = Address.onThisNode("users.update", Update.class, User.class);

    /** Answered by persistence, like all below. CONFLICT when the name is taken. */
    public static final Address<Insert, User> INSERT = Address.inDatabase("users.insert", Insert.class, User.class);
    /** CONFLICT when it would leave no admin. */
    public static final Address<Store, User> STORE = Address.inDatabase("users.store", Store.class, User.class);
    /** CONFLICT when the password isn't the one any more that was checked. */
    public static final Address<StorePassword, Done> STORE_PASSWORD = Address.inDatabase("users.store-password",
            StorePassword.class, Done.class);
    /** The same password, hashed as new ones are; does nothing when the password was changed meanwhile. */
    public static final Address<UpgradeHash, Done> UPGRADE_HASH = Address.inDatabase("users.upgrade-hash",
            UpgradeHash.class, Done.class);
    public static final Address<StorePreferences, User> STORE_PREFERENCES = Address
            .inDatabase("users.store-preferences", StorePreferences.class, User.class);
    public static final Address<Find, User> FIND = Address.inDatabase("users.find", Find.class, User.class);
    public static final Address<FindAll, UserList> LIST = Address.inDatabase("users.list", FindAll.class,
            UserList.class);
    /** Ends the user's sessions and permissions too. CONFLICT for the last admin. */
    public static final Address<Delete, Done> DELETE = Address.inDatabase("users.delete", Delete.class, Done.class);
    /** NOT_FOUND for an unknown name. */
    public static final Address<FindCredentials, Credentials> CREDENTIALS = Address.inDatabase("users.credentials",
            FindCredentials.class, Credentials.class);

    /** The account has logged in from there; remembered for 90 days, the newest 100 of each account. */
    public static final Address<NoteNetwork, Done> NOTE_NETWORK = Address.inDatabase("users.note-network",
            NoteNetwork.class, Done.class);
    /** Whether the account has logged in from there. */
    public static final Address<FindNetwork, Network> FIND_NETWORK = Address.inDatabase("users.find-network",
            FindNetwork.class, Network.class);

    private Users() {}

    public enum Role {
        ADMIN,
        USER
    }

    /** Of pages. */
    public enum Theme {
        /** What the browser says. */
        SYSTEM,
        DARK,
        LIGHT
    }

    /** How an account's pages look. */
    @Wire("users.preferences.v1")
    public record Preferences(Theme theme) {

        public static final Preferences DEFAULT = new Preferences(Theme.SYSTEM);

        public Preferences {
            required("theme", theme);
        }
    }

    @Wire("users.user.v2")
    public record User(String id, String username, Role role, Instant createdAt, Preferences preferences) {

        /** Of an account that has chosen nothing. */
        public User(String id, String username, Role role, Instant createdAt) {
            this(id, username, role, createdAt, Preferences.DEFAULT);
        }
    }

    @Wire("users.user-list.v1")
    public record UserList(List<User> users) {
        public UserList {
            users = List.copyOf(users);
        }
    }

    @Wire("users.create.v2")
    public record Create(Actor actor, String username, Secret password, Role role) {
        public Create {
            name("username", username);
            if (Actor.isReserved(username)) {
                throw Failure.invalid("username", "is reserved: the audit trail calls the portal itself so")
                        .exception();
            }
            Passwords.check("password", password);
            required("role", role);
        }
    }

    /** A null password or role stays as it is. */
    @Wire("users.update.v2")
    public record Update(Actor actor, String ref, Secret password, Role role) {
        public Update {
            if (password != null) {
                Passwords.check("password", password);
            }
        }
    }

    @Wire("users.insert.v2")
    public record Insert(Actor actor, String username, Secret passwordHash, Role role) {
        public Insert {
            name("username", username);
            required("role", role);
        }
    }

    /** A null hash or role stays as it is; a new hash revokes the user's sessions in the same transaction. */
    @Wire("users.store.v2")
    public record Store(Actor actor, String ref, Secret passwordHash, Role role) {}

    /**
     * The actor's own password. Of their sessions the one that they came with isn't revoked.
     *
     * @param oldHash what is stored now
     */
    @Wire("users.store-password.v2")
    public record StorePassword(Actor actor, Secret oldHash, Secret newHash) {}

    /** @param oldHash what is stored now */
    @Wire("users.upgrade-hash.v1")
    public record UpgradeHash(String userId, Secret oldHash, Secret newHash) {}

    /** @param network an IPv4 address or the first half of an IPv6 one */
    @Wire("users.note-network.v1")
    public record NoteNetwork(String userId, String network) {}

    @Wire("users.find-network.v1")
    public record FindNetwork(String userId, String network) {}

    @Wire("users.network.v1")
    public record Network(boolean known) {}

    /** The actor's own. A null theme stays as it is. */
    @Wire("users.store-preferences.v1")
    public record StorePreferences(Actor actor, Theme theme) {}

    @Wire("users.find.v1")
    public record Find(String ref) {}

    @Wire("users.find-all.v1")
    public record FindAll() {}

    @Wire("users.delete.v2")
    public record Delete(Actor actor, String ref) {}

    @Wire("users.find-credentials.v1")
    public record FindCredentials(String username) {}

    /** @param unlockedAt milliseconds since 1970: failed logins before this moment don't count; 0: never */
    @Wire("users.credentials.v1")
    public record Credentials(User user, Secret passwordHash, long unlockedAt) {

        /** Of an account that was never unlocked. */
        public Credentials(User user, Secret passwordHash) {
            this(user, passwordHash, 0);
        }
    }
}
