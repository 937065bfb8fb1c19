package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.line;
import static io.ftpcluster.messages.Checks.name;
import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Who may use which server, and with which login there. */
public final class Permissions {

    /**
     * Asked by HTTP, answered by auth, which encrypts the password, or makes one, and asks for {@link #INSERT}. INVALID without a
     * password where the server has no agent, which could make an account for the permission.
     */
    public static final Address<Create, Permission> CREATE = Address.onThisNode("permissions.create", Create.class,
            Permission.class);

    /**
     * Changes one. Asked by HTTP, answered by auth, which encrypts what is secret and asks for {@link #STORE}. What isn't named
     * stays. CONFLICT where the login isn't the permission's own to change.
     */
    public static final Address<Update, Permission> UPDATE = Address.onThisNode("permissions.update", Update.class,
            Permission.class);

    /**
     * Answered by persistence, like all below; with the account, if there is to be one, in one transaction. CONFLICT when the
     * user has the server already, or the account's name is taken.
     */
    public static final Address<Insert, Permission> INSERT = Address.inDatabase("permissions.insert", Insert.class,
            Permission.class);
    /** With another login than its account's that account is to be removed from then on. */
    public static final Address<Store, Permission> STORE = Address.inDatabase("permissions.store", Store.class,
            Permission.class);
    public static final Address<FindAll, PermissionList> LIST = Address.inDatabase("permissions.list", FindAll.class,
            PermissionList.class);
    public static final Address<Find, Permission> FIND = Address.inDatabase("permissions.find", Find.class,
            Permission.class);
    /** Its account is to be removed from then on. */
    public static final Address<Delete, Done> DELETE = Address.inDatabase("permissions.delete", Delete.class,
            Done.class);
    /** NOT_FOUND when there is no such user or server, or the user may not use it: the answer doesn't tell which. */
    public static final Address<FindLogin, Login> LOGIN = Address.inDatabase("permissions.login", FindLogin.class,
            Login.class);

    /** Somebody may do less than before, or not as before: a session, an account, a permission or a server has changed. */
    public static final Topic<Changed> CHANGED = new Topic<>("permissions.changed", Changed.class);

    private Permissions() {}

    public enum Right {
        LIST,
        DOWNLOAD,
        UPLOAD,
        OVERWRITE,
        DELETE,
        RENAME,
        MKDIR
    }

    /**
     * @param login the server's stored login that it uses ({@link StoredLogins}); null: one of its own
     * @param quotaBytes what its account may store; null: as much as fits, or it has no account
     * @param managed whether its login is an account that the server's agent makes
     */
    @Wire("permissions.permission.v2")
    public record Permission(String id, String userId, String username, String serverId, String alias,
            String ftpUsername, Set<Right> rights, String root, Instant createdAt, String login, Long quotaBytes,
            boolean managed) {
        public Permission {
            rights = copy(rights);
        }

        /** Without an account. */
        public Permission(String id, String userId, String username, String serverId, String alias, String ftpUsername,
                Set<Right> rights, String root, Instant createdAt, String login) {
            this(id, userId, username, serverId, alias, ftpUsername, rights, root, createdAt, login, null, false);
        }

        /** With a login of its own. */
        public Permission(String id, String userId, String username, String serverId, String alias, String ftpUsername,
                Set<Right> rights, String root, Instant createdAt) {
            this(id, userId, username, serverId, alias, ftpUsername, rights, root, createdAt, null);
        }
    }

    @Wire("permissions.permission-list.v2")
    public record PermissionList(List<Permission> permissions) {
        public PermissionList {
            permissions = List.copyOf(permissions);
        }
    }

    /**
     * @param ftpUsername null: one is made of the user's name; only without a password
     * @param userPass null: the server's agent makes an account, and the portal its password
     * @param rights null or empty: all
     * @param root absolute folder on the server that the user sees as the top; null: where the login lands
     * @param ftpAccount for servers that ask for one besides the password (ACCT); null: none
     * @param login the server's stored login of this name, in place of the three; null: none
     * @param quotaBytes what the account that is made may store; null: as much as fits
     */
    @Wire("permissions.create.v3")
    public record Create(Actor actor, String userRef, String serverRef, String ftpUsername, Secret userPass,
            Set<Right> rights, String root, Secret ftpAccount, String login, Long quotaBytes) {
        public Create {
            required("user_id", userRef);
            required("server_id", serverRef);
            if (login != null) {
                name("login", login);
            } else if (userPass != null) {
                line("ftp_username", ftpUsername, 128);
                line("user_pass", userPass.value(), 256);
            } else if (ftpUsername != null) {
                AccountName.require("ftp_username", ftpUsername);
            }
            Checks.quota("quota_bytes", quotaBytes, 1);
            rights = rights == null || rights.isEmpty() ? EnumSet.allOf(Right.class) : rights;
            rights = copy(rights);
            root = RemotePath.root("root", root);
            if (ftpAccount != null) {
                line("ftp_account", ftpAccount.value(), 256);
            }
        }

        /** Without an account, and with a login of its own. */
        public Create(Actor actor, String userRef, String serverRef, String ftpUsername, Secret userPass,
                Set<Right> rights, String root) {
            this(actor, userRef, serverRef, ftpUsername, userPass, rights, root, null, null, null);
        }
    }

    /**
     * @param ftpUsername as in {@link Create}
     * @param encryptedPass the password as a Fernet token; null: that of the account
     * @param encryptedAccount what ACCT is to say, likewise; null: none
     * @param accountPassword of the account that the server's agent is to make; null: there is a login already
     * @param login as in {@link Create}; without the other parts of a login
     * @param quotaBytes as in {@link Create}
     */
    @Wire("permissions.insert.v4")
    public record Insert(Actor actor, String userRef, String serverRef, String ftpUsername, Secret encryptedPass,
            Set<Right> rights, String root, Secret encryptedAccount, Accounts.NewPassword accountPassword, String login,
            Long quotaBytes) {
        public Insert {
            rights = copy(rights);
            if (accountPassword == null && login == null) {
                required("ftp_username", ftpUsername);
                required("user_pass", encryptedPass);
            }
        }

        /** Without a quota. */
        public Insert(Actor actor, String userRef, String serverRef, String ftpUsername, Secret encryptedPass,
                Set<Right> rights, String root, Secret encryptedAccount, Accounts.NewPassword accountPassword,
                String login) {
            this(actor, userRef, serverRef, ftpUsername, encryptedPass, rights, root, encryptedAccount, accountPassword,
                    login, null);
        }

        /** Without a stored login. */
        public Insert(Actor actor, String userRef, String serverRef, String ftpUsername, Secret encryptedPass,
                Set<Right> rights, String root, Secret encryptedAccount, Accounts.NewPassword accountPassword) {
            this(actor, userRef, serverRef, ftpUsername, encryptedPass, rights, root, encryptedAccount, accountPassword,
                    null);
        }

        /** With a login that is there already. */
        public Insert(Actor actor, String userRef, String serverRef, String ftpUsername, Secret encryptedPass,
                Set<Right> rights, String root, Secret encryptedAccount) {
            this(actor, userRef, serverRef, ftpUsername, encryptedPass, rights, root, encryptedAccount, null, null);
        }

        /** Without an account. */
        public Insert(Actor actor, String userRef, String serverRef, String ftpUsername, Secret encryptedPass,
                Set<Right> rights, String root) {
            this(actor, userRef, serverRef, ftpUsername, encryptedPass, rights, root, null);
        }
    }

    /**
     * A null stays as it is.
     *
     * @param rights at least one
     * @param root empty: where the login lands
     * @param ftpUsername of a login of its own; with a password where it had none
     * @param ftpAccount empty: none
     * @param login the name of a stored login, in place of one of its own
     * @param files what becomes of those of its account when that goes, as it gets another login; null: they are kept
     * @param quotaBytes what its account may store; 0: as much as fits
     */
    @Wire("permissions.update.v1")
    public record Update(Actor actor, String id, Set<Right> rights, String root, String ftpUsername, Secret userPass,
            Secret ftpAccount, String login, Accounts.LeftFiles files, Long quotaBytes) {
        public Update {
            required("id", id);
            rights = some(rights);
            Checks.quota("quota_bytes", quotaBytes, 0);
            root = changedRoot(root);
            if (login != null) {
                name("login", login);
            }
            if (ftpUsername != null) {
                line("ftp_username", ftpUsername, 128);
            }
            if (userPass != null) {
                line("user_pass", userPass.value(), 256);
            }
            if (ftpAccount != null && !ftpAccount.value().isEmpty()) {
                line("ftp_account", ftpAccount.value(), 256);
            }
        }

        /** With the quota as it is. */
        public Update(Actor actor, String id, Set<Right> rights, String root, String ftpUsername, Secret userPass,
                Secret ftpAccount, String login, Accounts.LeftFiles files) {
            this(actor, id, rights, root, ftpUsername, userPass, ftpAccount, login, files, null);
        }
    }

    /**
     * As {@link Update}.
     *
     * @param encryptedPass as a Fernet token
     * @param encryptedAccount likewise; empty: none
     */
    @Wire("permissions.store.v1")
    public record Store(Actor actor, String id, Set<Right> rights, String root, String ftpUsername,
            Secret encryptedPass, Secret encryptedAccount, String login, Accounts.LeftFiles files, Long quotaBytes) {
        public Store {
            required("actor", actor);
            required("id", id);
            rights = some(rights);
            files = files == null ? Accounts.LeftFiles.KEEP : files;
        }

        /** With the quota as it is. */
        public Store(Actor actor, String id, Set<Right> rights, String root, String ftpUsername, Secret encryptedPass,
                Secret encryptedAccount, String login, Accounts.LeftFiles files) {
            this(actor, id, rights, root, ftpUsername, encryptedPass, encryptedAccount, login, files, null);
        }
    }

    /** @param userId whose password is another now; null: something else has changed */
    @Wire("permissions.changed.v1")
    public record Changed(String userId) {}

    /** Null means any. */
    @Wire("permissions.find-all.v1")
    public record FindAll(String userRef, String serverRef) {}

    @Wire("permissions.find.v1")
    public record Find(String id) {}

    /** @param files what becomes of those of its account, if it has one; null: they are kept */
    @Wire("permissions.delete.v3")
    public record Delete(Actor actor, String id, Accounts.LeftFiles files) {
        public Delete {
            files = files == null ? Accounts.LeftFiles.KEEP : files;
        }

        public Delete(Actor actor, String id) {
            this(actor, id, null);
        }
    }

    @Wire("permissions.find-login.v1")
    public record FindLogin(String username, String alias) {}

    /**
     * Everything the proxy needs to act for a user on a server; the password is still a Fernet token.
     *
     * @param encryptedAccount likewise; null: none
     * @param pendingPass likewise: the password that the agent is about to set, which the server may take already; null: none
     */
    @Wire("permissions.login.v2")
    public record Login(Permission permission, Servers.Server server, Secret encryptedPass, Secret encryptedAccount,
            Secret pendingPass) {

        /** With a password that stays. */
        public Login(Permission permission, Servers.Server server, Secret encryptedPass, Secret encryptedAccount) {
            this(permission, server, encryptedPass, encryptedAccount, null);
        }

        /** Without an account. */
        public Login(Permission permission, Servers.Server server, Secret encryptedPass) {
            this(permission, server, encryptedPass, null, null);
        }
    }

    /** None at all would be no permission. */
    private static Set<Right> some(Set<Right> rights) {
        if (rights == null) {
            return null;
        }
        if (rights.isEmpty()) {
            throw Failure.invalid("rights", "must be at least one").exception();
        }
        return Set.copyOf(rights);
    }

    private static String changedRoot(String root) {
        return root == null || root.isEmpty() ? root : RemotePath.root("root", root);
    }

    private static Set<Right> copy(Set<Right> rights) {
        return rights.isEmpty() ? Set.of() : Set.copyOf(rights);
    }
}
