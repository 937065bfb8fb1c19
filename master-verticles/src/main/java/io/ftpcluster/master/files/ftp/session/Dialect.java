package io.ftpcluster.master.files.ftp.session;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.RawNames;
import io.ftpcluster.messages.RemotePath;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** How one server wants to be spoken to: what it says that it can, and how names are written there. For one thread. */
public final class Dialect {

    /** Old servers take what follows for another command, and what follows may be "DELE". */
    private static final int COMMAND_BYTES = 500;
    /** For those that know RFC 2640 or 3659: a path of 4096 bytes, as systems have it. */
    private static final int MODERN_COMMAND_BYTES = 4000;

    /** In which a home folder leaves room for names. */
    private static final int MOST_OF_A_FOLDER = 1024;

    private final String alias;
    private Charset charset;
    private Set<String> features = Set.of();
    private String home = "/";

    Dialect(RemoteLogin login) {
        this.alias = login.alias();
        String encoding = login.settings().encoding();
        this.charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
    }

    public void learned(Set<String> announced) {
        features = Set.copyOf(announced);
    }

    public boolean has(String feature) {
        return features.contains(feature);
    }

    public Charset charset() {
        return charset;
    }

    void landedAt(String folder) {
        home = folder;
    }

    /** The server's name for what the user sees as {@code path}. */
    public String absolute(String root, RemotePath path) {
        String top = root == null ? home : root;
        if (path.isTop()) {
            return top;
        }
        return top.endsWith("/") ? top + path.text().substring(1) : top + path.text();
    }

    /** Bytes as the server wants them, one a character; what it can't express or what ends a command is refused. */
    public String encode(String verb, String argument) {
        try {
            String raw = new String(RawNames.encode(argument, charset), StandardCharsets.ISO_8859_1);
            if (raw.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
                throw Failure
                        .invalid(verb.equals("USER") || verb.equals("PASS") ? "login" : "path",
                                "must not contain NUL, CR or LF")
                        .exception();
            }
            if (verb.length() + 1 + raw.length() > (isModern() ? MODERN_COMMAND_BYTES : COMMAND_BYTES)) {
                throw Failure.invalid("path", "is longer than the server " + alias + " understands").exception();
            }
            return raw;
        } catch (CharacterCodingException e) {
            throw Failure
                    .notFound(alias + ": a name with these characters can't exist there: the server's names are in "
                            + charset + ". Check the server's encoding.")
                    .causedBy(e);
        }
    }

    /** Whether {@link #encode} takes it, with room for a name behind it. */
    public boolean canSay(String verb, String argument) {
        try {
            return encode(verb, argument).length() < MOST_OF_A_FOLDER;
        } catch (FailureException e) {
            return false;
        }
    }

    private boolean isModern() {
        return has("UTF8") || has("MLST") || has("TVFS");
    }

    /** @param raw one byte a character */
    String decode(String raw) {
        byte[] bytes = raw.getBytes(StandardCharsets.ISO_8859_1);
        return RawNames.decode(bytes, 0, bytes.length, charset);
    }
}
