package io.ftpcluster.master.persistence;

import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.ImportReport.Kind;
import io.ftpcluster.master.persistence.ImportReport.Line;
import io.ftpcluster.master.persistence.ImportReport.Outcome;
import io.ftpcluster.master.persistence.legacy.Field;
import io.ftpcluster.master.persistence.legacy.LegacyData;
import io.ftpcluster.master.persistence.legacy.LegacyRow;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Permissions.Create;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Users.Insert;
import io.ftpcluster.messages.Users.Role;
import io.ftpcluster.messages.Users.User;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes the rows of one import, each or a reason why not. For one transaction. */
final class ImportRun {

    private final LegacyData data;
    private final ImportOptions options;
    private final ImportTarget target;
    private final Instant now;
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Counterpart> users = new HashMap<>();
    private final Map<String, Counterpart> servers = new HashMap<>();
    private int passwords;
    private int undecryptable;

    /**
     * What a row is here.
     *
     * @param id null: it wasn't taken
     */
    private record Counterpart(String id, String name) {}

    /** Why a row isn't taken. */
    private static final class LeftOut extends Exception {

        private static final long serialVersionUID = 1L;

        LeftOut(String reason) {
            super(reason, null, false, false);
        }
    }

    ImportRun(LegacyData data, ImportOptions options, ImportTarget target, Instant now) {
        this.data = data;
        this.options = options;
        this.target = target;
        this.now = now;
    }

    private interface Taking {
        Line take(LegacyRow row, String name) throws LeftOut, SQLException;
    }

    void takeAll() throws SQLException {
        for (LegacyRow row : data.users()) {
            String name = row.get(Field.USERNAME).orElse("row " + row.key());
            users.put(row.key(), new Counterpart(null, name));
            take(row, Kind.USER, name, this::user);
        }
        for (LegacyRow row : data.servers()) {
            String alias = row.get(Field.ALIAS).orElse("row " + row.key());
            servers.put(row.key(), new Counterpart(null, alias));
            take(row, Kind.SERVER, alias, this::server);
        }
        for (LegacyRow row : options.source().isPresent() ? data.permissions() : List.<LegacyRow>of()) {
            take(row, Kind.PERMISSION, pair(row), this::permission);
        }
    }

    List<Line> lines() {
        return lines;
    }

    /** Whether there were passwords, and the key has opened none of them. */
    boolean isKeyWrong() {
        return passwords > 0 && undecryptable == passwords;
    }

    int passwords() {
        return passwords;
    }

    private void take(LegacyRow row, Kind kind, String name, Taking taking) throws SQLException {
        try {
            if (row.problem().isPresent()) {
                throw new LeftOut(row.problem().get());
            }
            lines.add(taking.take(row, name));
        } catch (LeftOut e) {
            lines.add(new Line(kind, name, Outcome.LEFT_OUT, e.getMessage()));
        } catch (FailureException e) {
            lines.add(new Line(kind, name, Outcome.LEFT_OUT, e.failure().detail()));
        }
    }

    private Line user(LegacyRow row, String name) throws LeftOut, SQLException {
        String hash = row.get(Field.PASSWORD_HASH).orElse("");
        String id = ImportedId.of("user", row.key(), name, hash);
        if (target.has(id)) {
            users.put(row.key(), new Counterpart(id, name));
            return new Line(Kind.USER, name, Outcome.PRESENT, "");
        }
        if (!LegacyValues.isActive(row.get(Field.ACTIVE))) {
            throw new LeftOut("is disabled there");
        }
        Role role = LegacyValues.role(row.get(Field.ROLE))
                .orElseThrow(() -> new LeftOut(
                        "has the role " + row.get(Field.ROLE).orElse("") + ", which the portal doesn't know"));
        boolean usable = options.usableHash().test(hash);
        // It checks the name as the API does.
        Insert checked = new Insert(Actor.SYSTEM, row.get(Field.USERNAME).orElse(null),
                usable ? new Secret(hash) : options.unusableHash(), role);
        if (Actor.isReserved(name)) {
            throw new LeftOut("the audit trail calls the portal itself so");
        }
        String existing = target.user(name);
        if (existing != null && options.merge()) {
            users.put(row.key(), new Counterpart(existing, name));
            return new Line(Kind.USER, name, Outcome.MERGED, "keeps the password and role that it has here");
        }
        if (existing != null) {
            throw new LeftOut("there is an account of this name, which stays as it is");
        }
        target.add(new User(id, name, role, now), checked.passwordHash());
        users.put(row.key(), new Counterpart(id, name));
        return usable
                ? new Line(Kind.USER, name, Outcome.TAKEN, role == Role.ADMIN ? "is an admin" : "")
                : new Line(Kind.USER, name, Outcome.PARTLY,
                        "has no password, as it isn't stored by bcrypt there; set one with: ftpcluster user set");
    }

    private Line server(LegacyRow row, String alias) throws LeftOut, SQLException {
        String host = row.get(Field.HOST).map(String::strip).orElse(null);
        String id = ImportedId.of("server", row.key(), alias, host == null ? "" : host);
        if (target.has(id)) {
            servers.put(row.key(), new Counterpart(id, alias));
            return new Line(Kind.SERVER, alias, Outcome.PRESENT, "");
        }
        FtpSecurity security = LegacyValues.security(row.get(Field.FTP_SECURITY))
                .orElseThrow(() -> new LeftOut("ftp_security is " + row.get(Field.FTP_SECURITY).orElse("")
                        + ", which the portal doesn't know"));
        int port = LegacyValues.port(row.get(Field.FTP_PORT), security)
                .orElseThrow(() -> new LeftOut("ftp_port is no number: " + row.get(Field.FTP_PORT).orElse("")));
        Settings settings = new Settings(row.get(Field.ALIAS).orElse(null), host, port, security, null, null,
                row.get(Field.ADMIN_USER).filter(name -> !name.isBlank()).orElse(null));
        ImportTarget.Existing existing = target.server(alias);
        if (existing != null && options.merge() && existing.host().equalsIgnoreCase(host)) {
            servers.put(row.key(), new Counterpart(existing.id(), alias));
            return new Line(Kind.SERVER, alias, Outcome.MERGED, "keeps the settings that it has here");
        }
        if (existing != null) {
            throw new LeftOut("there is a server of this alias on " + existing.host() + ", which stays as it is");
        }
        target.add(new Server(id, settings, now));
        servers.put(row.key(), new Counterpart(id, alias));
        return new Line(Kind.SERVER, alias, Outcome.TAKEN, "");
    }

    private Line permission(LegacyRow row, String name) throws LeftOut, SQLException {
        Counterpart user = counterpart(users, row.get(Field.USER_ID), "user");
        Counterpart server = counterpart(servers, row.get(Field.SERVER_ID), "server");
        String token = row.get(Field.USER_PASS)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new LeftOut("has no password"));
        Secret password = open(token);
        String id = ImportedId.of("permission", row.key(), user.id(), server.id(), token);
        if (target.has(id)) {
            return new Line(Kind.PERMISSION, name, Outcome.PRESENT, "");
        }
        if (target.permission(user.id(), server.id()) != null) {
            throw new LeftOut("this user has a permission for this server already, which stays as it is");
        }
        // The Python version logged in by the name of its own user.
        Create checked = new Create(Actor.SYSTEM, user.id(), server.id(),
                row.get(Field.FTP_USERNAME).filter(given -> !given.isBlank()).orElse(user.name()), password, Set.of(),
                row.get(Field.ROOT).filter(given -> !given.isBlank()).orElse(null));
        target.add(new Permission(id, user.id(), user.name(), server.id(), server.name(), checked.ftpUsername(),
                checked.rights(), checked.root(), now), options.portal().seal(password));
        return new Line(Kind.PERMISSION, name, Outcome.TAKEN, "");
    }

    private Secret open(String token) throws LeftOut {
        passwords++;
        try {
            return options.source().orElseThrow().open(new Secret(token));
        } catch (FailureException e) {
            undecryptable++;
            throw new LeftOut("its password can't be decrypted with this key");
        }
    }

    private static Counterpart counterpart(Map<String, Counterpart> known, Optional<String> key, String what)
            throws LeftOut {
        if (key.isEmpty()) {
            throw new LeftOut("names no " + what);
        }
        Counterpart found = known.get(key.get());
        if (found == null) {
            throw new LeftOut("there is no " + what + " " + key.get() + " there");
        }
        if (found.id() == null) {
            throw new LeftOut("the " + what + " " + found.name() + " wasn't taken");
        }
        return found;
    }

    private String pair(LegacyRow row) {
        return name(users, row.get(Field.USER_ID)) + "/" + name(servers, row.get(Field.SERVER_ID));
    }

    private static String name(Map<String, Counterpart> known, Optional<String> key) {
        return key.map(given -> known.containsKey(given) ? known.get(given).name() : given).orElse("?");
    }
}
