package io.ftpcluster.master.provisioning.ssh;

import io.ftpcluster.messages.Provisioning.HostKey;
import java.security.PublicKey;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;

/** How far one connection is: which host key it has shown, and what went wrong first. Used by many threads. */
final class Handshake {

    /** By which a session finds its own. */
    static final AttributeKey<Handshake> OF_SESSION = new AttributeKey<>();

    /** Null: whatever it is, it is only looked at. */
    private final String expected;
    private final CompletableFuture<HostKey> seen = new CompletableFuture<>();
    private volatile Throwable failure;

    Handshake(String expected) {
        this.expected = expected;
    }

    /** Whether the login may go on. */
    boolean takes(PublicKey key) {
        HostKey shown = new HostKey(KeyUtils.getKeyType(key), KeyUtils.getFingerPrint(BuiltinDigests.sha256, key), null,
                null);
        seen.complete(shown);
        return shown.fingerprint().equals(expected);
    }

    Optional<HostKey> seen() {
        return seen.isDone() && !seen.isCompletedExceptionally() ? Optional.of(seen.join()) : Optional.empty();
    }

    /** Completes with the key, or fails when the connection ends before. */
    CompletableFuture<HostKey> shown() {
        return seen;
    }

    boolean isRefused() {
        return seen().filter(key -> !key.fingerprint().equals(expected)).isPresent();
    }

    void failed(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    void closed() {
        seen.completeExceptionally(failure == null ? new IllegalStateException("closed") : failure);
    }

    /** Null when nothing was told. */
    Throwable failure() {
        return failure;
    }
}
