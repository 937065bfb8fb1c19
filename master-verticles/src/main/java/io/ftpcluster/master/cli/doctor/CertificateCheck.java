package io.ftpcluster.master.cli.doctor;

import io.ftpcluster.env.FileProblem;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.DatabaseInspection.Facts;
import io.ftpcluster.master.persistence.DatabaseInspection.Ordered;
import io.ftpcluster.master.trust.CertificateText;
import io.ftpcluster.master.trust.PemIdentity;
import io.ftpcluster.master.trust.SystemTrust;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The certificate of HTTPS: its key, the order of its chain, its time, its names, and who vouches for it. */
final class CertificateCheck implements Check {

    private static final Duration SOON = Duration.ofDays(14);
    private static final String AFTER_A_FAILURE = "It is tried again by itself; when the reason is mended, SIGHUP has the portal try at once.";

    private final Config.Http config;
    private final AskedDatabase database;
    private final SystemTrust trust = SystemTrust.ofThisSystem();

    /** @param database where one that was ordered is */
    CertificateCheck(Config.Http config, AskedDatabase database) {
        this.config = config;
        this.database = database;
    }

    @Override
    public String name() {
        return "certificate";
    }

    @Override
    public Finding look() {
        if (config.tls().isPresent()) {
            return look(config.tls().get());
        }
        if (config.acme().isPresent()) {
            return look(config.acme().get());
        }
        return config.isInTheOpen()
                ? Finding.warning("There is none: passwords cross the network for anyone to read.",
                        "Set FTPCLUSTER_TLS_CERT and FTPCLUSTER_TLS_KEY, or put a proxy with TLS in front and name it"
                                + " in FTPCLUSTER_TRUSTED_PROXIES.")
                : Finding.ok("None is needed here: the portal listens on this machine only, or behind a proxy.");
    }

    private Finding look(Config.Acme acme) {
        String host = config.publicUrl().map(URI::getHost).map(name -> name.toLowerCase(Locale.ROOT)).orElse(null);
        String names = String.join(", ", acme.domains());
        if (host != null && !acme.domains().contains(host)) {
            return Finding.failure(
                    "It is ordered for " + names + ", and not for " + host + ", which is the host of MASTER_URL.",
                    "Add it to FTPCLUSTER_ACME_DOMAINS, or correct MASTER_URL.");
        }
        Optional<Ordered> ordered = database.known().flatMap(Facts::ordered);
        Optional<String> problem = ordered.flatMap(Ordered::problem);
        if (ordered.flatMap(Ordered::chain).isEmpty()) {
            String orders = "The portal orders it from " + acme.directory().getHost() + " for " + names;
            return problem.map(why -> Finding.failure(orders + ", and got none: " + why, AFTER_A_FAILURE))
                    .orElse(Finding.ok(orders + "."));
        }
        Finding found = judge(ordered.get().chain().get());
        return problem.isEmpty() || found.outcome() == Finding.Outcome.FAILURE
                ? found
                : Finding.warning(found.detail() + " The last order of another one failed: " + problem.get(),
                        AFTER_A_FAILURE);
    }

    private Finding judge(String chain) {
        try {
            return judge(CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(chain.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList());
        } catch (CertificateException e) {
            return Finding.failure("The one in the database can't be read: " + e.getMessage() + ".",
                    "Have the portal order another one (docs/operations.md).");
        }
    }

    private Finding look(Config.Tls tls) {
        Vertx vertx = Vertx.vertx();
        try {
            return judge(PemIdentity.load(vertx, tls.certificate(), tls.key()).chain());
        } catch (IOException e) {
            return Finding.failure("It can't be read: " + FileProblem.text(e) + ".",
                    "The user " + FileProblem.user() + " must be able to read both files.");
        } catch (GeneralSecurityException e) {
            return Finding.failure(
                    tls.certificate() + " and " + tls.key() + " can't be used together: " + e.getMessage() + ".",
                    "Give the key that was made for this certificate. In the file of the certificate that comes first, "
                            + "and after each the one that has issued it.");
        } finally {
            vertx.close();
        }
    }

    private Finding judge(List<X509Certificate> chain) {
        X509Certificate leaf = chain.getFirst();
        Instant now = Instant.now();
        if (CertificateText.notAfter(leaf).isBefore(now)) {
            return Finding.failure(
                    "Its time was over on " + CertificateText.moment(CertificateText.notAfter(leaf)) + ".",
                    "Renew it; the portal takes the new files by itself.");
        }
        if (leaf.getNotBefore().toInstant().isAfter(now)) {
            return Finding.failure(
                    "Its time begins on " + CertificateText.moment(leaf.getNotBefore().toInstant()) + ".",
                    "Is this machine's clock right?");
        }
        Optional<Finding> wrong = names(leaf);
        if (wrong.isPresent()) {
            return wrong.get();
        }
        List<String> remarks = new ArrayList<>();
        if (CertificateText.notAfter(leaf).isBefore(now.plus(SOON))) {
            remarks.add("It ends on " + CertificateText.moment(CertificateText.notAfter(leaf)) + ": renew it.");
        }
        untrusted(chain).ifPresent(remarks::add);
        return remarks.isEmpty()
                ? Finding.ok(CertificateText.of(leaf) + ".")
                : Finding.warning(CertificateText.of(leaf) + ".", String.join(" ", remarks));
    }

    /** RFC 9525: a wildcard stands for one label, and it is the first. */
    private Optional<Finding> names(X509Certificate leaf) {
        String host = config.publicUrl().map(URI::getHost).orElse(null);
        if (host == null) {
            return Optional.empty();
        }
        String wanted = host.replaceAll("^\\[|]$", "").toLowerCase(Locale.ROOT);
        List<String> names = CertificateText.names(leaf);
        boolean covered = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).anyMatch(name -> {
            int dot = wanted.indexOf('.');
            return name.equals(wanted)
                    || (name.startsWith("*.") && dot > 0 && name.substring(1).equals(wanted.substring(dot)));
        });
        return covered
                ? Optional.empty()
                : Optional.of(Finding.failure(
                        "It isn't for " + wanted + ", which is the host of MASTER_URL, but for "
                                + (names.isEmpty() ? "no name" : String.join(", ", names)) + ".",
                        "Get one for that name, or correct MASTER_URL."));
    }

    private Optional<String> untrusted(List<X509Certificate> chain) {
        try {
            trust.manager().checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
            return Optional.empty();
        } catch (CertificateException e) {
            return Optional.of(isSelfSigned(chain.getFirst())
                    ? "It is signed by itself: browsers warn, and agents know it by its fingerprint only."
                    : "No authority that this system knows vouches for it: is a certificate between missing in the file"
                            + " (the full chain)?");
        }
    }

    private static boolean isSelfSigned(X509Certificate leaf) {
        return leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal());
    }
}
