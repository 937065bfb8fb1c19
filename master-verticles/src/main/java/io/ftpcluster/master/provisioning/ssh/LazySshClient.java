package io.ftpcluster.master.provisioning.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client of all connections, made when the first one is: its library brings a thousand classes of cryptography, which many
 * portals never need and no start has to wait for. Thread-safe.
 */
final class LazySshClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LazySshClient.class);
    private static final int THREADS = 2;
    private static final int LONGEST_GREETING = 16 * 1024;
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final int MISSED_HEARTBEATS = 3;
    private static final Duration SFTP_ANSWER = Duration.ofSeconds(30);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final ReentrantLock lock = new ReentrantLock();
    /** Null before the first connection. */
    private SshClient client;
    private boolean closed;

    /** @throws IOException after {@link #close} */
    SshClient get() throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("this node stops");
            }
            if (client == null) {
                client = started();
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    private static SshClient started() {
        SshClient client = SshClient.setUpDefaultClient();
        client.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory());
        // Nothing of whoever runs the portal: not their keys, nor what they set for hosts.
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        // Host keys that are none of a certificate's, as that is what can be pinned.
        client.setSignatureFactories(
                List.of(BuiltinSignatures.ed25519, BuiltinSignatures.nistp256, BuiltinSignatures.nistp384,
                        BuiltinSignatures.nistp521, BuiltinSignatures.rsaSHA512, BuiltinSignatures.rsaSHA256));
        client.setServerKeyVerifier((session, address, key) -> of(session).takes(key));
        client.addSessionListener(new Listener());
        CoreModuleProperties.NIO_WORKERS.set(client, THREADS);
        CoreModuleProperties.PASSWORD_PROMPTS.set(client, 1);
        CoreModuleProperties.MAX_IDENTIFICATION_SIZE.set(client, LONGEST_GREETING);
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, MISSED_HEARTBEATS);
        SftpModuleProperties.SFTP_CHANNEL_OPEN_TIMEOUT.set(client, SFTP_ANSWER);
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, HEARTBEAT);
        client.start();
        return client;
    }

    private static final class Listener implements SessionListener {
        @Override
        public void sessionException(Session session, Throwable cause) {
            of(session).failed(cause);
        }

        @Override
        public void sessionDisconnect(Session session, int reason, String words, String language, boolean initiator) {
            if (!initiator) {
                of(session).failed(new SshException(reason, words));
            }
        }

        @Override
        public void sessionClosed(Session session) {
            of(session).closed();
        }
    }

    private static Handshake of(Session session) {
        return Objects.requireNonNull(((ClientSession) session).getConnectionContext())
                .getAttribute(Handshake.OF_SESSION);
    }

    /** Ends all connections. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (client != null) {
                client.close(true).await(CLOSING.toMillis());
            }
        } catch (IOException e) {
            LOG.warn("SSH connections did not end as they should: {}", e.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
