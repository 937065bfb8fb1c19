package io.ftpcluster.master.cluster;

import com.hazelcast.internal.networking.Channel;
import io.ftpcluster.master.config.HostPort;
import java.io.EOFException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS handshakes at Hazelcast's port: how many there may be at once, and what is told of those that fail. Thread-safe.
 */
final class MemberHandshakes {

    private static final Logger LOG = LoggerFactory.getLogger(MemberHandshakes.class);
    /** Each costs some 200 KiB; nodes need a few at a time. */
    static final int MOST = 64;
    /** A node that is just starting has nothing compiled yet. */
    static final Duration LIMIT = Duration.ofSeconds(15);

    private final RejectionLog refusals;
    private final Set<Channel> accepted = ConcurrentHashMap.newKeySet();
    private volatile boolean otherKeys;

    MemberHandshakes(RejectionLog refusals) {
        this.refusals = refusals;
    }

    /** Whether there is room for one more; those that we have begun ourselves always have. */
    boolean begin(Channel channel) {
        if (channel.isClientMode()) {
            return true;
        }
        if (accepted.size() >= MOST) {
            tell(channel, "too many come at once");
            return false;
        }
        accepted.add(channel);
        channel.addCloseListener(accepted::remove);
        return true;
    }

    void succeeded(Channel channel) {
        accepted.remove(channel);
    }

    void failed(Channel channel, SSLException cause) {
        boolean differ = hasOtherKeys(cause);
        otherKeys |= differ && channel.isClientMode();
        tell(channel, differ ? "its keys differ" : HandshakeLogger.reason(cause));
    }

    /** A member that we have called doesn't trust our certificate, although we trust its own. */
    void refused(Channel channel) {
        otherKeys = true;
        tell(channel, "its keys differ");
    }

    void tooLate(Channel channel) {
        tell(channel, "no TLS handshake within " + LIMIT.toSeconds() + " s");
    }

    /** Whoever just hangs up wasn't refused, unless we have called him. */
    void broke(Channel channel, Throwable cause) {
        if (channel.isClientMode() && cause instanceof EOFException) {
            tell(channel, "it hung up in the TLS handshake; versions before this one have none");
        }
    }

    /** Whether a member that was called had the certificate of other keys, or took ours for one. */
    boolean haveMetOtherKeys() {
        return otherKeys;
    }

    private void tell(Channel channel, String reason) {
        boolean called = channel.isClientMode();
        refusals.refused(address(channel.remoteSocketAddress(), called), reason)
                .ifPresent(line -> LOG.warn(called
                        ? "Can't be in one cluster with the member at {}"
                        : "Hazelcast's port refused a stranger at {}", line));
    }

    private static boolean hasOtherKeys(Throwable cause) {
        for (Throwable deeper = cause; deeper != null; deeper = deeper.getCause()) {
            if (deeper instanceof MemberTls.OtherKeysException) {
                return true;
            }
        }
        return false;
    }

    private static String address(SocketAddress from, boolean withPort) {
        String host = HandshakeLogger.address(from);
        return withPort && from instanceof InetSocketAddress internet ? HostPort.text(host, internet.getPort()) : host;
    }
}
