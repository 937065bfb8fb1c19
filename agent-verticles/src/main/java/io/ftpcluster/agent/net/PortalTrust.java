package io.ftpcluster.agent.net;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Whom TLS trusts to be the portal. */
public final class PortalTrust {

    private PortalTrust() {}

    /** @param fingerprint SHA-256 in hex of the only certificate that is trusted; null for the system's trust */
    public static SSLContext context(String fingerprint) throws IOException {
        try {
            SSLContext made = SSLContext.getInstance("TLS");
            made.init(null, fingerprint == null ? null : new TrustManager[]{new PinnedCertificate(fingerprint)}, null);
            return made;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS isn't available: " + e.getMessage(), e);
        }
    }
}
