import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The texts of licences that are the same for everybody, for libraries that bring none: found in libraries that do, each known by
 * its digest, so that nothing else passes for it.
 */
final class StandardLicences {

    /** By SPDX id: SHA-256 of the text with one space between words, in hexadecimal. */
    private static final Map<String, String> DIGESTS = Map.of("Apache-2.0",
            "0ffddef9e48f8a09aed5caf2d44f7ba1c1be2d9b8e0a6f693b1635b2d5566645", "CC0-1.0",
            "71f006184c147b972e268d40a3e3e1d85ad275e268466ef738831eede6ce71a2");

    private final Map<String, String> texts = new TreeMap<>();

    /** A text that may be one of them, or not. */
    void offer(String text) {
        String digest = digest(text);
        DIGESTS.forEach((id, wanted) -> {
            if (wanted.equals(digest)) {
                texts.putIfAbsent(id, text);
            }
        });
    }

    /** Of these, those whose text is here. */
    Set<String> among(Set<String> ids) {
        Set<String> found = new TreeSet<>(texts.keySet());
        found.retainAll(ids);
        return found;
    }

    /** Where the text of a licence lies beside THIRD-PARTY.txt. */
    static String file(String id) {
        return id + ".txt";
    }

    void write(Set<String> ids, Path folder) throws IOException {
        for (String id : ids) {
            Files.writeString(folder.resolve(file(id)), texts.get(id));
        }
    }

    private static String digest(String text) {
        try {
            byte[] words = String.join(" ", text.strip().split("\\s+")).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(words));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
