package io.ftpcluster.master.trust;

import io.ftpcluster.text.Printable;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A certificate for people: whose it is, until when, and its fingerprint. */
public final class CertificateText {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int SHOWN_NAMES = 10;
    /** RFC 5280, GeneralName. */
    private static final Set<Integer> DNS_OR_IP = Set.of(2, 7);

    private CertificateText() {}

    /** One line. */
    public static String of(X509Certificate certificate) {
        List<String> names = names(certificate);
        String shown = names.isEmpty() ? "no names" : String.join(", ", names.stream().limit(SHOWN_NAMES).toList());
        String more = names.size() > SHOWN_NAMES ? " and " + (names.size() - SHOWN_NAMES) + " more" : "";
        return subject(certificate) + ", for " + shown + more + ", until " + moment(notAfter(certificate))
                + ", SHA-256 fingerprint " + fingerprint(certificate);
    }

    public static String subject(X509Certificate certificate) {
        return Printable.line(certificate.getSubjectX500Principal().getName(), 200);
    }

    /** Of hosts and addresses; what it is for otherwise is left out. */
    public static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> DNS_OR_IP.contains(name.getFirst()))
                            .map(name -> Printable.line(String.valueOf(name.get(1)), 255))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    public static Instant notAfter(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    public static String moment(Instant time) {
        return MOMENT.format(time);
    }

    /** SHA-256 in lower-case hex. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
