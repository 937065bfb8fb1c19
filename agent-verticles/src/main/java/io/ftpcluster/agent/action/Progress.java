package io.ftpcluster.agent.action;

/** Takes how far an action is; as often as it likes, as only the newest is told, once a second at most. */
@FunctionalInterface
public interface Progress {

    /**
     * @param text what is being done now, for people; any text, of which one line of 256 characters is shown
     * @param percent from 0 to 100, or null when nobody can tell
     */
    void tell(String text, Integer percent);
}
