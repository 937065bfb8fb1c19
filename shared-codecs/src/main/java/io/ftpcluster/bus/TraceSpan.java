package io.ftpcluster.bus;

/**
 * Something that is done for a request, as a trace shows it; it ends once. Thread-safe, and never a reason for anything to
 * fail. Those of {@link #NONE} do nothing: so nobody needs to know whether there are traces.
 */
public interface TraceSpan {

    /** Of what is in no trace. */
    TraceSpan NONE = new TraceSpan() {};

    /** 32 hexadecimal digits; empty: there is no trace. */
    default String traceId() {
        return "";
    }

    /**
     * What is asked of another, as a part of this.
     *
     * @param kind whom: {@code FTP}
     * @param name what, one of few, never a secret and never a path: {@code RETR}
     */
    default TraceSpan begin(String kind, String name) {
        return this;
    }

    /** Says more about it; never a secret. */
    default TraceSpan with(String attribute, String value) {
        return this;
    }

    /** Likewise. */
    default TraceSpan with(String attribute, long value) {
        return this;
    }

    /** Once it is known better what it is. */
    default void rename(String name) {}

    /** It didn't succeed; of the cause only the kind is told, as messages may hold anything. Still to be ended. */
    default void failed(Throwable cause) {}

    default void end() {}
}
