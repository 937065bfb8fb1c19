package io.ftpcluster.agent.action;

import java.util.Map;

/**
 * One thing that the portal may ask for. Thread-safe, as it may be done several times at once.
 *
 * <p>The same request isn't done twice by one process, but an agent that is restarted remembers nothing: an action looks
 * whether what it is to do is done already.
 */
public interface Action {

    /** In frames, and in the capabilities of the hello. It never changes, nor does what the action means. */
    String name();

    /**
     * May take as long as the request's deadline allows; then its thread is interrupted, and it ends soon.
     *
     * @param arguments as they came; those that it doesn't know are of a newer portal and are passed over
     * @return what it found, at most 64 texts of at most 4096 characters
     * @throws ActionException when it can't be done
     */
    Map<String, String> run(Map<String, String> arguments, Progress progress)
            throws ActionException, InterruptedException;
}
