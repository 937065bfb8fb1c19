package io.ftpcluster.agent.enrolment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What a portal, or something in its place, answered.
 *
 * @param location of a redirection; null: none
 * @param retryAfter in seconds, as it came; null: none
 * @param body the beginning of it
 */
record PortalAnswer(int status, String location, String retryAfter, String body) {

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * The texts of a JSON object; what else is in it is passed over.
     *
     * @throws IOException when it is none
     */
    Map<String, String> texts() throws IOException {
        Map<String, String> texts = new HashMap<>();
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no JSON object");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value == null) {
                    throw new IOException("half of a JSON object");
                } else if (value == JsonToken.VALUE_STRING) {
                    texts.put(name, json.getText());
                } else {
                    json.skipChildren();
                }
            }
        }
        return texts;
    }
}
