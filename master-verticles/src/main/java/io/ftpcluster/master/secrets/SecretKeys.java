package io.ftpcluster.master.secrets;

import io.ftpcluster.bus.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * The keys in SECRET_KEY: the first signs, all verify, so that one can be replaced while what another one has signed is still
 * good.
 */
public record SecretKeys(List<Secret> all) {

    public static final int MIN_LENGTH = 32;
    /** A node makes certificates of each pair of keys; more are needed by nobody. */
    public static final int MOST = 4;

    public SecretKeys {
        all = List.copyOf(all);
    }

    /**
     * One key or several, separated by commas. A comma may also be part of a key, as it was before there could be several: then a
     * part is too short to be one. Fails with {@link KeyException}.
     */
    public static SecretKeys of(Secret text) {
        List<Secret> parts = Stream.of(text.value().split(",", -1)).map(String::strip).map(Secret::new).toList();
        if (parts.stream().anyMatch(part -> part.value().length() < MIN_LENGTH)) {
            return new SecretKeys(List.of(text));
        }
        if (parts.size() > MOST) {
            throw new KeyException("has " + parts.size() + " keys; " + MOST + " at most");
        }
        return new SecretKeys(parts);
    }

    /** By which they can be told apart; the newest first. */
    public List<String> fingerprints() {
        return all.stream().map(key -> Fingerprint.of(key.value().getBytes(StandardCharsets.UTF_8))).toList();
    }

    public Secret newest() {
        return all.getFirst();
    }
}
