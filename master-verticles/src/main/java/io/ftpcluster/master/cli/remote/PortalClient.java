package io.ftpcluster.master.cli.remote;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.cli.CommandException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Asks one portal, as one user. Every request has a deadline for all of its answer, answers have a bound, and nothing is
 * followed elsewhere, as the password would go along.
 */
public final class PortalClient implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final long MOST_BYTES = 64L << 20;
    private static final long MOST_FILE_BYTES = 1L << 30;

    private final URI where;
    private final PortalCredentials credentials;
    private final HttpClient http;

    PortalClient(URI where, PortalCredentials credentials, Optional<SSLContext> tls) {
        this.where = where;
        this.credentials = credentials;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        tls.ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    /** A name, or an id, as part of a path. */
    public static String segment(String text) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        // Alone they would mean a folder.
        return encoded.matches("\\.+") ? encoded.replace(".", "%2E") : encoded;
    }

    public URI where() {
        return where;
    }

    public String user() {
        return credentials.user();
    }

    /** Empty for a session. */
    Optional<Secret> password() {
        return credentials.password();
    }

    boolean isSession() {
        return credentials.isSession();
    }

    /** @param body null: none */
    Answer send(String method, String path, JsonObject body, Duration patience) {
        HttpRequest.Builder request = request(path);
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.method(method, BodyPublishers.ofString(body.encode())).header("Content-Type", "application/json");
        }
        return answer(ask(request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES), patience));
    }

    /** What is there goes into the file; what the portal says instead is the answer's text. */
    Answer download(String path, Path file, Duration patience) {
        BodyHandler<String> handler = head -> head.statusCode() == 200
                ? BodySubscribers.mapping(BodySubscribers.limiting(BodySubscribers.ofFile(file), MOST_FILE_BYTES),
                        written -> "")
                : BodySubscribers.limiting(BodySubscribers.ofString(StandardCharsets.UTF_8), MOST_BYTES);
        return answer(ask(request(path).GET().build(), handler, patience));
    }

    /** A request in the making, from who asks. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(where + path))
                .header("Authorization", credentials.authorization().value())
                .header("User-Agent", "ftpcluster")
                .header("Accept", "application/json");
    }

    /** For bodies of any size, which have no deadline but whoever watches over them. */
    public <T> CompletableFuture<HttpResponse<T>> start(HttpRequest request, BodyHandler<T> handler) {
        return http.sendAsync(request, handler);
    }

    private static Answer answer(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.headers().firstValue("Location").orElse(null),
                response.body());
    }

    private <T> HttpResponse<T> ask(HttpRequest request, BodyHandler<T> handler, Duration patience) {
        CompletableFuture<HttpResponse<T>> asked = http.sendAsync(request, handler);
        try {
            return asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        } catch (TimeoutException e) {
            asked.cancel(true);
            throw unreachable("it didn't answer within " + patience.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("interrupted", e);
        }
    }

    /** @param cause what ended a request without an answer */
    public CommandException unreachable(Throwable cause) {
        return unreachable(why(cause), cause);
    }

    private CommandException unreachable(String why, Throwable cause) {
        CommandException failed = new CommandException(ExitCodes.UNREACHABLE,
                "could not reach the portal at " + where + ": " + why);
        failed.initCause(cause);
        return failed;
    }

    private static String why(Throwable cause) {
        return switch (cause) {
            case HttpConnectTimeoutException late -> "no connection within " + CONNECT.toSeconds()
                    + " s. Is the URL right (--url, FTPCLUSTER_URL), and no firewall in between?";
            case ConnectException refused when refused.getCause() instanceof UnresolvedAddressException ->
                "there is no such host. Is the URL right (--url, FTPCLUSTER_URL)?";
            case ConnectException refused ->
                "nothing listens there. Does it run, and is the URL right (--url, FTPCLUSTER_URL)?";
            case SSLException plain when String.valueOf(plain.getMessage()).contains("plaintext") ->
                "it doesn't speak TLS. Does its URL begin with http://?";
            case SSLException unsafe -> "TLS failed (" + deepest(unsafe)
                    + "). Where no CA that is trusted has signed its certificate, name it by --ca-file or --pin";
            case IOException broken ->
                "the connection broke (" + deepest(broken) + "). Is it a portal, and its URL right (http or https)?";
            default -> String.valueOf(cause.getMessage());
        };
    }

    private static String deepest(Throwable cause) {
        Throwable last = cause;
        for (int depth = 0; depth < 10 && last.getCause() != null; depth++) {
            last = last.getCause();
        }
        return last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
