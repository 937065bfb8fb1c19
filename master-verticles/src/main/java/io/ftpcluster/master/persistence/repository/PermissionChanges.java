package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.sql.Database;
import io.ftpcluster.master.persistence.sql.Sql;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions.Store;
import io.ftpcluster.text.EnumNames;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What admins change about permissions. What isn't named stays. */
public final class PermissionChanges {

    private static final String FTP_USERNAME = "ftp_username";

    private final Database database;
    private final AuditRepository audit;
    private final Clock clock;

    public PermissionChanges(Database database, AuditRepository audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    public Permission store(Store request) {
        return database.write(sql -> {
            Change change = new Change(sql, PermissionRepository.require(sql, request.id()), request);
            change.run();
            Permission now = PermissionRepository.require(sql, request.id());
            if (!change.words.isEmpty()) {
                audit.add(sql, request.actor(), "permission.update", PermissionRepository.target(now),
                        String.join("; ", change.words));
            }
            return now;
        });
    }

    /** One, in its transaction. */
    private final class Change {
        private final Sql sql;
        private final Permission old;
        private final Store request;
        /** What has changed, for the trail. */
        private final List<String> words = new ArrayList<>();

        Change(Sql sql, Permission old, Store request) {
            this.sql = sql;
            this.old = old;
            this.request = request;
        }

        void run() {
            if (request.login() != null) {
                takeStoredLogin();
            } else if (request.encryptedPass() != null) {
                takeOwnLogin();
            } else {
                changeOwnLogin();
            }
            changeRights();
            changeRoot();
            changeQuota();
        }

        private void takeStoredLogin() {
            if (request.login().equals(old.login())) {
                return;
            }
            var login = StoredLoginRepository.forPermission(sql, ServerRepository.require(sql, old.serverId()),
                    request.login());
            withdrawAccount();
            store(login.ftpUsername(), login.encryptedPass(), login.encryptedAccount(), login.name());
            words.add("with the stored login " + login.name());
        }

        private void takeOwnLogin() {
            boolean named = request.ftpUsername() != null;
            if (old.login() != null && !named) {
                throw Failure
                        .invalid(FTP_USERNAME,
                                "is required with a password: so far the permission uses the stored login "
                                        + old.login())
                        .exception();
            }
            // The server would be told to remove the user that this password is of.
            if (hasAccount() && (!named || request.ftpUsername().equals(old.ftpUsername()))) {
                throw refused("the password of " + old.ftpUsername() + " on " + old.alias()
                        + " is made by the portal, which has its agent make this account. Name the other login that"
                        + " this password is of; the account is then removed there");
            }
            withdrawAccount();
            String ftpUsername = named ? request.ftpUsername() : old.ftpUsername();
            store(ftpUsername, request.encryptedPass(), account(), null);
            words.add("as " + ftpUsername + " with a new password");
        }

        private void changeOwnLogin() {
            boolean renamed = request.ftpUsername() != null && !request.ftpUsername().equals(old.ftpUsername());
            if (!renamed && request.encryptedAccount() == null) {
                return;
            }
            if (old.login() != null) {
                throw refused("the permission uses the stored login " + old.login() + " of " + old.alias()
                        + ". Change that, or give ftp_username with user_pass for a login of its own");
            }
            if (renamed && hasAccount()) {
                throw refused("the account " + old.ftpUsername() + " on " + old.alias()
                        + " keeps its name. Give user_pass too for another login, or remove this permission and grant"
                        + " it again");
            }
            String ftpUsername = renamed ? request.ftpUsername() : old.ftpUsername();
            store(ftpUsername, null, account(), null);
            if (renamed) {
                words.add("as " + ftpUsername);
            }
            if (request.encryptedAccount() != null) {
                words.add(request.encryptedAccount().value().isEmpty() ? "no account (ACCT)" : "a new account (ACCT)");
            }
        }

        /** What ACCT says from now on; that of a stored login stays with it. */
        private Secret account() {
            Secret before = old.login() == null ? PermissionRepository.encryptedAccount(sql, old.id()) : null;
            return StoredLoginRepository.changedAccount(before, request.encryptedAccount());
        }

        /** @param password null: as it is */
        private void store(String ftpUsername, Secret password, Secret account, String login) {
            sql.change("UPDATE permissions SET ftp_username = ?, encrypted_account = ?, login = ? WHERE id = ?",
                    ftpUsername, account == null ? null : account.value(), login, old.id());
            if (password != null) {
                sql.change("UPDATE permissions SET encrypted_pass = ? WHERE id = ?", password.value(), old.id());
            }
        }

        private boolean hasAccount() {
            return AccountGrants.isMadeFor(sql, old);
        }

        private void withdrawAccount() {
            if (AccountGrants.withdraw(sql, old, request.files(), clock.millis())) {
                words.add("the account " + old.ftpUsername() + " is to be removed, its files: "
                        + EnumNames.of(request.files()));
            }
        }

        private void changeRights() {
            if (request.rights() != null && !request.rights().equals(old.rights())) {
                String rights = PermissionRepository.text(request.rights());
                sql.change("UPDATE permissions SET rights = ? WHERE id = ?", rights, old.id());
                words.add("with " + rights);
            }
        }

        private void changeRoot() {
            if (request.root() == null) {
                return;
            }
            String root = request.root().isEmpty() ? null : request.root();
            if (!Objects.equals(root, old.root())) {
                sql.change("UPDATE permissions SET root = ? WHERE id = ?", root, old.id());
                words.add(root == null ? "at the login's folder" : "at " + root);
            }
        }

        private void changeQuota() {
            if (request.quotaBytes() == null) {
                return;
            }
            long bytes = request.quotaBytes();
            if (bytes > 0 && !hasAccount()) {
                throw Failure
                        .invalid("quota_bytes",
                                "is for an account that the portal makes, and this permission has another login")
                        .exception();
            }
            if (AccountGrants.setQuota(sql, old, bytes, clock.millis())) {
                words.add(bytes == 0 ? "without a quota" : "with a quota of " + bytes + " bytes");
            }
        }

        private static RuntimeException refused(String why) {
            return Failure.conflict(FTP_USERNAME, "can't be changed so", FTP_USERNAME + ": " + why + ".").exception();
        }
    }
}
