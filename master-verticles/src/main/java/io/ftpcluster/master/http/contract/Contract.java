package io.ftpcluster.master.http.contract;

import io.ftpcluster.master.http.security.Access;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code openapi.json}, read once: what the portal answers, and the only list of its routes. Immutable. */
public final class Contract {

    private static final String RESOURCE = "/openapi.json";
    private static final String REFERENCE = "$ref";
    /** OpenAPI 3.1 has no place for methods that it doesn't know, such as WebDAV's. */
    private static final String MORE_METHODS = "x-methods";
    private static final String SERVER_TOKEN = "server_token";
    private static final String ENROLMENT_SECRET = "enrolment_secret";

    /**
     * @param path as the contract writes it: {@code /users/{id}}
     * @param slashes the path parameter that may contain slashes, be empty, or be missing with the slash before it; or
     *            null
     * @param definition the operation's own part of the contract
     */
    public record Operation(String id, HttpMethod method, String path, String slashes, Access access,
            JsonObject definition) {

        private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");

        /** Whether a small body is read before the handler runs. */
        public boolean hasBody() {
            return definition.containsKey("requestBody") && !streamsBody();
        }

        /** Whether the handler itself reads the body as it comes; until then it waits. */
        public boolean streamsBody() {
            return definition.getBoolean("x-streamed-body", false);
        }

        List<String> parameters() {
            return PARAMETER.matcher(path).results().map(found -> found.group(1)).toList();
        }

        /** Matches the raw path; one group for each parameter, in order. */
        Pattern pattern() {
            StringBuilder regex = new StringBuilder();
            int end = 0;
            for (Matcher m = PARAMETER.matcher(path); m.find(); end = m.end()) {
                String literal = path.substring(end, m.start());
                boolean rest = m.group(1).equals(slashes);
                regex.append(Pattern.quote(rest ? literal.substring(0, literal.length() - 1) : literal))
                        .append(rest ? "(?:/((?s:.*)))?" : "([^/]+)");
            }
            return Pattern.compile(regex.append(Pattern.quote(path.substring(end))).toString());
        }
    }

    private final Buffer text;
    private final JsonObject document;
    private final List<Operation> operations;

    public Contract(Buffer text) {
        this.text = text;
        this.document = text.toJsonObject();
        this.operations = readOperations(document.getJsonObject("paths"));
    }

    public static Contract load() {
        try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
            return new Contract(Buffer.buffer(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Buffer text() {
        return text;
    }

    public JsonObject info() {
        return document.getJsonObject("info");
    }

    public List<Operation> operations() {
        return operations;
    }

    /** The same part of the contract with every reference replaced by what it names; the contract has no cycles. */
    public JsonObject resolved(JsonObject part) {
        if (part.containsKey(REFERENCE)) {
            return resolved(at(part.getString(REFERENCE)));
        }
        JsonObject result = new JsonObject();
        for (Map.Entry<String, Object> member : part) {
            result.put(member.getKey(), resolvedValue(member.getValue()));
        }
        return result;
    }

    private Object resolvedValue(Object value) {
        return switch (value) {
            case JsonObject object -> resolved(object);
            case JsonArray array -> new JsonArray(array.stream().map(this::resolvedValue).toList());
            case null, default -> value;
        };
    }

    private JsonObject at(String reference) {
        JsonObject here = document;
        for (String step : reference.substring(2).split("/", -1)) {
            here = here.getJsonObject(step);
        }
        return here;
    }

    private static List<Operation> readOperations(JsonObject paths) {
        List<Operation> found = new ArrayList<>();
        for (Map.Entry<String, Object> entry : paths) {
            JsonObject item = (JsonObject) entry.getValue();
            readMethods(entry.getKey(), item, item, found);
            readMethods(entry.getKey(), item, item.getJsonObject(MORE_METHODS, new JsonObject()), found);
        }
        return List.copyOf(found);
    }

    private static void readMethods(String path, JsonObject item, JsonObject methods, List<Operation> found) {
        for (Map.Entry<String, Object> member : methods) {
            if (member.getValue() instanceof JsonObject operation && !member.getKey().equals(MORE_METHODS)) {
                found.add(readOperation(path, item, member.getKey(), operation));
            }
        }
    }

    private static Operation readOperation(String path, JsonObject item, String method, JsonObject operation) {
        JsonArray parameters = new JsonArray().addAll(item.getJsonArray("parameters", new JsonArray()))
                .addAll(operation.getJsonArray("parameters", new JsonArray()));
        return new Operation(operation.getString("operationId"), HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)),
                path, item.getString("x-path-with-slashes"), access(operation),
                operation.copy().put("parameters", parameters));
    }

    private static Access access(JsonObject operation) {
        JsonArray security = operation.getJsonArray("security");
        if (security.isEmpty()) {
            return Access.ANYONE;
        }
        if (security.getJsonObject(0).containsKey(SERVER_TOKEN)) {
            return Access.SERVER;
        }
        if (security.getJsonObject(0).containsKey(ENROLMENT_SECRET)) {
            return Access.ENROLMENT;
        }
        return "admin".equals(operation.getString("x-required-role")) ? Access.ADMIN : Access.USER;
    }
}
