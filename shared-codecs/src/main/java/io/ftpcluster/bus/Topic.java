package io.ftpcluster.bus;

import java.util.Objects;

/** One kind of event that many may hear, on every node; best effort, so a listener also resynchronises. */
public record Topic<T extends Record>(String name, Class<T> event) {

    public Topic {
        Objects.requireNonNull(name);
        if (!event.isAnnotationPresent(Wire.class)) {
            throw new IllegalArgumentException(event + " must have @Wire to travel on the bus");
        }
    }
}
