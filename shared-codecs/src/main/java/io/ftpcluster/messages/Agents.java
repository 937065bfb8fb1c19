package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.Map;

/**
 * The agents' links and tokens. A token is told once and stored as its SHA-256: it is random and long, so that a slow hash
 * would protect nothing more.
 */
public final class Agents {

    /** Replaces the server's token; the old one is worth nothing from then on. Answered by persistence. */
    public static final Address<StoreToken, TokenOwner> STORE_TOKEN = Address.inDatabase("agents.store-token",
            StoreToken.class,
            TokenOwner.class);
    /** UNAUTHENTICATED for a token that is unknown or was replaced. Answered by persistence. */
    public static final Address<FindToken, TokenOwner> FIND_TOKEN = Address.inDatabase("agents.find-token",
            FindToken.class,
            TokenOwner.class);
    /**
     * Who comes with a token. UNAUTHENTICATED without one, or with one that is unknown or was replaced. Answered by the
     * links of the same node, which count and log whom they refuse.
     */
    public static final Address<VerifyToken, Visitor> VERIFY_TOKEN = Address.onThisNode("agents.verify-token",
            VerifyToken.class, Visitor.class);
    /**
     * {@code REQUEST.of(serverId)} reaches the agent wherever its link is. UNAVAILABLE when it has none, TIMEOUT when it
     * doesn't answer, BACKEND_FAILED with its reason when it says no.
     */
    public static final Address<Request, Answer> REQUEST = Address.of("agents.request", Request.class, Answer.class)
            .within(Duration.ofSeconds(35));
    /** A link was made; whoever holds an older one of the same server ends it. */
    public static final Topic<TakenOver> TAKEN_OVER = new Topic<>("agents.taken-over", TakenOver.class);
    /** Told on this node, when it learns that a newer link of a server is elsewhere; whoever holds an older one ends it. */
    public static final Topic<TakenOver> OUTDATED = Topic.onThisNode("agents.outdated", TakenOver.class);
    /** A server's token was replaced, or the server was deleted; whoever holds its link ends it. */
    public static final Topic<Revoked> REVOKED = new Topic<>("agents.revoked", Revoked.class);

    private Agents() {}

    /** @param hash SHA-256 of the token, 64 lower-case hex digits */
    @Wire("agents.store-token.v1")
    public record StoreToken(Actor actor, String serverRef, String hash) {
        public StoreToken {
            required("server", serverRef);
            required("hash", hash);
        }
    }

    @Wire("agents.find-token.v1")
    public record FindToken(String hash) {
        public FindToken {
            required("hash", hash);
        }
    }

    /** @param telemetrySeconds as in {@link Servers.Settings} */
    @Wire("agents.token-owner.v1")
    public record TokenOwner(String serverId, String alias, Integer telemetrySeconds) {}

    /**
     * @param token null when none was sent
     * @param remoteAddress the client's IP address
     */
    @Wire("agents.verify-token.v1")
    public record VerifyToken(Secret token, String remoteAddress) {
        public VerifyToken {
            required("remoteAddress", remoteAddress);
        }
    }

    /** Somebody on this node who has shown a server's token. */
    public interface Visitor {

        /** UNAVAILABLE while this node stops. */
        void checkThatLinksAreTaken();

        /** Takes the socket over, until its end. To be called on its event loop, before anything of it is read. */
        void link(ServerWebSocket socket);

        /** FORBIDDEN for another server's alias, INVALID naming the fields, THROTTLED for more than one each few seconds. */
        Future<Done> post(Posted posted);

        /** It posted what can't be read: that is counted as what {@link #post} refuses. */
        void refusedPost(String detail);
    }

    /**
     * What somebody says who can only post; null: not known.
     *
     * @param alias the server's; the token must be its
     * @param userCount FTP sessions
     * @param storagePercent used space where the FTP users' files are
     * @param inodesPercent taken inodes there
     */
    public record Posted(String alias, Double memPercent, Double cpuPercent, Integer userCount,
            Double storagePercent, Double inodesPercent) {}

    /** @param action as in {@link io.ftpcluster.frames.Request} */
    @Wire("agents.request.v1")
    public record Request(String action, Map<String, String> arguments) {
        public Request {
            required("action", action);
            arguments = arguments == null ? Map.of() : Map.copyOf(arguments);
        }
    }

    @Wire("agents.answer.v1")
    public record Answer(Map<String, String> values) {
        public Answer {
            values = values == null ? Map.of() : Map.copyOf(values);
        }
    }

    /**
     * @param linkId of the newer link; unique
     * @param order of two links of a server, the one with the higher order is the newer: milliseconds since the epoch of
     *            the node that took it, or one more than the highest that this node has heard of
     */
    @Wire("agents.taken-over.v1")
    public record TakenOver(String serverId, String linkId, long order) {}

    @Wire("agents.revoked.v1")
    public record Revoked(String serverId) {}
}
