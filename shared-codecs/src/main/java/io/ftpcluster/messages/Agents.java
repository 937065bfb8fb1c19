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
            StoreToken.class, TokenOwner.class);
    /** UNAUTHENTICATED for a token that is unknown or was replaced. Answered by persistence. */
    public static final Address<FindToken, TokenOwner> FIND_TOKEN = Address.inDatabase("agents.find-token",
            FindToken.class, TokenOwner.class);
    /**
     * Who comes with a token. UNAUTHENTICATED without one, or with one that is unknown or was replaced. Answered by the
     * links of the same node, which count and log whom they refuse.
     */
    public static final Address<VerifyToken, Visitor> VERIFY_TOKEN = Address.onThisNode("agents.verify-token",
            VerifyToken.class, Visitor.class);
    /**
     * Reaches the agent wherever its link is, also while that moves to another node. UNAVAILABLE at once when it has none, or
     * when its link ended before it answered, so that nobody knows whether it has done it; TIMEOUT when it doesn't answer,
     * BACKEND_FAILED with its reason when it says no.
     */
    public static final Address<Request, Answer> REQUEST = Address
            .onThisNode("agents.request", Request.class, Answer.class)
            .within(Duration.ofSeconds(45));
    /** {@code FIND_LINK.of(node id)}: whether that node holds a server's link. */
    public static final Address<FindLink, HeldLink> FIND_LINK = Address
            .of("agents.find-link", FindLink.class, HeldLink.class)
            .within(Duration.ofSeconds(2));
    /** {@code ASK_LINK.of(node id)}: NOT_FOUND when the link isn't there any more and the agent was asked nothing. */
    public static final Address<AskLink, Answer> ASK_LINK = Address.of("agents.ask-link", AskLink.class, Answer.class)
            .within(Duration.ofSeconds(35));
    /** A link was made; whoever holds an older one of the same server ends it. */
    public static final Topic<TakenOver> TAKEN_OVER = new Topic<>("agents.taken-over", TakenOver.class);
    /** Told on this node, when it learns that a newer link of a server is elsewhere; whoever holds an older one ends it. */
    public static final Topic<TakenOver> OUTDATED = Topic.onThisNode("agents.outdated", TakenOver.class);
    /** A server's token was replaced, or the server was deleted; whoever holds its link ends it. */
    public static final Topic<Revoked> REVOKED = new Topic<>("agents.revoked", Revoked.class);

    private Agents() {}

    /** @param hash SHA-256 of the token, 64 lower-case hex digits */
    @Wire("agents.store-token.v2")
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
    public record Posted(String alias, Double memPercent, Double cpuPercent, Integer userCount, Double storagePercent,
            Double inodesPercent) {}

    /** @param action as in {@link io.ftpcluster.frames.RequestFrame} */
    @Wire("agents.request.v2")
    public record Request(String serverId, String action, Map<String, String> arguments) {
        public Request {
            required("server", serverId);
            required("action", action);
            arguments = arguments == null ? Map.of() : Map.copyOf(arguments);
        }
    }

    @Wire("agents.find-link.v1")
    public record FindLink(String serverId) {
        public FindLink {
            required("server", serverId);
        }
    }

    /**
     * @param linkId null: the node holds none
     * @param order as in {@link TakenOver}
     */
    @Wire("agents.held-link.v1")
    public record HeldLink(String linkId, long order) {}

    /** @param linkId as it was found */
    @Wire("agents.ask-link.v1")
    public record AskLink(String serverId, String linkId, String action, Map<String, String> arguments) {
        public AskLink {
            required("server", serverId);
            required("link", linkId);
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
