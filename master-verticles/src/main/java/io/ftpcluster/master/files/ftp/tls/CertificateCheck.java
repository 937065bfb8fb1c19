package io.ftpcluster.master.files.ftp.tls;

import io.ftpcluster.master.files.ftp.reply.Failures;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Decides on a server's certificate: with a pinned fingerprint exactly that one passes, whatever its names and dates;
 * without, the system's CAs decide. Remembers what it saw, so that a refusal can name it.
 */
public final class CertificateCheck extends X509ExtendedTrustManager {

    private final String pinned;
    private final X509ExtendedTrustManager system;
    private volatile String seen;
    private volatile X509Certificate certificate;
    private volatile String refusal;
    private volatile boolean refused;
    private final AtomicInteger handshakes = new AtomicInteger();

    /** @param pinned SHA-256 of the leaf in lower-case hex, or null */
    CertificateCheck(String pinned, X509ExtendedTrustManager system) {
        this.pinned = pinned;
        this.system = system;
    }

    public boolean isPinned() {
        return pinned != null;
    }

    /** Whether a handshake failed because of the certificate that is {@link #seen}. */
    public boolean hasRefused() {
        return refused;
    }

    /** Why the system's CAs refused, or null. */
    public String refusal() {
        return refusal;
    }

    /** The last leaf that was shown, or null when none was: a resumed session shows none. */
    public X509Certificate certificate() {
        return certificate;
    }

    public void forgetCertificate() {
        certificate = null;
    }

    /** SHA-256 of the last leaf that was shown, or null when none was. */
    public String seen() {
        return seen;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (!matchesPin(chain)) {
            askSystem(() -> system.checkServerTrusted(chain, authType, socket));
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (!matchesPin(chain)) {
            askSystem(() -> system.checkServerTrusted(chain, authType, engine));
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (!matchesPin(chain)) {
            throw new CertificateException("without its connection a certificate can't be checked");
        }
    }

    /** How many handshakes showed a certificate: those that resumed a TLS session did not. */
    int handshakes() {
        return handshakes.get();
    }

    private interface Question {
        void ask() throws CertificateException;
    }

    private void askSystem(Question question) throws CertificateException {
        refused = true;
        try {
            question.ask();
            refused = false;
        } catch (CertificateException e) {
            refusal = Failures.reason(e);
            throw e;
        }
    }

    /** False means that the CAs decide; a pin that doesn't match is an end. */
    private boolean matchesPin(X509Certificate[] chain) throws CertificateException {
        handshakes.incrementAndGet();
        certificate = chain[0];
        try {
            seen = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new CertificateException(e);
        }
        refused = pinned != null && !pinned.equals(seen);
        if (refused) {
            throw new CertificateException("the fingerprint is another than the configured one");
        }
        return pinned != null;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("no server here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("no server here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no server here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
