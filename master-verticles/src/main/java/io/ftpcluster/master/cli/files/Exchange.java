package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.ExitCodes;
import io.ftpcluster.master.cli.remote.PortalClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;

/**
 * One request and its answer, of any size: it is given up when nothing moves for longer than the portal itself waits for
 * anything, and repeated while the portal says that it has too much to do.
 */
final class Exchange {

    /** The portal's own waits end after five minutes at most, and say better why. */
    private static final Duration STALL = Duration.ofMinutes(6);
    private static final int TRIES = 5;
    private static final long LONGEST_PAUSE_SECONDS = 30;
    private static final int MOST_WORDS = 1 << 20;

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private final PortalClient client;

    Exchange(PortalClient client) {
        this.client = client;
    }

    /** For what the portal says in words. */
    static BodyHandler<String> words() {
        return BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MOST_WORDS);
    }

    <T> HttpResponse<T> ask(HttpRequest request, BodyHandler<T> handler) {
        return ask(() -> request, handler, () -> 0);
    }

    /**
     * @param request made anew for each try
     * @param moved bytes so far, both ways
     */
    <T> HttpResponse<T> ask(Supplier<HttpRequest> request, BodyHandler<T> handler, LongSupplier moved) {
        try {
            for (int left = TRIES - 1;; left--) {
                HttpResponse<T> response = once(request.get(), handler, moved);
                boolean busy = response.statusCode() == TOO_MANY_REQUESTS || response.statusCode() == UNAVAILABLE;
                if (!busy || left == 0) {
                    return response;
                }
                pause(response);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCodes.REFUSED, "interrupted");
        }
    }

    /** For a body that can be sent only once. */
    <T> HttpResponse<T> askOnce(HttpRequest request, BodyHandler<T> handler, LongSupplier moved) {
        try {
            return once(request, handler, moved);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCodes.REFUSED, "interrupted");
        }
    }

    private static void pause(HttpResponse<?> response) throws InterruptedException {
        long seconds = 1;
        try {
            seconds = response.headers().firstValueAsLong("Retry-After").orElse(1);
        } catch (NumberFormatException aDate) {
            // The least pause is right, too.
        }
        TimeUnit.SECONDS.sleep(Math.clamp(seconds, 1, LONGEST_PAUSE_SECONDS));
    }

    private <T> HttpResponse<T> once(HttpRequest request, BodyHandler<T> handler, LongSupplier moved)
            throws InterruptedException {
        CompletableFuture<HttpResponse<T>> asked = client.start(request, handler);
        long seen = moved.getAsLong();
        long since = System.nanoTime();
        try {
            while (true) {
                try {
                    return asked.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException still) {
                    long now = moved.getAsLong();
                    if (now != seen) {
                        seen = now;
                        since = System.nanoTime();
                    } else if (System.nanoTime() - since > STALL.toNanos()) {
                        throw new CommandException(ExitCodes.REFUSED,
                                "nothing has moved for " + STALL.toMinutes() + " minutes");
                    }
                }
            }
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            // Has no effect on one that is over.
            asked.cancel(true);
        }
    }

    private CommandException failure(Throwable cause) {
        CommandException unreachable = client.unreachable(cause);
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException) {
            return new EndOfAllException(unreachable);
        }
        if (!(cause instanceof IOException)) {
            return unreachable;
        }
        CommandException broken = new CommandException(ExitCodes.REFUSED,
                "it broke off, as the portal, the server behind it or the network gave up (" + cause.getMessage()
                        + ")");
        broken.initCause(cause);
        return broken;
    }
}
