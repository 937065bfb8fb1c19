package io.ftpcluster.master.config;

import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.config.Config.Tls;
import io.ftpcluster.master.config.ConfigSources.Given;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.regex.Pattern;

/** The certificate and the key of HTTPS: both or none, readable, and PEM. */
final class PemFiles {

    private static final Pattern KEY = Pattern.compile("-----BEGIN (RSA |EC )?PRIVATE KEY-----");

    private PemFiles() {}

    static Optional<Tls> tls(Optional<Given> certificate, Optional<Given> key) {
        if (certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        Given givenCertificate = certificate.orElseThrow(() -> alone(key, Variable.TLS_CERT));
        Given givenKey = key.orElseThrow(() -> alone(certificate, Variable.TLS_KEY));
        return Optional.of(new Tls(certificate(givenCertificate), key(givenKey)));
    }

    private static ConfigException alone(Optional<Given> other, Variable missing) {
        return other.orElseThrow().wrong("needs " + missing.key() + " too");
    }

    /** A file with certificates. */
    static Path certificate(Given given) {
        Path file = Parsers.path(given);
        try {
            byte[] content = content(given, file).getBytes(StandardCharsets.ISO_8859_1);
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(content))
                    .isEmpty()) {
                throw given.wrong("holds no certificate: " + QuotedValue.shown(file.toString()));
            }
        } catch (CertificateException e) {
            throw given.wrong("is not a PEM certificate: " + QuotedValue.shown(file.toString()), e);
        }
        return file;
    }

    private static Path key(Given given) {
        Path file = Parsers.path(given);
        if (!KEY.matcher(content(given, file)).find()) {
            throw given.wrong("is not an unencrypted PEM private key: " + QuotedValue.shown(file.toString()));
        }
        return file;
    }

    private static String content(Given given, Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw given.wrong("can't be read: " + FileProblem.text(e), e);
        }
    }
}
