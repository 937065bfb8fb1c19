package io.ftpcluster.agent.net;

import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.bus.Secret;
import java.io.IOException;
import java.net.Socket;
import java.security.SecureRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Everything that links have in common: the token, whom TLS trusts, random numbers. Thread-safe. */
public final class Dialer {

    private final Secret token;
    private final String agent;
    private final String fingerprint;
    private final SecureRandom random = new SecureRandom();
    private SSLContext tls;

    /**
     * @param agent for the User-Agent header
     * @param fingerprint of the only certificate that is trusted; null for the system's trust
     */
    public Dialer(Secret token, String agent, String fingerprint) {
        this.token = token;
        this.agent = agent;
        this.fingerprint = fingerprint;
    }

    /** Not open yet; closing it ends an {@link Connection#open} that is under way. */
    public Connection dial(Endpoint endpoint) {
        return new Connection(this, endpoint);
    }

    Upgrade upgrade(Endpoint endpoint) {
        return new Upgrade(endpoint, token, agent, random);
    }

    SecureRandom random() {
        return random;
    }

    /** The plain socket itself where there is no TLS. */
    Socket secured(Socket plain, Endpoint endpoint) throws IOException {
        if (!endpoint.tls()) {
            return plain;
        }
        SSLSocket socket = (SSLSocket) context().getSocketFactory()
                .createSocket(plain, endpoint.host(), endpoint.port(), true);
        if (fingerprint == null) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    /** Made when it is needed: reading the system's certificates takes memory. */
    private synchronized SSLContext context() throws IOException {
        if (tls == null) {
            tls = PortalTrust.context(fingerprint);
        }
        return tls;
    }
}
