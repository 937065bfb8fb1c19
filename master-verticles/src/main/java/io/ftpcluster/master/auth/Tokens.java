package io.ftpcluster.master.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.secrets.SecretKeys;
import io.ftpcluster.messages.Sessions.Session;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Signed tokens (JWT, RFC 7519, HS256 only) that name a session; whether that still stands, persistence says. */
public final class Tokens {

    /** How long a token and its session last. */
    public static final Duration LIFETIME = Duration.ofHours(12);

    private static final String ALGORITHM = "HS256";
    private static final String ISSUER = "ftpcluster";

    /** Programs send theirs with each request, and a signature that was good stays good. */
    private static final int REMEMBERED = 10_000;
    private static final Duration UNUSED = Duration.ofMinutes(10);

    private final JWTAuth signer;
    private final JWTAuth verifier;
    private final Clock clock;
    private final Cache<Secret, Claims> verified = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(UNUSED)
            .build();

    /** What a token says. Whether the session still exists is another question. */
    record Claims(String userId, String sessionId, Instant expiresAt) {}

    /** @param keys as in {@link SecretKeys#of}: the first signs, all verify */
    public Tokens(Vertx vertx, Secret keys) {
        this(vertx, keys, Clock.systemUTC());
    }

    /** @param clock for what is issued; expiry is checked against the system's */
    Tokens(Vertx vertx, Secret keys, Clock clock) {
        SecretKeys parsed = SecretKeys.of(keys);
        // Two, as of several keys Vert.x signs with any.
        signer = jwt(vertx, List.of(parsed.newest()));
        verifier = jwt(vertx, parsed.all());
        this.clock = clock;
    }

    private static JWTAuth jwt(Vertx vertx, List<Secret> keys) {
        // Only one algorithm has keys here, so a token that names another, or none, can't be verified.
        JWTAuthOptions options = new JWTAuthOptions().setJWTOptions(new JWTOptions().setIssuer(ISSUER));
        keys.forEach(
                key -> options.addPubSecKey(new PubSecKeyOptions().setAlgorithm(ALGORITHM).setBuffer(key.value())));
        return JWTAuth.create(vertx, options);
    }

    /** When what is issued now expires: whole seconds, as a token has them. */
    Instant expiry() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(LIFETIME);
    }

    Secret issue(Session session) {
        JsonObject claims = new JsonObject().put("iss", ISSUER)
                .put("sub", session.user().id())
                .put("sid", session.id())
                .put("iat", clock.instant().getEpochSecond())
                .put("exp", session.expiresAt().getEpochSecond());
        return new Secret(signer.generateToken(claims, new JWTOptions().setAlgorithm(ALGORITHM).setNoTimestamp(true)));
    }

    /** Fails UNAUTHENTICATED for whatever isn't a token of ours that is valid now. */
    Future<Claims> verify(Secret token) {
        return known(token).map(Future::succeededFuture)
                .orElseGet(() -> verifySignature(token).onSuccess(claims -> verified.put(token, claims)));
    }

    /** As {@link #verify}, for one that was verified of late and is still valid. */
    Optional<Claims> known(Secret token) {
        return Optional.ofNullable(verified.getIfPresent(token))
                .filter(claims -> claims.expiresAt().isAfter(Instant.now()));
    }

    private Future<Claims> verifySignature(Secret token) {
        return Future.<io.vertx.ext.auth.User>future(
                answer -> verifier.authenticate(new TokenCredentials(token.value())).onComplete(answer))
                .map(user -> claims(user.attributes().getJsonObject("accessToken")))
                .recover(e -> Future.failedFuture(refused(e)));
    }

    private static Claims claims(JsonObject token) {
        if (token.getValue("exp") instanceof Number expiry && token.getValue("sub") instanceof String userId
                && token.getValue("sid") instanceof String sessionId) {
            return new Claims(userId, sessionId, Instant.ofEpochSecond(expiry.longValue()));
        }
        throw refused(null);
    }

    /** The one text for every reason: it says nothing to who forges. */
    static FailureException refused(Throwable cause) {
        return Failure.of(FailureCode.UNAUTHENTICATED, "The session has ended; log in again.").causedBy(cause);
    }
}
