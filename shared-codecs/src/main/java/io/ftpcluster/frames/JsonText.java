package io.ftpcluster.frames;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes one JSON object, field by field; what is null is left out. Only Jackson's core, which an agent can afford. */
final class JsonText {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final StringWriter text = new StringWriter(512);
    private final JsonGenerator json;

    private interface Step {
        void run() throws IOException;
    }

    JsonText() {
        try {
            json = FACTORY.createGenerator(text);
            json.writeStartObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String end() {
        write(() -> {
            json.writeEndObject();
            json.close();
        });
        return text.toString();
    }

    JsonText text(String field, String value) {
        return value == null ? this : write(() -> json.writeStringField(field, value));
    }

    JsonText number(String field, long value) {
        return write(() -> json.writeNumberField(field, value));
    }

    JsonText number(String field, Long value) {
        return value == null ? this : number(field, value.longValue());
    }

    JsonText number(String field, Integer value) {
        return value == null ? this : number(field, value.longValue());
    }

    /** With two decimals, which is more than anybody can measure. */
    JsonText number(String field, Double value) {
        return value == null ? this : write(() -> json.writeNumberField(field, Math.round(value * 100) / 100.0));
    }

    JsonText flag(String field, boolean value) {
        return write(() -> json.writeBooleanField(field, value));
    }

    JsonText texts(String field, List<String> values) {
        return values == null ? this : write(() -> {
            json.writeArrayFieldStart(field);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        });
    }

    JsonText texts(String field, Map<String, String> values) {
        return object(field, own -> values.forEach(own::text));
    }

    JsonText numbers(String field, Map<String, Integer> values) {
        return object(field, own -> values.forEach(own::number));
    }

    JsonText object(String field, Consumer<JsonText> content) {
        return write(() -> {
            json.writeObjectFieldStart(field);
            content.accept(this);
            json.writeEndObject();
        });
    }

    <T> JsonText objects(String field, List<T> values, BiConsumer<JsonText, T> content) {
        return write(() -> {
            json.writeArrayFieldStart(field);
            for (T value : values) {
                json.writeStartObject();
                content.accept(this, value);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private JsonText write(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
