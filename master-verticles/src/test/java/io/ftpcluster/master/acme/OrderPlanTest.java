package io.ftpcluster.master.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.trust.SelfSigned;
import io.ftpcluster.messages.Acme.Certificate;
import io.ftpcluster.messages.Acme.Failure;
import io.ftpcluster.messages.Acme.State;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class OrderPlanTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final State NOTHING = new State(null, null);
    private static final Vertx VERTX = Vertx.vertx();

    private final OrderPlan plan = plan("a.example", "b.example");

    @AfterAll
    static void close() {
        VERTX.close();
    }

    /** Without jitter. */
    private static OrderPlan plan(String... domains) {
        return new OrderPlan(new Config.Acme(List.of(domains), Optional.empty(), URI.create("https://ca.example/dir"),
                Optional.empty(), 80), () -> 0.5);
    }

    private static State failed(String ordered, Instant next) {
        return new State(null, new Failure(ordered, 1, "no", next));
    }

    private static OrderException cause(OrderException.Kind kind, Instant notBefore) {
        return new OrderException(kind, "no", Optional.ofNullable(notBefore), null);
    }

    private Failure after(int failures, OrderException.Kind kind) {
        State state = NOTHING;
        for (int i = 0; i < failures; i++) {
            state = new State(null, plan.failed(state, cause(kind, null), NOW));
        }
        return state.failure();
    }

    @Test
    void waitsForItsTimeAfterAFailureUnlessSomebodyAsks() {
        State state = failed(plan.wanted(), NOW.plusSeconds(1));
        assertTrue(plan.isDue(NOTHING, null, NOW, false));
        assertFalse(plan.isDue(state, null, NOW, false));
        assertTrue(plan.isDue(state, null, NOW, true));
        assertTrue(plan.isDue(state, null, NOW.plusSeconds(1), false));
    }

    @Test
    void whatFailedForOtherNamesDoesNotCount() {
        assertTrue(plan.isDue(failed(plan("wrong.example").wanted(), NOW.plusSeconds(999)), null, NOW, false));
        assertEquals(plan.wanted(), plan("b.example", "a.example").wanted());
        assertEquals(1, plan.failed(failed("others", NOW), cause(OrderException.Kind.REFUSED, null), NOW).count());
    }

    @Test
    void waitsEverLongerAndWithinBounds() {
        assertEquals(NOW.plus(Duration.ofMinutes(1)), after(1, OrderException.Kind.UNREACHABLE).next());
        assertEquals(NOW.plus(Duration.ofMinutes(4)), after(3, OrderException.Kind.UNREACHABLE).next());
        assertEquals(NOW.plus(Duration.ofHours(1)), after(100, OrderException.Kind.UNREACHABLE).next());
        assertEquals(NOW.plus(Duration.ofMinutes(5)), after(1, OrderException.Kind.REFUSED).next());
        assertEquals(NOW.plus(Duration.ofHours(6)), after(100, OrderException.Kind.REFUSED).next());
    }

    @Test
    void waitsAsLongAsTheCaSaysAndNotForEver() {
        Instant later = NOW.plus(Duration.ofHours(30));
        assertEquals(later, plan.failed(NOTHING, cause(OrderException.Kind.REFUSED, later), NOW).next());
        assertEquals(NOW.plus(Duration.ofDays(2)),
                plan.failed(NOTHING, cause(OrderException.Kind.REFUSED, later.plus(Duration.ofDays(99))), NOW).next());
        assertEquals(NOW.plus(Duration.ofMinutes(5)),
                plan.failed(NOTHING, cause(OrderException.Kind.REFUSED, NOW), NOW).next(), "no sooner than usual");
    }

    @Test
    void renewsWhenAThirdIsLeftOrTheNamesAreOthers() throws Exception {
        X509Certificate leaf = SelfSigned.make(VERTX, List.of("a.example"), NOW).chain().getFirst();
        State state = new State(new Certificate("chain", new Secret("key"), plan.wanted()), null);
        Instant end = leaf.getNotAfter().toInstant();
        Duration third = Duration.between(leaf.getNotBefore().toInstant(), end).dividedBy(3);
        assertFalse(plan.isDue(state, leaf, end.minus(third.multipliedBy(11).dividedBy(10)).minusSeconds(1), false));
        assertTrue(plan.isDue(state, leaf, end.minus(third), false));
        assertFalse(plan.isDue(state, leaf, NOW, true), "who asks for what failed doesn't ask for another one");
        assertTrue(plan("other.example").isDue(state, leaf, NOW, false));
        assertTrue(plan.isDue(state, null, NOW, false), "one that can't be used");
    }
}
