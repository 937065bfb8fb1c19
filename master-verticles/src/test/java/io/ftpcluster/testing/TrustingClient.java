package io.ftpcluster.testing;

import io.ftpcluster.master.trust.PublicKeyTrustManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Somebody who trusts the root of a CA and nobody else, and looks at names, as browsers do. */
public record TrustingClient(SSLContext context) {

    private static final int PATIENCE_MILLIS = 60_000;
    private static final String ASK = "GET /health/live HTTP/1.1\r\nHost: portal\r\n\r\n";

    private static final PublicKeyTrustManager ANYONE = new PublicKeyTrustManager() {
        @Override
        protected void check(PublicKey key) {
            // Whose certificate it is matters elsewhere.
        }
    };

    private static SSLContext context(TrustManager... trusted) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusted, null);
        return context;
    }

    /** One that takes any certificate. */
    public static HttpClient anyone() throws GeneralSecurityException {
        return HttpClient.newBuilder().sslContext(context(ANYONE)).build();
    }

    public static TrustingClient of(Pebble pebble) throws Exception {
        try (HttpClient http = anyone()) {
            byte[] root = http
                    .send(HttpRequest.newBuilder(pebble.root()).build(), HttpResponse.BodyHandlers.ofByteArray())
                    .body();
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("root",
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(root)));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            return new TrustingClient(context(managers.getTrustManagers()));
        }
    }

    /** Fails unless the certificate is trusted and for this name. */
    public SSLSocket connect(String name, int port) throws IOException {
        return connect("127.0.0.1", name, port);
    }

    private SSLSocket connect(String address, String name, int port) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(new Socket(address, port), name, port, true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** What a connection that begins now gets; fails likewise. */
    public X509Certificate shown(String name, int port) throws IOException {
        return shown("127.0.0.1", name, port);
    }

    public X509Certificate shown(String address, String name, int port) throws IOException {
        try (SSLSocket socket = connect(address, name, port)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    /** The first line of an answer, on a connection that stays. */
    public static String ask(SSLSocket socket) throws IOException {
        socket.getOutputStream().write(ASK.getBytes(StandardCharsets.US_ASCII));
        StringBuilder said = new StringBuilder();
        // The body is one chunk of a few bytes, which comes with its head.
        byte[] piece = new byte[8192];
        while (!said.toString().contains("\r\n\r\n")) {
            int count = socket.getInputStream().read(piece);
            if (count < 0) {
                break;
            }
            said.append(new String(piece, 0, count, StandardCharsets.ISO_8859_1));
        }
        return said.toString().lines().findFirst().orElse("nothing");
    }
}
