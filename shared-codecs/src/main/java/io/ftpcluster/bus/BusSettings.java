package io.ftpcluster.bus;

import java.util.Objects;

/**
 * What the bus of one node must know of its cluster.
 *
 * @param database who answers addresses of {@link Address.Scope#DATABASE}
 */
public record BusSettings(Database database) {

    /** Where the database is. */
    public enum Database {
        /** Each node asks the database itself, or there is only one node. */
        HERE,
        /** This node owns it and answers for all. */
        OWNER,
        /** Another node owns it. */
        ELSEWHERE
    }

    /** One node for itself. */
    public static final BusSettings ALONE = new BusSettings(Database.HERE);

    public BusSettings {
        Objects.requireNonNull(database);
    }

    boolean asksOnlyThisNode(Address.Scope scope) {
        return switch (scope) {
            case NODE -> true;
            case CLUSTER -> false;
            case DATABASE -> database != Database.ELSEWHERE;
        };
    }

    boolean answersOnlyThisNode(Address.Scope scope) {
        return switch (scope) {
            case NODE -> true;
            case CLUSTER -> false;
            case DATABASE -> database == Database.HERE;
        };
    }
}
