package io.ftpcluster.master.provisioning;

import io.ftpcluster.bus.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * By what servers reach the portal.
 *
 * @param url of the portal, without a path; asked when it is needed, as the port may not be bound before
 * @param pinning asks for the pins of its certificate, as that may be replaced; empty where a CA vouches for it
 */
public record PortalAddress(Supplier<URI> url, Supplier<Optional<CertificatePins>> pinning) {

    private static final Pattern LOOPBACK = Pattern.compile("127\\..*|localhost|::1|(0+:){7}0*1|::ffff:127\\..*",
            Pattern.CASE_INSENSITIVE);
    private static final Set<String> ANY = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");
    private static final Pattern ONE_WORD = Pattern.compile("[A-Za-z0-9:/._-]+");

    /** With a certificate that stays. */
    public PortalAddress(Supplier<URI> url, Optional<CertificatePins> pins) {
        this(url, () -> pins);
    }

    /** Of its certificate as it is now, where no CA vouches for it. */
    Optional<CertificatePins> pins() {
        return pinning.get();
    }

    /** Without a slash at the end. */
    String base() {
        String text = url.get().toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    String setupUrl(Secret secret) {
        return base() + "/setup/" + secret.value();
    }

    /** To be pasted on a machine. */
    String command(Secret secret) {
        String address = setupUrl(secret);
        String word = ONE_WORD.matcher(address).matches() ? address : SetupScript.quoted(address);
        String trust = pins().map(known -> " -k --pinnedpubkey " + SetupScript.quoted(known.keyPin())).orElse("");
        return "curl -fsS" + trust + " " + word + " | sudo sh";
    }

    /** Why a server can't use the URL, as far as can be told from here; empty: nothing is known against it. */
    Optional<String> problemFrom(String serverHost) {
        String host = plain(url.get().getHost());
        if (ANY.contains(host)) {
            return Optional.of("the portal doesn't know by what URL servers reach it: set MASTER_URL");
        }
        return isLoopback(host) && !isLoopback(plain(serverHost))
                ? Optional.of("the portal's URL " + base() + " leads to the machine itself: set MASTER_URL to one that "
                        + serverHost + " reaches")
                : Optional.empty();
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }

    /** IPv6 without brackets. */
    private static String plain(String host) {
        return host == null ? "" : host.replaceAll("^\\[|]$", "");
    }
}
