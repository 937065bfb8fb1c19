package io.ftpcluster.master.provisioning.ssh;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Provisioning.HostKey;
import io.ftpcluster.messages.Provisioning.SshCredential;
import io.ftpcluster.text.Printable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.future.CancelOption;

/** Connects to SSH servers whose host key was confirmed before. One client for all, with few threads. Thread-safe. */
public final class SshConnector implements AutoCloseable {

    private static final int LONGEST_WORDS = 300;
    private static final String LOOK = "Check ssh_host and ssh_port, and the server's log (journalctl -u ssh)";
    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final Duration LOGIN = Duration.ofSeconds(30);

    private final LazySshClient client = new LazySshClient();
    private final Duration connectTime;
    private final Duration loginTime;

    public SshConnector() {
        this(CONNECT, LOGIN);
    }

    /**
     * @param connectTime until the host key is there
     * @param loginTime for the rest
     */
    SshConnector(Duration connectTime, Duration loginTime) {
        this.connectTime = connectTime;
        this.loginTime = loginTime;
    }

    /** Which key the server has; logs in nowhere. */
    public HostKey hostKey(SshTarget target) throws SshOperationException {
        Handshake handshake = new Handshake(null);
        ClientSession session = null;
        try {
            session = connect(target, handshake);
            return handshake.shown().get(connectTime.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw notReached(target, handshake, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SshOperationException("The connection to " + target.name() + " was given up.", e);
        } finally {
            if (session != null) {
                session.close(true);
            }
        }
    }

    /** @param fingerprint of the host key that was confirmed, as OpenSSH shows it */
    public SshConnection connect(SshTarget target, SshCredential credential, String fingerprint)
            throws SshOperationException {
        KeyPair key = readKey(target, credential);
        Handshake handshake = new Handshake(fingerprint);
        LoginPrompts prompts = new LoginPrompts(credential.password());
        ClientSession session = null;
        boolean loggedIn = false;
        try {
            session = connect(target, handshake);
            awaitHostKey(session, target, handshake);
            logIn(session, key, credential.password(), prompts);
            loggedIn = true;
            return new SshConnection(session, target);
        } catch (IOException e) {
            throw refused(target, credential, handshake, prompts, e);
        } finally {
            if (session != null && !loggedIn) {
                session.close(true);
            }
        }
    }

    private void awaitHostKey(ClientSession session, SshTarget target, Handshake handshake)
            throws SshOperationException {
        try {
            handshake.shown().get(connectTime.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw notReached(target, handshake, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SshOperationException("The connection to " + target.name() + " was given up.", e);
        }
        if (handshake.isRefused()) {
            session.close(true);
            throw changed(target, handshake);
        }
    }

    private void logIn(ClientSession session, KeyPair key, Secret password, LoginPrompts prompts) throws IOException {
        session.setUserInteraction(prompts);
        if (key == null) {
            session.setUserAuthFactories(
                    List.of(UserAuthPasswordFactory.INSTANCE, UserAuthKeyboardInteractiveFactory.INSTANCE));
            session.addPasswordIdentity(password.value());
        } else {
            session.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
            session.addPublicKeyIdentity(key);
        }
        session.auth().verify(loginTime.toMillis(), CancelOption.CANCEL_ON_TIMEOUT, CancelOption.CANCEL_ON_INTERRUPT);
    }

    private ClientSession connect(SshTarget target, Handshake handshake) throws IOException {
        InetAddress address = InetAddress.getByName(target.host());
        return client.get()
                .connect(target.user(), new InetSocketAddress(address, target.port()),
                        AttributeRepository.ofKeyValuePair(Handshake.OF_SESSION, handshake), null)
                .verify(connectTime.toMillis(), CancelOption.CANCEL_ON_TIMEOUT, CancelOption.CANCEL_ON_INTERRUPT)
                .getSession();
    }

    private static KeyPair readKey(SshTarget target, SshCredential credential) throws SshOperationException {
        try {
            return credential.privateKey() == null
                    ? null
                    : PrivateKeys.read(credential.privateKey(), credential.passphrase());
        } catch (FailureException e) {
            throw new SshOperationException(
                    "The login on " + target.name() + " can't be made: " + e.failure().detail() + ".", e);
        }
    }

    private SshOperationException notReached(SshTarget target, Handshake handshake, Exception cause) {
        Throwable first = handshake.failure() == null ? root(cause) : root(handshake.failure());
        String why = switch (first) {
            case UnknownHostException e -> "its name is not known. Correct ssh_host, or use the address";
            case ConnectException e ->
                "nothing listens there. Check ssh_host and ssh_port, and that the SSH server (openssh-server) runs";
            case NoRouteToHostException e -> "there is no way to it. Check ssh_host, and firewalls on the way";
            case TimeoutException e -> silent();
            case SocketException e -> "it closed the connection before it showed its host key. " + LOOK;
            default -> isTimeout(cause)
                    ? silent()
                    : "what answers there is no SSH server that the portal understands (" + words(first) + "). " + LOOK;
        };
        return new SshOperationException("No SSH connection to " + target.name() + ": " + why + ".", cause);
    }

    private String silent() {
        return "it did not answer as an SSH server within " + connectTime.toSeconds()
                + " s. Check ssh_host and ssh_port, and firewalls on the way";
    }

    private static SshOperationException changed(SshTarget target, Handshake handshake) {
        HostKey key = handshake.seen().orElseThrow();
        return new SshOperationException("The host key of " + target.name()
                + " is another one than the one that was confirmed: " + key.type() + " " + key.fingerprint()
                + ". If the server was installed anew, begin again and confirm this key; otherwise somebody may be"
                + " between the portal and the server.");
    }

    private SshOperationException refused(SshTarget target, SshCredential credential, Handshake handshake,
            LoginPrompts prompts, IOException cause) {
        if (handshake.seen().isEmpty()) {
            return notReached(target, handshake, cause);
        }
        if (handshake.isRefused()) {
            return changed(target, handshake);
        }
        String who = "The login of " + Printable.line(target.user()) + " on " + target.name() + " failed: ";
        if (prompts.problem().isPresent()) {
            return new SshOperationException(who + prompts.problem().get() + ".", cause);
        }
        if (isRefusal(cause) || isRefusal(handshake.failure())) {
            return new SshOperationException(who + (credential.password() != null
                    ? "the server refuses the password, or takes none of this user (PasswordAuthentication, PermitRootLogin"
                            + " in sshd_config). Correct ssh_user and ssh_password, or use a key"
                    : "the server doesn't take the key. Put its public key into ~" + Printable.line(target.user())
                            + "/.ssh/authorized_keys, or correct ssh_user")
                    + ".", cause);
        }
        if (isTimeout(cause)) {
            return new SshOperationException(who + "the server did not answer within " + loginTime.toSeconds()
                    + " s. Look at its load and log (journalctl -u ssh), and try again.", cause);
        }
        Throwable first = handshake.failure() == null ? root(cause) : root(handshake.failure());
        return new SshOperationException(who + "the connection ended in the middle (" + words(first)
                + "). Look at the server's log (journalctl -u ssh), and try again.", cause);
    }

    private static boolean isRefusal(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof SshException known
                    && known.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
                return true;
            }
        }
        return false;
    }

    static boolean isTimeout(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof TimeoutException || each instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        while (root != null && root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    static String words(Throwable cause) {
        String message = cause.getMessage();
        return Printable.line(message == null ? cause.getClass().getSimpleName() : message, LONGEST_WORDS);
    }

    /** A failure as others see it. */
    public static Failure failure(SshOperationException cause) {
        return Failure.of(FailureCode.BACKEND_FAILED, cause.getMessage());
    }

    /** Ends all connections. */
    @Override
    public void close() {
        client.close();
    }
}
