package io.ftpcluster.agent.datalink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The fields of a request, which is JSON or a form: texts, each once, and none that isn't known. */
final class RequestBody {

    static final int MAX_BYTES = 8 * 1024;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final Map<String, String> fields;

    private RequestBody(Map<String, String> fields) {
        this.fields = fields;
    }

    /** @param known what it may say */
    static RequestBody of(HttpExchange exchange, Set<String> known) throws DatalinkException, IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw new DatalinkException(413, "The body must have at most " + MAX_BYTES + " bytes.");
        }
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        Map<String, String> fields = switch (type == null
                ? ""
                : type.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT)) {
            case "application/json" -> json(text(body));
            case "application/x-www-form-urlencoded" -> form(text(body));
            default -> throw new DatalinkException(415,
                    "The body must be application/json or application/x-www-form-urlencoded.");
        };
        Set<String> others = new TreeSet<>(fields.keySet());
        others.removeAll(known);
        if (!others.isEmpty()) {
            throw new DatalinkException(400,
                    "The body may have the fields " + String.join(", ", new TreeSet<>(known)) + ", and no others.");
        }
        return new RequestBody(fields);
    }

    private static String text(byte[] body) throws DatalinkException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw new DatalinkException(400, "The body must be in UTF-8.");
        }
    }

    private static Map<String, String> json(String text) throws DatalinkException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw unreadable();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken() != JsonToken.VALUE_STRING) {
                    throw new DatalinkException(400, "The body's fields must be texts.");
                }
                fields.put(name, json.getText());
            }
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw unreadable();
            }
        } catch (IOException e) {
            // Its words may hold what stands there, passwords too.
            throw unreadable();
        }
        return fields;
    }

    private static DatalinkException unreadable() {
        return new DatalinkException(400, "The body must be one JSON object, each field once.");
    }

    private static Map<String, String> form(String text) throws DatalinkException {
        Map<String, String> fields = new HashMap<>();
        try {
            for (String pair : text.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && fields.put(decoded(pair.substring(0, equals)),
                        decoded(pair.substring(equals + 1))) == null) {
                    continue;
                }
                if (!pair.isEmpty()) {
                    throw new DatalinkException(400, "The body must be a form, each field once.");
                }
            }
        } catch (IllegalArgumentException e) {
            throw new DatalinkException(400, "The body must be a form with correct escapes.");
        }
        return fields;
    }

    private static String decoded(String text) throws DatalinkException {
        String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
        if (decoded.indexOf('\uFFFD') >= 0) {
            throw new DatalinkException(400, "The body must be in UTF-8.");
        }
        return decoded;
    }

    String required(String field) throws DatalinkException {
        String value = fields.get(field);
        if (value == null) {
            throw new DatalinkException(400, field + " is required.");
        }
        return value;
    }

    /** Null without one. */
    String optional(String field) {
        return fields.get(field);
    }
}
