package io.ftpcluster.frames;

/**
 * How far a request is that is still being done. Only for a {@link RequestFrame} that asked for it, at most one in
 * {@value #SECONDS} s; it changes no deadline.
 *
 * @param id the request's
 * @param text what is being done now, for people
 * @param percent how much of it is done, or null when nobody can tell
 */
public record ProgressFrame(String id, String text, Integer percent) implements Frame.FromAgent {

    public static final int SECONDS = 1;

    private static final int ALL = 100;

    public ProgressFrame {
        RequestFrame.required("id", id);
        RequestFrame.required("text", text);
        if (percent != null && (percent < 0 || percent > ALL)) {
            throw new FrameException("percent must be a whole number from 0 to 100");
        }
    }
}
