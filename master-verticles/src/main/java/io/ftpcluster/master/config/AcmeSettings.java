package io.ftpcluster.master.config;

import io.ftpcluster.master.config.Config.Acme;
import io.ftpcluster.master.config.ConfigSources.Given;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A certificate that the portal orders itself, in place of one from files. */
final class AcmeSettings {

    private static final String ACCEPT = "accept";
    /** Let's Encrypt's bound. */
    private static final int MOST_DOMAINS = 100;
    private static final int MAX_DOMAIN_LENGTH = 253;
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    /** The last label is no number, else it is an address. */
    private static final Pattern DOMAIN = Pattern.compile("(" + LABEL + "\\.)*(?!\\d+$)" + LABEL);
    private static final Pattern EMAIL = Pattern.compile("[\\w.+%-]+@[A-Za-z0-9.-]+");

    private AcmeSettings() {}

    /** Each value is checked even when unused, so that a mistake shows now and not on the day they are switched on. */
    static Optional<Acme> read(ConfigSources settings) {
        boolean accepted = settings.find(Variable.ACME_TERMS).map(AcmeSettings::accepted).orElse(false);
        Optional<String> email = settings.find(Variable.ACME_EMAIL).map(AcmeSettings::email);
        URI directory = directory(settings.get(Variable.ACME_DIRECTORY));
        Optional<Path> authorities = settings.find(Variable.ACME_CA).map(PemFiles::certificate);
        int port = Parsers.number(settings.get(Variable.ACME_HTTP_PORT), 1, 65535);
        return settings.find(Variable.ACME_DOMAINS).map(given -> {
            Stream.of(Variable.TLS_CERT, Variable.TLS_KEY).flatMap(key -> settings.find(key).stream()).forEach(file -> {
                throw given.wrong("can't be used beside " + file.variable().key()
                        + ": the certificate is either ordered, or read from files");
            });
            if (!accepted) {
                throw given.wrong("needs " + Variable.ACME_TERMS.key() + "=" + ACCEPT
                        + ", which says that you accept the terms of the CA of " + Variable.ACME_DIRECTORY.key());
            }
            if (String.valueOf(port).equals(settings.get(Variable.HTTP_PORT).text().strip())) {
                throw settings.get(Variable.ACME_HTTP_PORT)
                        .wrong("must be another port than " + Variable.HTTP_PORT.key());
            }
            return new Acme(domains(given), email, directory, authorities, port);
        });
    }

    private static boolean accepted(Given given) {
        if (!given.text().equals(ACCEPT)) {
            throw given.wrong("must be " + ACCEPT + ", not " + QuotedValue.shown(given.text()));
        }
        return true;
    }

    private static List<String> domains(Given given) {
        List<String> domains = Stream.of(given.text().split(",", -1))
                .map(text -> text.strip().toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        for (String domain : domains) {
            if (domain.length() > MAX_DOMAIN_LENGTH || !DOMAIN.matcher(domain).matches()) {
                throw given.wrong("must be host names separated by commas, without wildcards and addresses, such as"
                        + " portal.example,files.example, not " + QuotedValue.shown(domain));
            }
        }
        if (domains.size() > MOST_DOMAINS) {
            throw given.wrong("must be at most " + MOST_DOMAINS + " host names");
        }
        return domains;
    }

    private static String email(Given given) {
        String address = given.text().strip();
        if (!EMAIL.matcher(address).matches()) {
            throw given.wrong("must be one e-mail address, not " + QuotedValue.shown(given.text()));
        }
        return address;
    }

    private static URI directory(Given given) {
        URI url;
        try {
            url = URI.create(given.text().strip());
        } catch (IllegalArgumentException e) {
            throw given.wrong("must be the URL of a CA's directory", e);
        }
        if (!"https".equalsIgnoreCase(url.getScheme()) || url.getHost() == null || url.getRawUserInfo() != null) {
            // It isn't shown: someone may have put a password into it.
            throw given.wrong("must be the URL of a CA's directory, https:// and without a login");
        }
        return url;
    }
}
