package io.ftpcluster.agent.datalink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.ftpcluster.agent.datalink.DatalinkLedger.State;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.text.EnumNames;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The datalink's requests. Who doesn't show the token is told nothing else. */
final class DatalinkHandler implements HttpHandler {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Map<Integer, String> TITLES = Map.of(400, "Bad Request", 401, "Unauthorized", 404, "Not Found",
            405, "Method Not Allowed", 409, "Conflict", 413, "Content Too Large", 415, "Unsupported Media Type", 429,
            "Too Many Requests", 503, "Service Unavailable", 504, "Gateway Timeout");
    private static final Set<String> NAME_AND_PASSWORD = Set.of("username", "password");
    private static final Set<String> NAME_AND_FILES = Set.of("username", "files");

    private final TokenCheck token;
    private final DatalinkAccounts accounts;
    private final Log log;

    private record Answer(int status, Map<String, Object> body) {}

    DatalinkHandler(TokenCheck token, DatalinkAccounts accounts, Log log) {
        this.token = token;
        this.accounts = accounts;
        this.log = log;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        // One request a connection: there are few, and so none is held for nothing.
        exchange.getResponseHeaders().set("Connection", "close");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
            } catch (DatalinkException e) {
                answer = problem(exchange, e);
            } catch (RuntimeException e) {
                StackTraceElement[] stack = e.getStackTrace();
                log.write("datalink: a request failed by a mistake of the agent: " + e.getClass().getName()
                        + (stack.length == 0 ? "" : " at " + stack[0]));
                answer = problem(exchange, new DatalinkException(500, "The agent made a mistake; its log says more."));
            }
            send(exchange, answer);
        }
    }

    private Answer answer(HttpExchange exchange) throws DatalinkException, IOException {
        String from = exchange.getRemoteAddress().getAddress().getHostAddress();
        token.require(exchange.getRequestHeaders().getFirst("Authorization"), from);
        return switch (exchange.getRequestURI().getRawPath()) {
            case "/create_user" -> {
                RequestBody body = posted(exchange, NAME_AND_PASSWORD);
                String name = body.required("username");
                accounts.create(name, new Secret(body.required("password")), from);
                yield new Answer(201, Map.of("username", name));
            }
            case "/change_password" -> {
                RequestBody body = posted(exchange, NAME_AND_PASSWORD);
                String name = body.required("username");
                accounts.changePassword(name, new Secret(body.required("password")), from);
                yield new Answer(200, Map.of("username", name));
            }
            case "/delete_user" -> {
                RequestBody body = posted(exchange, NAME_AND_FILES);
                String name = body.required("username");
                State files = files(body.optional("files"));
                boolean finished = accounts.delete(name, files, from);
                yield new Answer(finished ? 200 : 202, Map.of("username", name, "files", EnumNames.of(files)));
            }
            default -> throw new DatalinkException(404,
                    "There is nothing here. What may be asked for: /create_user, /change_password, /delete_user.");
        };
    }

    private static State files(String wanted) throws DatalinkException {
        return EnumNames.find(State.class, wanted == null ? "keep" : wanted)
                .filter(State::isGoing)
                .orElseThrow(() -> new DatalinkException(400, "files must be keep, archive or remove."));
    }

    private RequestBody posted(HttpExchange exchange, Set<String> known) throws DatalinkException, IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            throw new DatalinkException(405, "This takes POST only.");
        }
        accounts.requireRoot();
        return RequestBody.of(exchange, known);
    }

    private static Answer problem(HttpExchange exchange, DatalinkException problem) {
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        if (problem.status() == 401) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        }
        if (problem.retryAfterSeconds() > 0) {
            exchange.getResponseHeaders().set("Retry-After", Integer.toString(problem.retryAfterSeconds()));
        }
        return new Answer(problem.status(),
                Map.of("type", "about:blank", "title", TITLES.getOrDefault(problem.status(), "Internal Server Error"),
                        "status", problem.status(), "detail", problem.getMessage()));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = json(answer.body()).getBytes(StandardCharsets.UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    private static String json(Map<String, Object> fields) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, Object> field : new TreeMap<>(fields).entrySet()) {
                if (field.getValue() instanceof Integer number) {
                    json.writeNumberField(field.getKey(), number);
                } else {
                    json.writeStringField(field.getKey(), field.getValue().toString());
                }
            }
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }
}
