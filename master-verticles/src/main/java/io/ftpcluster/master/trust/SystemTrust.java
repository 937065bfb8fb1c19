package io.ftpcluster.master.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The certificate authorities of the operating system, which its admins add theirs to, rather than those that a JDK
 * brings along. Read when first needed, and again when the file has changed. Thread-safe.
 */
public final class SystemTrust {

    /** Where distributions keep them all in one PEM file. */
    private static final List<Path> BUNDLES = List.of(Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"), Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    private final Optional<Path> bundle;
    private FileTime read;
    private X509ExtendedTrustManager manager;

    /** @param bundle PEM file; empty: what the JDK trusts */
    public SystemTrust(Optional<Path> bundle) {
        this.bundle = bundle;
    }

    /** SSL_CERT_FILE, as for OpenSSL; else the distribution's; else, or when the JVM was given its own, the JVM's. */
    public static SystemTrust ofThisSystem() {
        if (System.getProperty("javax.net.ssl.trustStore") != null) {
            return new SystemTrust(Optional.empty());
        }
        Stream<Path> named = Stream.ofNullable(System.getenv("SSL_CERT_FILE")).map(Path::of);
        return new SystemTrust(Stream.concat(named, BUNDLES.stream()).filter(Files::isReadable).findFirst());
    }

    /** PEM file; empty: what the JVM trusts. */
    public Optional<Path> bundle() {
        return bundle;
    }

    /** Blocks while it reads; fails when the bundle can't be read. */
    public synchronized X509ExtendedTrustManager manager() {
        try {
            FileTime modified = bundle.isPresent() ? Files.getLastModifiedTime(bundle.get()) : null;
            if (manager == null || (modified != null && !modified.equals(read))) {
                manager = load();
                read = modified;
            }
            return manager;
        } catch (IOException e) {
            throw new UncheckedIOException("The certificate authorities can't be read from " + bundle, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No certificate authorities in " + bundle, e);
        }
    }

    private X509ExtendedTrustManager load() throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        // Null stands for what the JVM trusts.
        factory.init(bundle.isPresent() ? authorities(bundle.get()) : null);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    private static KeyStore authorities(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        // Whole: the factory reads byte by byte, which would be as many calls of the system.
        InputStream pem = new ByteArrayInputStream(Files.readAllBytes(file));
        int number = 0;
        for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
            store.setCertificateEntry("authority-" + number++, authority);
        }
        return store;
    }
}
