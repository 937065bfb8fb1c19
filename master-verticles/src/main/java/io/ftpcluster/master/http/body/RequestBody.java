package io.ftpcluster.master.http.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.request.PercentCoding;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The members of a JSON object or a form, by name.
 *
 * @param form whether it was a form, whose values are all text
 */
record RequestBody(Map<String, JsonNode> members, boolean form) {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String MULTIPART = "multipart/form-data";
    private static final int MAX_DEPTH = 8;
    private static final int MAX_FORM_FIELDS = 100;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build()).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    static boolean isForm(RoutingContext context) {
        return mediaType(context).equals(FORM) || mediaType(context).equals(MULTIPART);
    }

    static RequestBody of(RoutingContext context) {
        Buffer body = BodyReader.of(context);
        if (body.length() == 0) {
            throw invalid("The body is empty; a JSON object or a form is needed.", null);
        }
        checkEncoding(context);
        return switch (mediaType(context)) {
            case "application/json" -> new RequestBody(json(text(body)), false);
            case FORM -> new RequestBody(form(body.toString(StandardCharsets.ISO_8859_1)), true);
            case MULTIPART ->
                new RequestBody(multipart(body, context.parsedHeaders().contentType().parameter("boundary")), true);
            default -> throw new HttpException(415, "Send application/json, application/x-www-form-urlencoded or "
                    + "multipart/form-data, and say so in Content-Type.");
        };
    }

    private static Map<String, JsonNode> json(String text) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (StreamConstraintsException e) {
            throw invalid("The JSON is nested deeper than " + MAX_DEPTH + " or has a number that is too long.", e);
        } catch (JsonProcessingException e) {
            throw invalid(whatIsWrong(e), e);
        }
        if (!root.isObject()) {
            throw invalid("The body must be one JSON object.", null);
        }
        Map<String, JsonNode> members = new LinkedHashMap<>();
        root.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return members;
    }

    /** Never with the parser's own text: it quotes the input, which may be a password. */
    private static String whatIsWrong(JsonProcessingException e) {
        JsonLocation where = e.getLocation();
        String place = where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
        boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
        return twice ? "The JSON has a member twice" + place + "." : "The JSON is malformed" + place + ".";
    }

    /** @param text one character for each byte, which are put together when they are decoded */
    private static Map<String, JsonNode> form(String text) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            JsonNode value = JsonNodeFactory.instance.textNode(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            members.merge(name, value, RequestBody::repeated);
            // One that is repeated is a list, as long as a body may be.
            if (members.size() > MAX_FORM_FIELDS) {
                throw invalid("The form has more than " + MAX_FORM_FIELDS + " fields.", null);
            }
        }
        return members;
    }

    private static Map<String, JsonNode> multipart(Buffer body, String boundary) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        MultipartForm.fields(body, unquoted(boundary), MAX_FORM_FIELDS)
                .forEach(field -> members.merge(field.getKey(), JsonNodeFactory.instance.textNode(field.getValue()),
                        RequestBody::repeated));
        return members;
    }

    private static String unquoted(String parameter) {
        return parameter == null ? null : parameter.replaceFirst("^\"(.*)\"$", "$1");
    }

    private static JsonNode repeated(JsonNode before, JsonNode value) {
        ArrayNode all = before instanceof ArrayNode list ? list : JsonNodeFactory.instance.arrayNode().add(before);
        return all.add(value);
    }

    private static String decode(String encoded) {
        try {
            return PercentCoding.decodeForm(encoded);
        } catch (IllegalArgumentException e) {
            throw invalid("A field of the form " + e.getMessage() + ".", e);
        }
    }

    private static String text(Buffer body) {
        try {
            return PercentCoding.utf8(ByteBuffer.wrap(body.getBytes()));
        } catch (IllegalArgumentException e) {
            throw invalid("The body " + e.getMessage() + ".", e);
        }
    }

    private static void checkEncoding(RoutingContext context) {
        String charset = context.parsedHeaders().contentType().parameter("charset");
        if (charset != null && !charset.replace("\"", "").equalsIgnoreCase("utf-8")) {
            throw new HttpException(415, "The body's charset must be UTF-8.");
        }
        String coding = context.request().getHeader(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw new HttpException(415, "The body must not be compressed.");
        }
    }

    private static String mediaType(RoutingContext context) {
        String header = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (header == null) {
            return "";
        }
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static FailureException invalid(String detail, Throwable cause) {
        return Failure.of(FailureCode.INVALID, detail).causedBy(cause);
    }
}
