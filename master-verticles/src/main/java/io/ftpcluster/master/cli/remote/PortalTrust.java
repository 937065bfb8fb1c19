package io.ftpcluster.master.cli.remote;

import io.ftpcluster.master.trust.PublicKeyTrustManager;
import io.ftpcluster.master.trust.SystemTrust;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Which certificate is the portal's: one that a CA signed for its name, or one with a public key that is known. */
final class PortalTrust {

    private static final Pattern PIN = Pattern.compile("sha256//([A-Za-z0-9+/]{43}=)");

    private final Supplier<TrustManager> manager;

    private PortalTrust(Supplier<TrustManager> manager) {
        this.manager = manager;
    }

    /** @param authorities PEM file; empty: what the system trusts */
    static PortalTrust of(Optional<Path> authorities) {
        authorities.filter(file -> !Files.isReadable(file) || Files.isDirectory(file)).ifPresent(file -> {
            throw new IllegalArgumentException("can't read the file with certificates, " + file);
        });
        return new PortalTrust(() -> authorities.isPresent()
                ? new SystemTrust(authorities).manager()
                : SystemTrust.ofThisSystem().manager());
    }

    /** @param pin as the line has it that is pasted on servers */
    static PortalTrust pinned(String pin) {
        var matcher = PIN.matcher(pin);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "a pin is sha256// and the 44 characters of a SHA-256 in Base64, as curl's"
                            + " --pinnedpubkey takes it");
        }
        byte[] hash = Base64.getDecoder().decode(matcher.group(1));
        return new PortalTrust(() -> new Pinned(hash));
    }

    /** Empty where nothing is encrypted. Reading what the system trusts takes a moment. */
    Optional<SSLContext> context(URI where) {
        if (!where.getScheme().toLowerCase(Locale.ROOT).equals("https")) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{manager.get()}, null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Pinned extends PublicKeyTrustManager {

        private final byte[] hash;

        Pinned(byte[] hash) {
            super();
            this.hash = hash;
        }

        @Override
        protected void check(PublicKey key) throws CertificateException {
            if (!MessageDigest.isEqual(hash, sha256(key.getEncoded()))) {
                throw new CertificateException("the portal's public key is another one than the pin's");
            }
        }

        private static byte[] sha256(byte[] encoded) throws CertificateException {
            try {
                return MessageDigest.getInstance("SHA-256").digest(encoded);
            } catch (NoSuchAlgorithmException e) {
                throw new CertificateException(e);
            }
        }
    }
}
