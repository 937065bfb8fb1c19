package io.ftpcluster.frames;

import static io.ftpcluster.frames.Limits.text;
import static io.ftpcluster.frames.Limits.texts;

import java.util.List;

/**
 * What was changed through the agent's datalink, oldest first, and whose accounts are kept there; answered by
 * {@link DatalinkStoredFrame}, before which the agent neither forgets the changes nor sends more. Only to a portal whose
 * {@link WelcomeFrame} takes it.
 *
 * @param names of the accounts that were made through it, sorted; the first {@link #MAX_NAMES}
 * @param count of all of them
 */
public record DatalinkFrame(List<Change> changes, List<String> names, int count) implements Frame.FromAgent {

    /** What {@link WelcomeFrame#accepts} calls it. */
    public static final String TYPE = "datalink";
    public static final int MAX_CHANGES = 32;
    public static final int MAX_NAMES = 100;

    private static final String ID = "[A-Za-z0-9-]{1,64}";
    private static final String ACTION = "[a-z][a-z_]{0,31}";

    /**
     * One change.
     *
     * @param id of the change, the same when it is told again
     * @param at when it was made, by the agent's clock
     * @param action as the request was called: {@code create_user}
     * @param name of the account
     * @param from the client's address
     * @param detail what more there is to say; may be null
     */
    public record Change(String id, long at, String action, String name, String from, String detail) {
        public Change {
            if (id == null || !id.matches(ID)) {
                throw new FrameException("id must be 1 to 64 letters, digits and dashes");
            }
            if (at <= 0) {
                throw new FrameException("at must be milliseconds since 1970");
            }
            if (action == null || !action.matches(ACTION)) {
                throw new FrameException("action must be 1 to 32 lower-case letters and _");
            }
            RequestFrame.required("name", name);
            text("from", from);
            text("detail", detail);
        }
    }

    public DatalinkFrame {
        changes = changes == null ? List.of() : List.copyOf(changes);
        if (changes.size() > MAX_CHANGES) {
            throw new FrameException("changes must be at most " + MAX_CHANGES);
        }
        names = names == null ? List.of() : texts("names", names, MAX_NAMES);
        Limits.count("count", count);
    }
}
