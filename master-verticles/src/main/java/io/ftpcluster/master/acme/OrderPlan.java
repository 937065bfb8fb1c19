package io.ftpcluster.master.acme;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Acme.Certificate;
import io.ftpcluster.messages.Acme.Failure;
import io.ftpcluster.messages.Acme.State;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

/** When a certificate is ordered: when there is none, when it is for others, when a third of its time is left. */
final class OrderPlan {

    /** Of the lifetime is left then; and at most a tenth of that earlier, so that not all of a CA's clients come at once. */
    private static final int LEFT = 3;
    private static final int SPREAD = 10;
    private static final Duration UNREACHABLE_FIRST = Duration.ofMinutes(1);
    private static final Duration UNREACHABLE_MOST = Duration.ofHours(1);
    /** Let's Encrypt allows five failures an hour: these are four. */
    private static final Duration REFUSED_FIRST = Duration.ofMinutes(5);
    private static final Duration REFUSED_MOST = Duration.ofHours(6);
    /** However long a CA wants to be left alone: somebody may have mended it by then. */
    private static final Duration LEFT_ALONE_MOST = Duration.ofDays(2);
    /** What is waited is longer or shorter by this part of it. */
    private static final double JITTER = 0.2;

    private final String wanted;
    private final DoubleSupplier random;

    /** @param random from 0 to less than 1 */
    OrderPlan(Config.Acme config, DoubleSupplier random) {
        this.wanted = config.directory() + " " + config.domains().stream().sorted().collect(Collectors.joining(","));
        this.random = random;
    }

    /** For which directory and names, in one text. */
    String wanted() {
        return wanted;
    }

    /**
     * @param leaf of the state's certificate; null when there is none, or none that can be used
     * @param retry whether somebody wants what failed to be tried again
     */
    boolean isDue(State state, X509Certificate leaf, Instant now, boolean retry) {
        Failure failure = failure(state);
        if (failure != null && !retry && now.isBefore(failure.next())) {
            return false;
        }
        Certificate certificate = state.certificate();
        return certificate == null || leaf == null || !certificate.ordered().equals(wanted)
                || !now.isBefore(renewal(leaf));
    }

    /** The same on all nodes and at all times. */
    static Instant renewal(X509Certificate leaf) {
        Instant end = leaf.getNotAfter().toInstant();
        Duration third = Duration.between(leaf.getNotBefore().toInstant(), end).dividedBy(LEFT);
        int share = Math.floorMod(leaf.getSerialNumber().hashCode(), 1000);
        return end.minus(third).minus(third.dividedBy(SPREAD).multipliedBy(share).dividedBy(1000));
    }

    /** What is to be remembered of it, with the time of the next one. */
    Failure failed(State state, OrderException cause, Instant now) {
        Failure before = failure(state);
        int count = before == null ? 1 : before.count() + 1;
        boolean away = cause.kind() == OrderException.Kind.UNREACHABLE;
        Duration usual = wait(count, away ? UNREACHABLE_FIRST : REFUSED_FIRST, away ? UNREACHABLE_MOST : REFUSED_MOST);
        Instant next = now.plusMillis((long) (usual.toMillis() * (1 - JITTER + 2 * JITTER * random.getAsDouble())));
        Instant asked = cause.notBefore()
                .map(time -> time.isAfter(now.plus(LEFT_ALONE_MOST)) ? now.plus(LEFT_ALONE_MOST) : time)
                .orElse(next);
        return new Failure(wanted, count, cause.getMessage(), asked.isAfter(next) ? asked : next);
    }

    private static Duration wait(int count, Duration first, Duration most) {
        int doublings = Math.min(count - 1, 16);
        Duration wait = first.multipliedBy(1L << doublings);
        return wait.compareTo(most) < 0 ? wait : most;
    }

    /** Of another order, before the settings were corrected, it doesn't count. */
    private Failure failure(State state) {
        return state.failure() != null && state.failure().ordered().equals(wanted) ? state.failure() : null;
    }
}
