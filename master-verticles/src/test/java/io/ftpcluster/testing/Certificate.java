package io.ftpcluster.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate for {@code localhost} and 127.0.0.1.
 *
 * @param pem certificate and private key in one file
 * @param keyStore the same as PKCS #12 with the password {@link #PASSWORD}
 * @param fingerprint SHA-256 in lower-case hex
 */
public record Certificate(Path pem, Path keyStore, String fingerprint) {

    public static final String PASSWORD = "changeit";

    public static Certificate create(Path directory) {
        return create(directory, "DNS:localhost,IP:127.0.0.1");
    }

    /** @param names as openssl writes them */
    public static Certificate create(Path directory, String names) {
        return create(directory, names, 2);
    }

    /** @param days for which it is valid from now on */
    public static Certificate create(Path directory, String names, int days) {
        Path key = directory.resolve("key.pem");
        Path certificate = directory.resolve("certificate.pem");
        Path store = directory.resolve("store.p12");
        Commands.run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", Integer.toString(days),
                "-subj", "/CN=localhost", "-addext", "subjectAltName=" + names, "-keyout", key.toString(), "-out",
                certificate.toString());
        Commands.run("openssl", "pkcs12", "-export", "-inkey", key.toString(), "-in", certificate.toString(), "-out",
                store.toString(), "-passout", "pass:" + PASSWORD);
        try {
            Path both = directory.resolve("both.pem");
            Files.writeString(both, Files.readString(certificate) + Files.readString(key));
            return new Certificate(both, store, fingerprintOf(certificate));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One whose time was over long ago. */
    public static Certificate expired(Path directory) {
        Path certificate = directory.resolve("certificate.pem");
        Path store = directory.resolve("store.p12");
        Path both = directory.resolve("both.pem");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Commands.run(keytool, "-genkeypair", "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass",
                PASSWORD, "-alias", "ftp", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=localhost", "-ext",
                "SAN=dns:localhost,ip:127.0.0.1", "-startdate", "-100d", "-validity", "30");
        Commands.run(keytool, "-exportcert", "-rfc", "-keystore", store.toString(), "-storepass", PASSWORD, "-alias",
                "ftp", "-file", certificate.toString());
        Commands.run("openssl", "pkcs12", "-in", store.toString(), "-nodes", "-passin", "pass:" + PASSWORD, "-out",
                both.toString());
        try {
            return new Certificate(both, store, fingerprintOf(certificate));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For a server in this JVM. */
    public SSLContext serverContext() {
        try (InputStream in = Files.newInputStream(keyStore)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String fingerprintOf(Path certificate) throws IOException {
        try (InputStream in = Files.newInputStream(certificate)) {
            X509Certificate parsed = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(parsed.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
