package io.ftpcluster.master.files;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.Permissions.Permission;
import io.ftpcluster.messages.Transfers.Counts;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * How many transfers each user and each server may have at once in the whole cluster: those of this node and what the
 * others told of theirs. Nothing is asked for a permit, so others' news is late by some 100 ms: what begins on several
 * nodes within that time, or while they can't hear each other, may exceed a limit, at most as often as there are nodes.
 * Counts only those who have some, so it is as large as what is under way. Thread-safe.
 */
final class TransferLimits {

    /** Which of the two was reached. */
    enum Limit {
        USER,
        SERVER
    }

    /** Nobody knows when a transfer ends; that is soon enough to see and late enough not to be a burden. */
    private static final long RETRY_SECONDS = 5;

    private final Config.Transfers config;
    private final Consumer<Limit> onRefusal;
    private final RemoteCounts elsewhere;
    private final Map<String, Integer> byUser = new ConcurrentHashMap<>();
    private final Map<String, Integer> byServer = new ConcurrentHashMap<>();

    TransferLimits(Config.Transfers config, RemoteCounts elsewhere, Consumer<Limit> onRefusal) {
        this.config = config;
        this.elsewhere = elsewhere;
        this.onRefusal = onRefusal;
    }

    /** THROTTLED when the user has too many, UNAVAILABLE when the server has. */
    TransferPermit enter(Actor actor, Permission permission) {
        String user = Objects.requireNonNullElse(actor.userId(), actor.username());
        String server = permission.serverId();
        if (!countUp(byUser, user, config.perUser(), elsewhere.ofUser(user))) {
            onRefusal.accept(Limit.USER);
            throw Failure.of(FailureCode.THROTTLED, actor.username() + " has " + config.perUser()
                    + " transfers under way, as many as one user may have at once (FTPCLUSTER_TRANSFERS_PER_USER)."
                    + " Try again when one has ended.").retryAfter(RETRY_SECONDS).exception();
        }
        if (!countUp(byServer, server, config.perServer(), elsewhere.ofServer(server))) {
            countDown(byUser, user);
            onRefusal.accept(Limit.SERVER);
            throw Failure.of(FailureCode.UNAVAILABLE, permission.alias() + " has " + config.perServer()
                    + " transfers under way, as many as one server may have at once (FTPCLUSTER_TRANSFERS_PER_SERVER)."
                    + " Try again when one has ended.").retryAfter(RETRY_SECONDS).exception();
        }
        return new TransferPermit(() -> {
            countDown(byServer, server);
            countDown(byUser, user);
        });
    }

    /** Who has how many here, for the other nodes; of what has no limit nothing. */
    Counts counts(String node) {
        return new Counts(node, true, config.perUser() == 0 ? Map.of() : byUser,
                config.perServer() == 0 ? Map.of() : byServer);
    }

    /** Whether nobody has a permit. */
    boolean isEmpty() {
        return byUser.isEmpty() && byServer.isEmpty();
    }

    private static boolean countUp(Map<String, Integer> counts, String key, int limit, int others) {
        boolean[] entered = new boolean[1];
        counts.compute(key, (same, count) -> {
            int before = count == null ? 0 : count;
            entered[0] = limit == 0 || before + others < limit;
            return entered[0] ? Integer.valueOf(before + 1) : count;
        });
        return entered[0];
    }

    private static void countDown(Map<String, Integer> counts, String key) {
        counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }
}
