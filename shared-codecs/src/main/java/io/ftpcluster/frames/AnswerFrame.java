package io.ftpcluster.frames;

import static io.ftpcluster.frames.Limits.text;

import java.util.Map;

/**
 * What came of a {@link RequestFrame}.
 *
 * @param id the request's
 * @param code why it was not done, for the portal; null when it was
 * @param error the same for people; null when it was done
 * @param values what it found
 */
public record AnswerFrame(String id, Code code, String error, Map<String, String> values) implements Frame.FromAgent {

    /** Why a request was not done. New ones go to the end; one that the other end doesn't know is {@link #FAILED} there. */
    public enum Code {
        /** It was tried, and {@link AnswerFrame#error} says what went wrong. */
        FAILED,
        /** The agent has no such action; nothing was done. */
        UNKNOWN_ACTION,
        /** The arguments are wrong; nothing was done. */
        INVALID,
        /** The agent has as much to do as it takes; nothing was done, and later it may be. */
        TOO_MANY,
        /** It was not done at its deadline, and was stopped as far as that can be. */
        TIMEOUT,
        /** Another request had this id; nothing was done. */
        ID_REUSED,
        /** It came before, but the agent can't know any more what came of it; nothing was done this time. */
        FORGOTTEN
    }

    public AnswerFrame {
        RequestFrame.required("id", id);
        text("error", error);
        if (code != null && error == null) {
            error = "it was not done";
        }
        code = error != null && code == null ? Code.FAILED : code;
        values = RequestFrame.texts("values", values);
    }

    /** As agents say it that know no codes. */
    public AnswerFrame(String id, String error, Map<String, String> values) {
        this(id, null, error, values);
    }

    /** It was not done. */
    public static AnswerFrame refusal(String id, Code code, String error) {
        return new AnswerFrame(id, code, FrameText.clean(error), Map.of());
    }

    /** Without the values, which may be secrets. */
    @Override
    public String toString() {
        return "AnswerFrame[id=" + id + ", code=" + code + ", error=" + error + ", values=" + values.keySet() + "]";
    }
}
