package io.ftpcluster.bus;

import java.util.Objects;

/**
 * One kind of event that many may hear; best effort, so a listener also resynchronises.
 *
 * @param scope all nodes hear it, or only this one
 */
public record Topic<T extends Record>(String name, Class<T> event, Address.Scope scope) {

    /** Heard on every node. */
    public Topic(String name, Class<T> event) {
        this(name, event, Address.Scope.CLUSTER);
    }

    public Topic {
        Objects.requireNonNull(name);
        if (scope == Address.Scope.DATABASE) {
            throw new IllegalArgumentException("an event is heard on this node or on all");
        }
        if (!event.isAnnotationPresent(Wire.class)) {
            throw new IllegalArgumentException(event + " must have @Wire to travel on the bus");
        }
    }

    public static <T extends Record> Topic<T> onThisNode(String name, Class<T> event) {
        return new Topic<>(name, event, Address.Scope.NODE);
    }
}
