package io.ftpcluster.frames;

import static io.ftpcluster.frames.Limits.text;

import java.util.Map;

/**
 * What came of a {@link RequestFrame}.
 *
 * @param id the request's
 * @param error why it was not done, or null; for people
 * @param values what it found
 */
public record AnswerFrame(String id, String error, Map<String, String> values) implements Frame.FromAgent {

    public AnswerFrame {
        RequestFrame.required("id", id);
        text("error", error);
        values = RequestFrame.texts("values", values);
    }
}
