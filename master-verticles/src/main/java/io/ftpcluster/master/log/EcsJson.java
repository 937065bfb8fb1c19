package io.ftpcluster.master.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * One object on one line, with the field names of the Elastic Common Schema, written with dots. What isn't ASCII is escaped:
 * nothing in it ends the line, and no terminal takes it for more than text.
 */
public final class EcsJson {

    private static final String VERSION = "1.2.0";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
            .withZone(ZoneOffset.UTC);
    private static final JsonFactory JSON = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private EcsJson() {}

    /** @param fields in this order; those that are null or empty are left out */
    public static String line(Instant at, Map<String, String> fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("@timestamp", TIME.format(at));
            for (Map.Entry<String, String> field : fields.entrySet()) {
                if (field.getValue() != null && !field.getValue().isEmpty()) {
                    json.writeStringField(field.getKey(), field.getValue());
                }
            }
            json.writeStringField("ecs.version", VERSION);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // The one character of ASCII that isn't seen and that JSON lets stand as it is.
        return text.append('\n').toString().replace("\u007f", "\\u007F");
    }
}
