package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.line;
import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import io.ftpcluster.frames.RequestFrame;
import io.ftpcluster.text.Printable;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

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
     * Has an agent do something, wherever its link is, also while that moves to another node. To be asked at
     * {@link Request#address}, which has the patience that the request needs. The same id again is answered with what came
     * of it the first time. Fails
     * <ul>
     * <li>UNAVAILABLE when the agent has no link, or when its link ended before it answered and it wasn't back before the
     * deadline, so that nobody knows whether it has done it;
     * <li>TIMEOUT when it didn't answer before the deadline: it stops then, as far as it can;
     * <li>UNSUPPORTED when it has no such action, and was asked nothing;
     * <li>THROTTLED when it has enough to do, and has not begun;
     * <li>INVALID when it can't be done with these arguments, or the id was another request's; it has not begun;
     * <li>CONFLICT when it may have done it before, and can't know any more: it was restarted, or the id is too old;
     * <li>BACKEND_FAILED with its reason when it tried and failed.
     * </ul>
     */
    public static final Address<Request, Answer> REQUEST = Address
            .onThisNode("agents.request", Request.class, Answer.class)
            .within(Request.patience(RequestFrame.SECONDS));
    /** {@code FIND_LINK.of(node id)}: whether that node holds a server's link. */
    public static final Address<FindLink, HeldLink> FIND_LINK = Address
            .of("agents.find-link", FindLink.class, HeldLink.class)
            .within(Duration.ofSeconds(2));
    /**
     * {@code ASK_LINK.of(node id)}: NOT_FOUND when the link isn't there any more and the agent was asked nothing, UNAVAILABLE
     * when it ended before the answer.
     */
    public static final Address<AskLink, Answer> ASK_LINK = Address.of("agents.ask-link", AskLink.class, Answer.class);
    /** How far requests are whose askers want to know; heard on all nodes, at most once a second for each. */
    public static final Topic<Progress> PROGRESS = new Topic<>("agents.progress", Progress.class);
    /** A link was made; whoever holds an older one of the same server ends it. */
    public static final Topic<TakenOver> TAKEN_OVER = new Topic<>("agents.taken-over", TakenOver.class);
    /** Told on this node, when it learns that a newer link of a server is elsewhere; whoever holds an older one ends it. */
    public static final Topic<TakenOver> OUTDATED = Topic.onThisNode("agents.outdated", TakenOver.class);
    /** A server's token was replaced, or the server was deleted; whoever holds its link ends it. */
    public static final Topic<Revoked> REVOKED = new Topic<>("agents.revoked", Revoked.class);

    /** What the portal signs for its agents with; stored by whoever asks first, as agents know the key that they were set up with. */
    public static final Address<KeepSigningKey, SigningKey> SIGNING_KEY = Address.inDatabase("agents.signing-key",
            KeepSigningKey.class, SigningKey.class);

    private Agents() {}

    /** @param sealed the key to keep if there is none yet, as a Fernet token */
    @Wire("agents.keep-signing-key.v1")
    public record KeepSigningKey(Secret sealed) {}

    /** @param sealed the key that is kept, as a Fernet token */
    @Wire("agents.signing-key.v1")
    public record SigningKey(Secret sealed) {}

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

    /**
     * @param id chosen by the asker, unique, and the same when it asks again because the answer was lost
     * @param action as in {@link RequestFrame}
     * @param deadlineSeconds after which nobody waits for the answer
     * @param firstAskedSecondsAgo when the asker may have asked it before; null for the first time
     * @param progress whether {@link Agents#PROGRESS} is to tell of it
     */
    @Wire("agents.request.v3")
    public record Request(String serverId, String id, String action, Map<String, String> arguments, int deadlineSeconds,
            Integer firstAskedSecondsAgo, boolean progress) {

        /** More than the deadline, as the asker is told when that has passed. */
        private static final int MARGIN_SECONDS = 15;
        private static final int LONGEST = 128;

        public Request {
            required("server", serverId);
            line("id", id, LONGEST);
            line("action", action, LONGEST);
            if (deadlineSeconds < 1 || deadlineSeconds > RequestFrame.MAX_SECONDS) {
                throw Failure.invalid("deadline", "must be 1 to " + RequestFrame.MAX_SECONDS + " seconds").exception();
            }
            if (firstAskedSecondsAgo != null && firstAskedSecondsAgo < 0) {
                throw Failure.invalid("firstAskedSecondsAgo", "must not be negative").exception();
            }
            arguments = arguments == null ? Map.of() : Map.copyOf(arguments);
        }

        /** A new one with the usual deadline. */
        public Request(String serverId, String action, Map<String, String> arguments) {
            this(serverId, UUID.randomUUID().toString(), action, arguments, RequestFrame.SECONDS, null, false);
        }

        /** Where to ask it. */
        public Address<Request, Answer> address() {
            return REQUEST.within(patience(deadlineSeconds));
        }

        private static Duration patience(int deadlineSeconds) {
            return Duration.ofSeconds((long) deadlineSeconds + MARGIN_SECONDS);
        }

        /** Without the values of the arguments, which may be secrets. */
        @Override
        public String toString() {
            return "Request[serverId=" + serverId + ", id=" + id + ", action=" + action + ", arguments="
                    + arguments.keySet() + ", deadlineSeconds=" + deadlineSeconds + ", firstAskedSecondsAgo="
                    + firstAskedSecondsAgo + ", progress=" + progress + "]";
        }
    }

    /**
     * @param requestId of {@link Request}
     * @param text what is being done, for people
     * @param percent null when nobody can tell
     */
    @Wire("agents.progress.v1")
    public record Progress(String serverId, String requestId, String text, Integer percent) {
        public Progress {
            required("server", serverId);
            required("request", requestId);
            text = Printable.line(text);
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

    /**
     * @param linkId as it was found
     * @param deadlineMillis what is left of the request's deadline
     * @param ageMillis how long ago a link may have been asked for the first time; null when this is the first time
     */
    @Wire("agents.ask-link.v2")
    public record AskLink(String linkId, Request request, int deadlineMillis, Integer ageMillis) {
        public AskLink {
            required("link", linkId);
            required("request", request);
        }
    }

    @Wire("agents.answer.v1")
    public record Answer(Map<String, String> values) {
        public Answer {
            values = values == null ? Map.of() : Map.copyOf(values);
        }

        /** Without the values, which may be secrets. */
        @Override
        public String toString() {
            return "Answer[values=" + values.keySet() + "]";
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
