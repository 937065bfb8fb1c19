package io.ftpcluster.master.files.ftp;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import java.io.IOException;
import java.security.GeneralSecurityException;
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
final class Tls {

    private static final String TICKETS_OF_TLS_1_2 = "jdk.tls.client.enableSessionTicketExtension";

    private final String host;
    private final CertificateCheck check;
    private final SSLContext context;

    Tls(Account account, X509ExtendedTrustManager system) {
        this.host = account.settings().host();
        this.check = new CertificateCheck(account.settings().tlsFingerprint(), system);
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
    CertificateCheck check() {
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

    /** Shakes hands on a data connection, as a resumption of the control channel's session. */
    SSLSocket secure(BoundedSocket plain, int controlPort) throws IOException {
        plain.showPort(controlPort);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, controlPort, true);
        socket.setUseClientMode(true);
        if (checksHostName()) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    /** Names the certificate that was seen, so that an admin may compare and pin it. */
    FailureException failure(Failures failures, IOException cause) {
        if (!check.hasRefused()) {
            return failures.from(Step.TLS, cause);
        }
        String why = check.isPinned()
                ? "the server's certificate is not the one whose fingerprint is configured"
                : "the server's certificate is not trusted (" + Failures.reason(cause) + ")";
        return failures.because(FailureCode.BACKEND_FAILED, Step.TLS,
                why + "; it has the SHA-256 fingerprint " + check.seen(),
                "If that is the server's own, set it as tls_fingerprint.", cause);
    }
}
