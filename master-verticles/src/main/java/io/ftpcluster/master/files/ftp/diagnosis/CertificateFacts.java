package io.ftpcluster.master.files.ftp.diagnosis;

import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.tls.CertificateCheck;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A server's certificate in words: whose it is, how long it is valid, whether it is trusted, and what to do if not. */
final class CertificateFacts {

    private static final Duration SOON = Duration.ofDays(14);
    private static final int SHOWN_NAMES = 10;
    /** How JSSE says that a certificate, which is fine otherwise, names another host. */
    private static final Pattern OTHER_NAME = Pattern.compile("No (subject alternative|name matching)");

    private final RemoteLogin login;
    private final CertificateCheck check;
    private final X509Certificate certificate;

    CertificateFacts(RemoteLogin login, CertificateCheck check) {
        this.login = login;
        this.check = check;
        this.certificate = check.certificate();
    }

    /** Of one that was accepted. */
    void describe(StepResult result) {
        facts(result);
        result.say(check.isPinned()
                ? "Trusted: it is the one whose fingerprint is set for this server."
                : "Trusted by the certificate authorities of the portal's system.");
        Duration left = Duration.between(Instant.now(), certificate.getNotAfter().toInstant());
        if (left.isNegative()) {
            result.warn("It has expired. The portal still takes it, because it was told to trust just this one.",
                    "Make a new certificate, as other clients refuse this one, and make it trusted here.");
        } else if (left.compareTo(SOON) < 0) {
            result.warn("It expires in " + (left.toDays() == 1 ? "1 day" : left.toDays() + " days") + ".",
                    check.isPinned()
                            ? "Renew it and set the new one's fingerprint as tls_fingerprint."
                            : "Renew it: once it has expired, nobody gets in.");
        }
    }

    /** Of one that was not. */
    void refuse(StepResult result) {
        facts(result);
        String compare = "Compare the certificate's SHA-256 fingerprint " + check.seen()
                + " with what the server's setup"
                + " script printed, or with 'openssl x509 -noout -fingerprint -sha256 -in CERTIFICATE' run there. ";
        if (check.isPinned()) {
            result.fail(
                    "Not trusted: the fingerprint that is set for this server is another, "
                            + login.settings().tlsFingerprint() + ".",
                    compare + "If they are the same, the certificate was renewed: set the new one as tls_fingerprint."
                            + " If not, somebody may be listening in between: don't.");
            return;
        }
        result.fail("Not trusted: " + reason() + ".",
                compare + "If they are the same, set it as this server's tls_fingerprint." + remedy());
    }

    private void facts(StepResult result) {
        result.say("Certificate of " + printable(certificate.getSubjectX500Principal().getName()) + names() + ".");
        result.say(isSelfSigned()
                ? "Signed by itself."
                : "Issued by " + printable(certificate.getIssuerX500Principal().getName()) + ".");
        result.say("Valid from " + certificate.getNotBefore().toInstant() + " to "
                + certificate.getNotAfter().toInstant() + ".");
        result.say("SHA-256 fingerprint " + check.seen() + ".");
    }

    private String names() {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null || names.isEmpty()) {
                return ", for no other names";
            }
            return names.stream()
                    .limit(SHOWN_NAMES)
                    .map(name -> printable(String.valueOf(name.get(1))))
                    .collect(Collectors.joining(", ", ", for ", ""));
        } catch (CertificateParsingException e) {
            return ", with unreadable names";
        }
    }

    private boolean isSelfSigned() {
        return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
    }

    private boolean isForOthers() {
        return check.refusal() != null && OTHER_NAME.matcher(check.refusal()).find();
    }

    private boolean isExpired() {
        return certificate.getNotAfter().toInstant().isBefore(Instant.now());
    }

    private String reason() {
        if (isExpired()) {
            return "it has expired";
        }
        if (certificate.getNotBefore().toInstant().isAfter(Instant.now())) {
            return "it is not valid yet";
        }
        if (isForOthers()) {
            return "it is not for " + login.settings().host() + ", which is this server's host here";
        }
        if (isSelfSigned()) {
            return "it is signed by itself, and by no authority that the portal's system knows";
        }
        return check.refusal() == null ? "the portal's system refuses it" : printable(check.refusal());
    }

    private String remedy() {
        if (isExpired()) {
            return " Better: renew it.";
        }
        if (isForOthers()) {
            return " Or set the host to one of the names that it is for.";
        }
        return isSelfSigned()
                ? ""
                : " Or get a certificate for " + login.settings().host() + " from an authority that the system knows.";
    }

    private static String printable(String text) {
        return Reply.printable(text);
    }
}
