package io.ftpcluster.master.files.ftp.tls;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.files.ftp.reply.Failures;
import io.ftpcluster.master.files.ftp.reply.FtpOperation;
import io.ftpcluster.master.files.ftp.socket.BoundedSocket;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Collections;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS of one backend session. Its context, and so its cache of TLS sessions, belongs to that session alone: the data
 * channel must resume the control channel's TLS session, not another's (vsftpd's require_ssl_reuse and others check
 * it). JSSE finds it again by host and port, so both channels say the control channel's. Tried with vsftpd 3.0.3 and
 * OpenSSL 3: TLS 1.3 resumes through many transfers, as JSSE keeps several tickets and each transfer brings a new one.
 */
public final class Tls {

    private static final String TICKETS_OF_TLS_1_2 = "jdk.tls.client.enableSessionTicketExtension";

    private final String host;
    private final CertificateCheck check;
    private final SSLContext context;
    private final TlsLimits limits;
    private final String server;
    private final String[] offered;
    private volatile boolean takesTickets;

    /** @param limits what was learned about servers, this one too */
    public Tls(RemoteLogin login, X509ExtendedTrustManager system, TlsLimits limits) {
        this.limits = limits;
        this.server = login.settings().host() + ":" + login.settings().ftpPort();
        this.offered = limits.protocols(server);
        this.host = login.settings().host();
        this.check = new CertificateCheck(login.settings().tlsFingerprint(), system);
        this.context = context(check);
    }

    private static SSLContext context(TrustManager check) {
        // With TLS 1.2, vsftpd's tickets claim to live longer than a week; JSSE throws such away and remembers nothing.
        // Without tickets both agree on session ids. JSSE offers no narrower switch, and TLS 1.3 is not touched by it.
        if (System.getProperty(TICKETS_OF_TLS_1_2) == null) {
            System.setProperty(TICKETS_OF_TLS_1_2, "false");
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{check}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /** What has been seen of the server's certificate so far. */
    public CertificateCheck check() {
        return check;
    }

    SSLContext context() {
        return context;
    }

    String host() {
        return host;
    }

    /** Whether the certificate must name the host: not when it is pinned itself. */
    boolean checksHostName() {
        return !check.isPinned();
    }

    /** What is offered on both channels, or null for all that the JVM knows. */
    String[] protocols() {
        return offered;
    }

    /** Whether a handshake with less than all failed; the next session with this server offers all again. */
    public boolean isLimitLifted() {
        return offered != null && limits.forget(server);
    }

    /**
     * Whether this server resumes TLS sessions and no ticket is left to do so, after which it may refuse data
     * connections. TLS 1.3's tickets are used once, and some servers (ProFTPD 1.3.8) send none on a connection where
     * they only receive. The next session with the server is of TLS 1.2, which resumes by id as often as one likes.
     */
    public boolean isSpent() {
        int known = Collections.list(context.getClientSessionContext().getIds()).size();
        // Each whole handshake left one entry of its own beside those of its tickets.
        boolean spent = takesTickets && known <= check.handshakes();
        if (spent) {
            limits.useTls12(server);
        }
        return spent;
    }

    /** Shakes hands on a data connection, as a resumption of the control channel's session. */
    public SSLSocket secure(BoundedSocket plain, int controlPort) throws IOException {
        plain.showPort(controlPort);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, controlPort, true);
        socket.setUseClientMode(true);
        if (offered != null) {
            socket.setEnabledProtocols(offered);
        }
        if (checksHostName()) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        int before = check.handshakes();
        socket.startHandshake();
        if (check.handshakes() == before && socket.getSession().getProtocol().equals("TLSv1.3")) {
            takesTickets = true;
        }
        return socket;
    }

    /** Whether it was we who ended the last handshake, because of the certificate. */
    public boolean hasRefused() {
        return check.hasRefused();
    }

    /** Names the certificate that was seen to admins only, who may compare and pin it. */
    public FailureException failure(Failures failures, IOException cause) {
        if (!check.hasRefused()) {
            return failures.from(FtpOperation.TLS, cause);
        }
        String why = check.isPinned()
                ? "the server's certificate is not the one whose fingerprint is configured"
                : "the server's certificate is not trusted (" + Failures.reason(cause) + ")";
        return failures.forAdmins(FailureCode.BACKEND_FAILED, FtpOperation.TLS, why,
                why + "; it has the SHA-256 fingerprint " + check.seen(),
                "If that is the server's own, set it as tls_fingerprint.", cause);
    }
}
