package io.ftpcluster.master.auth;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Accounts;
import io.ftpcluster.messages.Audit;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Sessions.Session;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Users.Credentials;
import io.ftpcluster.messages.Users.Role;
import io.ftpcluster.messages.Users.User;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers on the bus what persistence answers, from memory. */
final class FakePersistence {

    final Map<String, Credentials> users = new ConcurrentHashMap<>();
    final Map<String, Session> sessions = new ConcurrentHashMap<>();
    final BlockingQueue<Audit.Entry> audit = new LinkedBlockingQueue<>();
    final BlockingQueue<Permissions.Insert> permissions = new LinkedBlockingQueue<>();
    final BlockingQueue<Permissions.Store> changes = new LinkedBlockingQueue<>();
    final BlockingQueue<Accounts.StorePassword> accountPasswords = new LinkedBlockingQueue<>();
    final Set<String> networks = ConcurrentHashMap.newKeySet();
    final AtomicInteger credentialReads = new AtomicInteger();

    Future<?> start(Bus bus) {
        return Future.all(List.of(bus.answer(Users.CREDENTIALS, this::credentials),
                bus.answer(Users.INSERT, this::insert), bus.answer(Users.STORE, this::store),
                bus.answer(Users.NOTE_NETWORK, this::note),
                bus.answer(Users.FIND_NETWORK,
                        request -> new Users.Network(networks.contains(request.userId() + " " + request.network()))),
                bus.answer(Users.STORE_PASSWORD, this::storePassword),
                bus.answer(Users.UPGRADE_HASH, this::upgradeHash),
                bus.answer(Users.FIND, request -> find(request.ref()).user()),
                bus.answer(Sessions.INSERT, this::insertSession), bus.answer(Sessions.FIND, this::findSession),
                bus.answer(Sessions.REVOKE, this::revoke), bus.answer(Permissions.INSERT, this::insertPermission),
                bus.answer(Permissions.STORE, this::storePermission),
                bus.answer(Accounts.STORE_PASSWORD, this::storeAccountPassword),
                bus.answer(Audit.RECORD, this::record)));
    }

    User add(String name, String hash) {
        User user = new User(UUID.randomUUID().toString(), name, Role.USER, Instant.EPOCH);
        users.put(name, new Credentials(user, new Secret(hash)));
        return user;
    }

    private Credentials credentials(Users.FindCredentials request) {
        credentialReads.incrementAndGet();
        return find(request.username());
    }

    private Credentials find(String name) {
        return Optional.ofNullable(users.get(name)).orElseThrow(() -> Failure.notFound("no such user").exception());
    }

    private User insert(Users.Insert request) {
        return add(request.username(), request.passwordHash().value());
    }

    private User store(Users.Store request) {
        Credentials old = find(request.ref());
        Secret hash = request.passwordHash() == null ? old.passwordHash() : request.passwordHash();
        users.put(request.ref(), new Credentials(old.user(), hash));
        return old.user();
    }

    private Done note(Users.NoteNetwork request) {
        networks.add(request.userId() + " " + request.network());
        return Done.DONE;
    }

    private Done storePassword(Users.StorePassword request) {
        users.computeIfPresent(request.actor().username(),
                (name, old) -> new Credentials(old.user(), request.newHash()));
        sessions.values()
                .removeIf(session -> session.user().id().equals(request.actor().userId())
                        && !session.id().equals(request.actor().method().sessionId().orElse(null)));
        return Done.DONE;
    }

    private Done upgradeHash(Users.UpgradeHash request) {
        users.replaceAll(
                (name, old) -> old.user().id().equals(request.userId()) && old.passwordHash().equals(request.oldHash())
                        ? new Credentials(old.user(), request.newHash())
                        : old);
        return Done.DONE;
    }

    private Session insertSession(Sessions.Insert request) {
        Session session = new Session(UUID.randomUUID().toString(), find(request.actor().username()).user(),
                Instant.EPOCH, request.expiresAt());
        sessions.put(session.id(), session);
        return session;
    }

    private Session findSession(Sessions.Find request) {
        return Optional.ofNullable(sessions.get(request.id()))
                .orElseThrow(() -> Failure.notFound("no such session").exception());
    }

    private Done revoke(Sessions.Revoke request) {
        if (sessions.remove(request.id()) == null) {
            throw Failure.notFound("no such session").exception();
        }
        return Done.DONE;
    }

    private Permission insertPermission(Permissions.Insert request) {
        permissions.add(request);
        return new Permission("p", "u", request.userRef(), "s", request.serverRef(), request.ftpUsername(),
                request.rights(), request.root(), Instant.EPOCH);
    }

    private Permission storePermission(Permissions.Store request) {
        changes.add(request);
        return new Permission(request.id(), "u", "ann", "s", "alpha", "ftp", Set.of(), request.root(), Instant.EPOCH);
    }

    private Accounts.Account storeAccountPassword(Accounts.StorePassword request) {
        accountPasswords.add(request);
        return new Accounts.Account("s", request.name(), "p", "ann", Accounts.Desired.ACTIVE, Accounts.LeftFiles.KEEP,
                2, 1, Accounts.State.MAKING, "", Instant.EPOCH);
    }

    private Done record(Audit.Entry entry) {
        audit.add(entry);
        return Done.DONE;
    }
}
