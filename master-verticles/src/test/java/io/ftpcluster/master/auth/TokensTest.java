package io.ftpcluster.master.auth;

import static io.ftpcluster.master.auth.Outcomes.failure;
import static io.ftpcluster.master.auth.Outcomes.get;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Sessions.Session;
import io.ftpcluster.messages.Users.Role;
import io.ftpcluster.messages.Users.User;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TokensTest {

    private static final String KEY = "a-signing-key-of-thirty-two-chars";
    private static Vertx vertx;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() throws Exception {
        get(vertx.close());
    }

    private final Instant now = Instant.now();
    private final Tokens tokens = new Tokens(vertx, new Secret(KEY), Clock.fixed(now, ZoneOffset.UTC));

    @Test
    void issuesTheClaimsAndNothingElse() throws Exception {
        Session session = new Session("s1", new User("u1", "ann", Role.USER, Instant.EPOCH), Instant.EPOCH,
                tokens.expiry());

        Secret token = tokens.issue(session);

        assertEquals(new Tokens.Claims("u1", "s1", session.expiresAt()), get(tokens.verify(token)));
        String[] parts = token.value().split("\\.", -1);
        JsonObject header = decoded(parts[0]);
        JsonObject payload = decoded(parts[1]);
        assertEquals("HS256", header.getString("alg"));
        assertEquals(Set.of("iss", "sub", "sid", "iat", "exp"), payload.fieldNames());
        assertEquals(session.expiresAt().getEpochSecond(), payload.getLong("exp"));
        assertEquals(now.getEpochSecond(), payload.getLong("iat"));
        assertEquals(now.getEpochSecond() + 12 * 3600, payload.getLong("exp"));
    }

    /** The same hand that forges below makes a token that passes: what fails there fails for its one difference. */
    @Test
    void acceptsWhatIsMadeByTheRules() throws Exception {
        assertEquals(new Tokens.Claims("u1", "s1", Instant.ofEpochSecond(now.getEpochSecond() + 3600)),
                get(tokens.verify(new Secret(signed("HmacSHA256", KEY, header("HS256"), payload())))));
    }

    /** As on a node that has got a new key before and after another one signs with it. */
    @Test
    void theFirstOfSeveralKeysSignsAndAllVerify() throws Exception {
        String other = "another-signing-key-of-as-many-chars";
        Session session = new Session("s1", new User("u1", "ann", Role.USER, Instant.EPOCH), Instant.EPOCH,
                tokens.expiry());
        Tokens accepting = new Tokens(vertx, new Secret(KEY + "," + other));
        Tokens signing = new Tokens(vertx, new Secret(other + "," + KEY));

        for (int i = 0; i < 10; i++) {
            assertEquals("s1", get(tokens.verify(accepting.issue(session))).sessionId());
            assertEquals("s1", get(new Tokens(vertx, new Secret(other)).verify(signing.issue(session))).sessionId());
        }
        assertEquals("s1", get(accepting.verify(signing.issue(session))).sessionId());
        assertEquals("s1", get(signing.verify(tokens.issue(session))).sessionId());
        assertEquals(FailureCode.UNAUTHENTICATED, failure(tokens.verify(signing.issue(session))).code());
    }

    @Test
    void forgetsWhatHasExpired() throws Exception {
        Secret token = new Secret(with(payload().put("exp", Instant.now().getEpochSecond() + 5)));
        get(tokens.verify(token));
        get(tokens.verify(token));

        AtomicBoolean refused = new AtomicBoolean();
        Outcomes.until(() -> {
            tokens.verify(token).onFailure(why -> refused.set(true));
            return refused.get();
        });
    }

    @Test
    void refusesEveryForgery() throws Exception {
        String good = signed("HmacSHA256", KEY, header("HS256"), payload());
        String[] parts = good.split("\\.", -1);
        Map<String, String> forged = new LinkedHashMap<>();
        forged.put("nothing", "");
        forged.put("garbage", "garbage");
        forged.put("dots", "..");
        forged.put("three words", "a.b.c");
        forged.put("not base64", "%%%.%%%.%%%");
        forged.put("nul", "\0." + parts[1] + "." + parts[2]);
        forged.put("no signature", parts[0] + "." + parts[1]);
        forged.put("empty signature", parts[0] + "." + parts[1] + ".");
        forged.put("four parts", good + "." + parts[2]);
        forged.put("payload of another", parts[0] + "." + base64(payload().put("sub", "u2")) + "." + parts[2]);
        forged.put("alg none", base64(header("none")) + "." + parts[1] + ".");
        forged.put("alg none, two parts", base64(header("none")) + "." + parts[1]);
        forged.put("alg NONE", base64(header("NONE")) + "." + parts[1] + ".");
        forged.put("alg none, signed", signed("HmacSHA256", KEY, header("none"), payload()));
        forged.put("no alg", signed("HmacSHA256", KEY, new JsonObject().put("typ", "JWT"), payload()));
        forged.put("alg null", signed("HmacSHA256", KEY, new JsonObject().putNull("alg"), payload()));
        forged.put("alg a number", signed("HmacSHA256", KEY, new JsonObject().put("alg", 256), payload()));
        forged.put("HS512, right key", signed("HmacSHA512", KEY, header("HS512"), payload()));
        forged.put("HS384, right key", signed("HmacSHA384", KEY, header("HS384"), payload()));
        forged.put("RS256, signed by HMAC", signed("HmacSHA256", KEY, header("RS256"), payload()));
        forged.put("another key", signed("HmacSHA256", KEY + "x", header("HS256"), payload()));
        forged.put("its own key", signed("HmacSHA256", "mine",
                header("HS256").put("jwk", new JsonObject().put("kty", "oct").put("alg", "HS256").put("k", "bWluZQ")),
                payload()));
        forged.put("expired", with(payload().put("exp", now.getEpochSecond() - 3600)));
        forged.put("no expiry", with(without("exp")));
        forged.put("expiry as text", with(payload().put("exp", "soon")));
        forged.put("not yet", with(payload().put("nbf", now.getEpochSecond() + 3600)));
        forged.put("another issuer", with(payload().put("iss", "other")));
        forged.put("no issuer", with(without("iss")));
        forged.put("no user", with(without("sub")));
        forged.put("no session", with(without("sid")));
        forged.put("session is a number", with(payload().put("sid", 1)));
        forged.put("no object", base64(header("HS256")) + "." + text("[]") + "." + parts[2]);

        List<String> accepted = new ArrayList<>();
        for (Map.Entry<String, String> token : forged.entrySet()) {
            Future<Tokens.Claims> verified = tokens.verify(new Secret(token.getValue()));
            Outcomes.until(verified::isComplete);
            if (verified.succeeded()) {
                accepted.add(token.getKey());
            } else {
                assertEquals(FailureCode.UNAUTHENTICATED, failure(verified).code(), token.getKey());
            }
        }
        assertEquals(List.of(), accepted);
    }

    private static JsonObject header(String algorithm) {
        return new JsonObject().put("typ", "JWT").put("alg", algorithm);
    }

    private JsonObject payload() {
        return new JsonObject().put("iss", "ftpcluster")
                .put("sub", "u1")
                .put("sid", "s1")
                .put("exp", now.getEpochSecond() + 3600);
    }

    private JsonObject without(String claim) {
        JsonObject payload = payload();
        payload.remove(claim);
        return payload;
    }

    private static String with(JsonObject payload) throws GeneralSecurityException {
        return signed("HmacSHA256", KEY, header("HS256"), payload);
    }

    private static String signed(String algorithm, String key, JsonObject header, JsonObject payload)
            throws GeneralSecurityException {
        String content = base64(header) + "." + base64(payload);
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
        byte[] signature = mac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static String base64(JsonObject json) {
        return text(json.encode());
    }

    private static String text(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject decoded(String part) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }
}
