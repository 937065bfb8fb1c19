package io.ftpcluster.master.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.AuthenticationMethod;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Sessions;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what is under way on this node when whoever does it may not any more: the session has ended, the account is gone or
 * has another password, the permission or its server is gone or gives less. Looks when it is told of a change, and every
 * few seconds, as no telling is sure. What can't be asked now goes on. Thread-safe; it looks on a virtual thread of Vert.x.
 */
final class AccessWatch {

    private static final Logger LOG = LoggerFactory.getLogger(AccessWatch.class);

    private final Bus bus;
    private final Set<Work> running = ConcurrentHashMap.newKeySet();
    private boolean looking;
    private boolean again;

    /**
     * By what right something is done.
     *
     * @param actor how they came decides what ends their access
     * @param permission as it was at the start
     */
    record Grounds(Actor actor, Files.Location location, Permission permission, Permissions.Right right) {}

    /** Something under way. */
    final class Work {
        private final Grounds grounds;
        private final Consumer<Failure> end;
        /** Of one who came with a password: what was stored when this was looked at first. */
        private Secret passwordHash;

        private Work(Grounds grounds, Consumer<Failure> end) {
            this.grounds = grounds;
            this.end = end;
        }

        void over() {
            running.remove(this);
        }
    }

    AccessWatch(Bus bus) {
        this.bus = bus;
    }

    /** @param end is told why, once at most, unless it is over before */
    Work begin(Grounds grounds, Consumer<Failure> end) {
        Work work = new Work(grounds, end);
        running.add(work);
        return work;
    }

    /** Requests that came with an old password end, whatever is stored when this looks. */
    void changed(Permissions.Changed change) {
        if (change.userId() != null) {
            for (Work work : running) {
                Actor actor = work.grounds.actor();
                if (actor.method().kind() == AuthenticationMethod.Kind.PASSWORD
                        && change.userId().equals(actor.userId())) {
                    end(work, "the password was changed");
                }
            }
        }
        look();
    }

    /** One look at a time; what changes meanwhile is seen by another. */
    void look() {
        synchronized (this) {
            again = true;
            if (looking) {
                return;
            }
            looking = true;
        }
        try {
            while (takeTurn()) {
                new Look().atAll();
            }
        } catch (RuntimeException e) {
            LOG.warn("Whether transfers under way may go on could not be told: {}", e.toString());
            giveUpTurn();
        }
    }

    private synchronized boolean takeTurn() {
        looking = again;
        again = false;
        return looking;
    }

    private synchronized void giveUpTurn() {
        looking = false;
    }

    private void end(Work work, String why) {
        if (running.remove(work)) {
            work.end.accept(Failure.forbidden("This was ended: " + why + "."));
        }
    }

    /** @param value null when it is gone or can't be asked now */
    private record Answer<T>(T value, boolean gone) {}

    private static <T> Answer<T> ask(Future<T> question) {
        try {
            return new Answer<>(question.await(), false);
        } catch (FailureException e) {
            return new Answer<>(null, e.failure().code() == FailureCode.NOT_FOUND);
        }
    }

    /** Asks each thing once, however much depends on it. */
    private final class Look {
        private final Map<String, Answer<Users.User>> sessions = new HashMap<>();
        private final Map<String, Answer<Users.Credentials>> accounts = new HashMap<>();
        private final Map<Permissions.FindLogin, Answer<Permission>> permissions = new HashMap<>();

        void atAll() {
            for (Work work : running) {
                caller(work).or(() -> permission(work.grounds)).ifPresent(why -> end(work, why));
            }
        }

        private Optional<String> caller(Work work) {
            AuthenticationMethod method = work.grounds.actor().method();
            return switch (method.kind()) {
                case SYSTEM -> Optional.empty();
                case NONE -> Optional.of("nobody is logged in");
                case PASSWORD -> password(work);
                case SESSION -> session(method.id(), work.grounds);
            };
        }

        private Optional<String> session(String sessionId, Grounds grounds) {
            Answer<Users.User> user = sessions.computeIfAbsent(sessionId,
                    id -> ask(bus.request(Sessions.FIND, new Sessions.Find(id)).map(Sessions.Session::user)));
            return user.gone() ? Optional.of("the session has ended") : role(grounds, user.value());
        }

        private Optional<String> password(Work work) {
            Grounds grounds = work.grounds;
            Answer<Users.Credentials> account = accounts.computeIfAbsent(grounds.actor().username(),
                    name -> ask(bus.request(Users.CREDENTIALS, new Users.FindCredentials(name))));
            Users.Credentials now = account.value();
            if (account.gone() || (now != null && !now.user().id().equals(grounds.actor().userId()))) {
                return Optional.of("the account is gone");
            }
            if (now == null) {
                return Optional.empty();
            }
            if (work.passwordHash != null && !work.passwordHash.equals(now.passwordHash())) {
                return Optional.of("the password was changed");
            }
            work.passwordHash = now.passwordHash();
            return role(grounds, now.user());
        }

        /** @param user null: unknown now */
        private static Optional<String> role(Grounds grounds, Users.User user) {
            boolean may = user == null
                    || FolderAccess.includes(user.role(), user.username(), grounds.location().username());
            return may ? Optional.empty() : Optional.of("the account is no admin's any more");
        }

        private Optional<String> permission(Grounds grounds) {
            Permissions.FindLogin question = new Permissions.FindLogin(grounds.location().username(),
                    grounds.location().alias());
            Answer<Permission> answer = permissions.computeIfAbsent(question,
                    find -> ask(bus.request(Permissions.LOGIN, find).map(Permissions.Login::permission)));
            Permission then = grounds.permission();
            Permission now = answer.value();
            if (answer.gone() || (now != null && !now.id().equals(then.id()))) {
                return Optional.of("the permission was removed");
            }
            if (now == null) {
                return Optional.empty();
            }
            boolean same = now.rights().contains(grounds.right()) && now.ftpUsername().equals(then.ftpUsername())
                    && Objects.equals(now.root(), then.root());
            return same ? Optional.empty() : Optional.of("the permission was changed");
        }
    }
}
