package io.ftpcluster.messages;

import java.util.Objects;
import java.util.Optional;

/**
 * How somebody came in, which decides what ends their access: what is under way ends with it.
 *
 * @param id of what was shown, where there may be several of a user; else null
 */
public record AuthenticationMethod(Kind kind, String id) {

    /** Whoever asks about one of these by {@code switch} is told by the compiler when there are more. */
    public enum Kind {
        /** The portal itself. */
        SYSTEM(false),
        /** Nobody has been recognized: a login that was refused. */
        NONE(false),
        /** Name and password with each request, as in HTTP Basic, or at a login that makes a session. */
        PASSWORD(false),
        /** A login that lasts, until the session with this id ends. */
        SESSION(true);

        private final boolean identified;

        Kind(boolean identified) {
            this.identified = identified;
        }
    }

    public static final AuthenticationMethod SYSTEM = new AuthenticationMethod(Kind.SYSTEM, null);
    public static final AuthenticationMethod NONE = new AuthenticationMethod(Kind.NONE, null);
    public static final AuthenticationMethod PASSWORD = new AuthenticationMethod(Kind.PASSWORD, null);

    public AuthenticationMethod {
        Objects.requireNonNull(kind);
        if (kind.identified != (id != null)) {
            throw new IllegalArgumentException(kind + (id == null ? " needs an id" : " has no id"));
        }
    }

    public static AuthenticationMethod session(String id) {
        return new AuthenticationMethod(Kind.SESSION, id);
    }

    /** Empty unless they came with a session. */
    public Optional<String> sessionId() {
        return kind == Kind.SESSION ? Optional.of(id) : Optional.empty();
    }
}
