package io.ftpcluster.master.auth;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Auth;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.StoredLogins.StoredLogin;
import io.ftpcluster.messages.StoredLogins;

/** Encrypts what logins on FTP servers have that is secret, before it is stored. Waits, so it belongs on virtual threads. */
final class LoginSealer {

    private final Bus bus;
    private final SecretBox box;
    private final AccountPasswords accountPasswords;

    LoginSealer(Bus bus, SecretBox box, AccountPasswords accountPasswords) {
        this.bus = bus;
        this.box = box;
        this.accountPasswords = accountPasswords;
    }

    Permission create(Permissions.Create request) {
        requireOne(request.login(), request.ftpUsername(), request.userPass(), request.ftpAccount());
        boolean withAccount = request.userPass() == null && request.login() == null;
        return bus.request(Permissions.INSERT,
                new Permissions.Insert(request.actor(), request.userRef(), request.serverRef(), request.ftpUsername(),
                        sealed(request.userPass()), request.rights(), request.root(), sealed(request.ftpAccount()),
                        withAccount ? accountPasswords.make() : null, request.login(), request.quotaBytes()))
                .await();
    }

    Permission update(Permissions.Update request) {
        requireOne(request.login(), request.ftpUsername(), request.userPass(), request.ftpAccount());
        return bus
                .request(Permissions.STORE,
                        new Permissions.Store(request.actor(), request.id(), request.rights(), request.root(),
                                request.ftpUsername(), sealed(request.userPass()), sealed(request.ftpAccount()),
                                request.login(), request.files(), request.quotaBytes()))
                .await();
    }

    StoredLogin create(StoredLogins.Create request) {
        return bus
                .request(StoredLogins.INSERT,
                        new StoredLogins.Insert(request.actor(), request.serverRef(), request.name(),
                                request.ftpUsername(), sealed(request.userPass()), sealed(request.ftpAccount())))
                .await();
    }

    StoredLogin update(StoredLogins.Update request) {
        return bus
                .request(StoredLogins.STORE,
                        new StoredLogins.Store(request.actor(), request.serverRef(), request.name(),
                                request.ftpUsername(), sealed(request.userPass()), sealed(request.ftpAccount())))
                .await();
    }

    Auth.Sealed seal(Auth.Seal request) {
        return new Auth.Sealed(box.seal(request.plain()));
    }

    /** A stored login says all three. */
    private static void requireOne(String login, String ftpUsername, Secret userPass, Secret ftpAccount) {
        if (login != null && (ftpUsername != null || userPass != null || ftpAccount != null)) {
            throw Failure.invalid("login", "can't go with ftp_username, user_pass or ftp_account: it has its own")
                    .exception();
        }
    }

    /** Null stays null, and an empty one, which means that there is to be none, empty. */
    private Secret sealed(Secret plain) {
        return plain == null || plain.value().isEmpty() ? plain : box.seal(plain);
    }
}
