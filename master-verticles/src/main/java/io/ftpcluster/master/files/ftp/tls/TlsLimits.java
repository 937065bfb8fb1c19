package io.ftpcluster.master.files.ftp.tls;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which servers are spoken to with TLS 1.2 only, as was learned from them since the start. Thread-safe. */
public final class TlsLimits {

    /** Beyond it nothing more is learned; sessions are then replaced more often. */
    private static final int SERVERS = 10_000;

    private final Set<String> tls12 = ConcurrentHashMap.newKeySet();

    void useTls12(String server) {
        if (tls12.size() < SERVERS) {
            tls12.add(server);
        }
    }

    /** For one that wants nothing to do with TLS 1.2 any more. */
    boolean forget(String server) {
        return tls12.remove(server);
    }

    /** Null for all that the JVM knows. */
    String[] protocols(String server) {
        return tls12.contains(server) ? new String[]{"TLSv1.2"} : null;
    }
}
