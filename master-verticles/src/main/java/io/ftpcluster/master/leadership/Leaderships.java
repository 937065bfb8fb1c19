package io.ftpcluster.master.leadership;

import java.util.function.BooleanSupplier;

/** The leases that this node holds or would hold, any number of them, each for itself. Asked by any thread. */
public interface Leaderships {

    /**
     * From the first call on this node holds the lease whenever it can, until it stops.
     *
     * @param lease which work it is for, the same on all nodes; 1 to 64 characters
     * @return the same for the same name
     */
    Leadership of(String lease);

    /** Of a node that has the database for itself, while it has: nobody else could take a lease. */
    static Leaderships when(BooleanSupplier ours) {
        Leadership any = Leadership.when(ours);
        return lease -> any;
    }
}
