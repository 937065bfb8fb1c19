package io.ftpcluster.master.copies;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** What is tried again, and when. */
final class Retries {

    /** In a row that have achieved nothing. */
    static final int MOST = 6;
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LAST = Duration.ofSeconds(30);
    /** So much is something: what is resumed gets further with each attempt. */
    private static final long SOME_BYTES = 1 << 20;

    private final StopSignal stop;

    Retries(StopSignal stop) {
        this.stop = stop;
    }

    /** What may be tried. */
    interface Attempt<T> {
        /** @param again whether it was tried before */
        T run(boolean again) throws CopyStoppedException;
    }

    /** How many bytes the last attempt has moved. */
    interface Moved {
        long bytes();
    }

    <T> T run(Attempt<T> attempt) throws CopyStoppedException {
        return run(attempt, false, () -> 0);
    }

    /** Fails with what the last attempt failed with. */
    <T> T run(Attempt<T> attempt, boolean again, Moved moved) throws CopyStoppedException {
        int failures = 0;
        while (true) {
            stop.check();
            try {
                return attempt.run(again || failures > 0);
            } catch (FailureException | CompletionException e) {
                FailureException known = known(e);
                failures = moved.bytes() >= SOME_BYTES ? 1 : failures + 1;
                again = true;
                if (!isPassing(known.failure()) || failures >= MOST) {
                    throw known;
                }
                stop.pause(delay(known.failure(), failures));
            }
        }
    }

    private static FailureException known(RuntimeException e) {
        return e instanceof FailureException known
                ? known
                : Failure.of(FailureCode.INTERNAL, "The portal made a mistake; its log has the details.").causedBy(e);
    }

    private static Duration delay(Failure failure, int failures) {
        Duration own = FIRST.multipliedBy(1L << failures);
        Duration wanted = Duration.ofSeconds(failure.retryAfterSeconds());
        Duration longer = own.compareTo(wanted) > 0 ? own : wanted;
        return longer.compareTo(LAST) > 0 ? LAST : longer;
    }

    /** Whether the same may work later. */
    static boolean isPassing(Failure failure) {
        return switch (failure.code()) {
            case BACKEND_FAILED, BACKEND_TIMEOUT, TIMEOUT, UNAVAILABLE, THROTTLED -> true;
            default -> false;
        };
    }

    /** Whether it is the server's or the way's fault, and other files will most likely fail alike. */
    static boolean isGeneral(Failure failure) {
        return isPassing(failure) || failure.code() == FailureCode.INSUFFICIENT_STORAGE;
    }
}
