package io.ftpcluster.frames;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The fields of one JSON object as they came; each is checked for its type when it is asked for. */
final class JsonFields {

    private static final int DEEPEST = 8;
    private static final int LONGEST_TEXT = 8 * 1024;
    private static final int LONGEST_NUMBER = 32;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            // Names come from outside: kept for ever they would fill the memory.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final Map<String, Object> fields;

    private JsonFields(Map<String, Object> fields) {
        this.fields = fields;
    }

    static JsonFields parse(String text) {
        try (JsonParser json = FACTORY.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new FrameException("a frame is a JSON object");
            }
            Map<String, Object> fields = object(json);
            if (json.nextToken() != null) {
                throw new FrameException("a frame is one JSON object");
            }
            return new JsonFields(fields);
        } catch (JsonProcessingException e) {
            throw new FrameException("no JSON that can be read: " + what(e));
        } catch (IOException e) {
            throw new FrameException("no JSON that can be read");
        }
    }

    /** Without the library's advice to its own users. */
    private static String what(JsonProcessingException e) {
        String what = e.getOriginalMessage().lines().findFirst().orElse("").replaceFirst("(: |, from `).*", "");
        return e.getLocation() == null ? what : what + ", at character " + (e.getLocation().getCharOffset() + 1);
    }

    private static Map<String, Object> object(JsonParser json) throws IOException {
        Map<String, Object> fields = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            Object value = value(json, json.nextToken());
            if (value != null) {
                fields.put(name, value);
            }
        }
        return fields;
    }

    private static Object value(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> new JsonFields(object(json));
            case START_ARRAY -> array(json);
            case VALUE_STRING -> json.getText();
            // Too large a number is refused like any other of the wrong size, not by an exception of its own.
            case VALUE_NUMBER_INT -> json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    ? (Object) json.getDoubleValue()
                    : (Object) json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
            default -> null;
        };
    }

    private static List<Object> array(JsonParser json) throws IOException {
        List<Object> values = new ArrayList<>();
        for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
            values.add(value(json, next));
        }
        return values;
    }

    String text(String field) {
        return get(field, String.class, "text");
    }

    Long whole(String field) {
        return get(field, Long.class, "a whole number");
    }

    long whole(String field, long otherwise) {
        Long value = whole(field);
        return value == null ? otherwise : value;
    }

    Integer integer(String field) {
        Long value = whole(field);
        if (value != null && (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE)) {
            throw new FrameException(field + " is too large");
        }
        return value == null ? null : Integer.valueOf(value.intValue());
    }

    int integer(String field, int otherwise) {
        Integer value = integer(field);
        return value == null ? otherwise : value;
    }

    Double number(String field) {
        Number value = get(field, Number.class, "a number");
        return value == null ? null : Double.valueOf(value.doubleValue());
    }

    /** Null when there is none. */
    JsonFields object(String field) {
        return get(field, JsonFields.class, "an object");
    }

    List<JsonFields> objects(String field) {
        return list(field, JsonFields.class, "objects");
    }

    /** False when there is none. */
    boolean flag(String field) {
        return Boolean.TRUE.equals(get(field, Boolean.class, "true or false"));
    }

    /** Null when there is no such field, which may mean something else than an empty list. */
    List<String> textsOrNull(String field) {
        return get(field, List.class, "a list") == null ? null : texts(field);
    }

    List<String> texts(String field) {
        return list(field, String.class, "texts");
    }

    Map<String, Integer> counts(String field) {
        JsonFields values = object(field);
        Map<String, Integer> counts = new LinkedHashMap<>();
        if (values != null) {
            values.fields.keySet().forEach(name -> counts.put(name, values.integer(name)));
        }
        return counts;
    }

    Map<String, String> textMap(String field) {
        JsonFields values = object(field);
        return values == null
                ? Map.of()
                : values.fields.keySet().stream().collect(Collectors.toMap(name -> name, values::text));
    }

    private <T> List<T> list(String field, Class<T> type, String kind) {
        List<?> values = get(field, List.class, "a list");
        if (values == null) {
            return List.of();
        }
        if (!values.stream().allMatch(type::isInstance)) {
            throw new FrameException(field + " must be a list of " + kind);
        }
        return values.stream().map(type::cast).toList();
    }

    private <T> T get(String field, Class<T> type, String kind) {
        Object value = fields.get(field);
        if (value != null && !type.isInstance(value)) {
            throw new FrameException(field + " must be " + kind);
        }
        return type.cast(value);
    }
}
