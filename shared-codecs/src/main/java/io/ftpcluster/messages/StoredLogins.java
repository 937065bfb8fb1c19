package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.line;
import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.bus.Wire;
import java.time.Instant;
import java.util.List;

/** FTP logins of a server that many permissions share, each with a root of its own. A {@code serverRef} is an id or an alias. */
public final class StoredLogins {

    /** Asked by HTTP, answered by auth, which encrypts what is secret and asks for {@link #INSERT}. */
    public static final Address<Create, StoredLogin> CREATE = Address.onThisNode("stored-logins.create", Create.class,
            StoredLogin.class);
    /** Likewise, with {@link #STORE}. */
    public static final Address<Update, StoredLogin> UPDATE = Address.onThisNode("stored-logins.update", Update.class,
            StoredLogin.class);

    /** Answered by persistence, like all below. CONFLICT when the server has one of this name. */
    public static final Address<Insert, StoredLogin> INSERT = Address.inDatabase("stored-logins.insert", Insert.class,
            StoredLogin.class);
    /** All permissions that use it have what is new with it, in the same transaction. */
    public static final Address<Store, StoredLogin> STORE = Address.inDatabase("stored-logins.store", Store.class,
            StoredLogin.class);
    /** By name. NOT_FOUND when there is no such server. */
    public static final Address<FindAll, StoredLoginList> LIST = Address.inDatabase("stored-logins.list", FindAll.class,
            StoredLoginList.class);
    public static final Address<Find, StoredLogin> FIND = Address.inDatabase("stored-logins.find", Find.class,
            StoredLogin.class);
    /** CONFLICT, naming users, while permissions use it. */
    public static final Address<Delete, Done> DELETE = Address.inDatabase("stored-logins.delete", Delete.class,
            Done.class);

    private StoredLogins() {}

    /**
     * @param withAccount whether it has something to say to servers that ask for an account (ACCT)
     * @param permissions how many use it
     */
    @Wire("stored-logins.login.v1")
    public record StoredLogin(String serverId, String name, String ftpUsername, boolean withAccount, int permissions,
            Instant createdAt) {}

    @Wire("stored-logins.login-list.v1")
    public record StoredLoginList(List<StoredLogin> logins) {
        public StoredLoginList {
            logins = List.copyOf(logins);
        }
    }

    /** @param ftpAccount as in {@link Permissions.Create} */
    @Wire("stored-logins.create.v1")
    public record Create(Actor actor, String serverRef, String name, String ftpUsername, Secret userPass,
            Secret ftpAccount) {
        public Create {
            required("server", serverRef);
            Checks.name("name", name);
            line("ftp_username", ftpUsername, 128);
            required("user_pass", userPass);
            line("user_pass", userPass.value(), 256);
            if (ftpAccount != null) {
                line("ftp_account", ftpAccount.value(), 256);
            }
        }
    }

    /**
     * @param encryptedPass as a Fernet token
     * @param encryptedAccount likewise; null: none
     */
    @Wire("stored-logins.insert.v1")
    public record Insert(Actor actor, String serverRef, String name, String ftpUsername, Secret encryptedPass,
            Secret encryptedAccount) {
        public Insert {
            required("server", serverRef);
            Checks.name("name", name);
            required("ftp_username", ftpUsername);
            required("user_pass", encryptedPass);
        }
    }

    /**
     * A null stays as it is.
     *
     * @param ftpAccount empty: none
     */
    @Wire("stored-logins.update.v1")
    public record Update(Actor actor, String serverRef, String name, String ftpUsername, Secret userPass,
            Secret ftpAccount) {
        public Update {
            required("server", serverRef);
            required("name", name);
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
    }

    /**
     * As {@link Update}.
     *
     * @param encryptedPass as a Fernet token
     * @param encryptedAccount likewise; empty: none
     */
    @Wire("stored-logins.store.v1")
    public record Store(Actor actor, String serverRef, String name, String ftpUsername, Secret encryptedPass,
            Secret encryptedAccount) {
        public Store {
            required("server", serverRef);
            required("name", name);
        }
    }

    /** @param serverRef null: of all servers */
    @Wire("stored-logins.find-all.v1")
    public record FindAll(String serverRef) {}

    @Wire("stored-logins.find.v1")
    public record Find(String serverRef, String name) {
        public Find {
            required("server", serverRef);
            required("name", name);
        }
    }

    @Wire("stored-logins.delete.v1")
    public record Delete(Actor actor, String serverRef, String name) {
        public Delete {
            required("server", serverRef);
            required("name", name);
        }
    }
}
