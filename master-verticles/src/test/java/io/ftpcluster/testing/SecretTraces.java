package io.ftpcluster.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Secrets of a test, and where they are found: as they are, percent-encoded, or inside of Base64, wherever in it they begin. */
public final class SecretTraces {

    private static final int SHOWN = 300;

    private final Map<String, Set<String>> secrets = new LinkedHashMap<>();

    /** A new one that says what it is, with characters that encodings change. */
    public String mark(String what) {
        return add("M@rked+" + what + "/" + Integer.toHexString(what.hashCode()));
    }

    public String add(String secret) {
        if (secret.length() < 8) {
            throw new IllegalArgumentException("found by chance: " + secret);
        }
        secrets.put(secret, forms(secret));
        return secret;
    }

    public static String urlEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static Set<String> forms(String secret) {
        Set<String> forms = new LinkedHashSet<>(List.of(secret, urlEncoded(secret)));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            // Characters that hold bits of what is before or behind it aren't its own.
            int end = shifted.length * 8 / 6;
            int begin = (before * 8 + 5) / 6;
            forms.add(Base64.getEncoder().encodeToString(shifted).substring(begin, end));
            forms.add(Base64.getUrlEncoder().encodeToString(shifted).substring(begin, end));
        }
        return forms;
    }

    /** Which secret is in which line, the line from a bit before it. */
    public List<String> in(Collection<String> lines) {
        List<String> found = new ArrayList<>();
        secrets.forEach((secret, forms) -> forms.forEach(form -> lines.forEach(line -> {
            int at = line.indexOf(form);
            if (at >= 0) {
                String shown = line.substring(0, Math.min(SHOWN, line.length()));
                found.add(secret + " as " + form + " at " + at + " of: " + shown);
            }
        })));
        return found;
    }
}
