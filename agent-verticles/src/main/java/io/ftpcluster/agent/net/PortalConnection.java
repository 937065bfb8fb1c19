package io.ftpcluster.agent.net;

import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.bus.Secret;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;

/** Single HTTP requests beside the link, for a token's owner. Redirections are not followed, as the token would go along. */
public final class PortalConnection {

    private static final int CONNECT_MILLIS = 10_000;

    private final String agent;
    private final String fingerprint;
    private final Duration silence;

    /**
     * @param agent for the User-Agent header
     * @param fingerprint of the only certificate that is trusted; null for the system's trust
     * @param silence how long nothing may come
     */
    public PortalConnection(String agent, String fingerprint, Duration silence) {
        this.agent = agent;
        this.fingerprint = fingerprint;
        this.silence = silence;
    }

    /** @param accept the type of what is wanted */
    public HttpURLConnection open(Endpoint master, String path, Secret token, String accept) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(master + path).openConnection();
        if (connection instanceof HttpsURLConnection secured) {
            secured.setSSLSocketFactory(PortalTrust.context(fingerprint).getSocketFactory());
            if (fingerprint != null) {
                // It says which certificate it is, whatever name that has.
                secured.setHostnameVerifier((host, session) -> true);
            }
        }
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout((int) silence.toMillis());
        connection.setRequestProperty("Authorization", "Bearer " + token.value());
        connection.setRequestProperty("User-Agent", agent);
        connection.setRequestProperty("Accept", accept);
        connection.setRequestProperty("Connection", "close");
        return connection;
    }
}
