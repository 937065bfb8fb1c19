package io.ftpcluster.master.audit;

import java.io.IOException;
import java.util.List;

/** Where events go. Used by one thread at a time; only {@link #close} may come from another, to end what takes too long. */
interface AuditTarget {

    /**
     * Connects or opens what isn't yet.
     *
     * @param lines one event each, without the end of the line; at least one
     * @return how many of the first ones have arrived, as far as can be told: at least one
     */
    int send(List<String> lines) throws IOException;

    /** May be used again after this. */
    void close();
}
