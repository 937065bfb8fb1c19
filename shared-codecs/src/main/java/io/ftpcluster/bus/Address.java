package io.ftpcluster.bus;

import java.time.Duration;
import java.util.Objects;

/**
 * One request that somebody answers: binds the address's name, the request and the reply.
 *
 * @param name where the answering consumer listens
 * @param request the type of the request, a record with a {@link Wire} name
 * @param reply the type of the reply; with {@link Scope#NODE} it may be anything, as it never leaves the process
 * @param scope how far the request may travel
 * @param deadline how long the asker waits before it gets {@link FailureCode#TIMEOUT}
 */
public record Address<Q extends Record, R>(String name, Class<Q> request, Class<R> reply, Scope scope,
        Duration deadline) {

    /** How far a message may travel. */
    public enum Scope {
        /** Any node of the cluster may answer. */
        CLUSTER,
        /** Only this node answers: it can, or the reply holds a stream or another live thing. */
        NODE,
        /** Answered where the database is: on this node, or on the one that owns it for all. */
        DATABASE
    }

    private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

    public Address {
        Objects.requireNonNull(name);
        Objects.requireNonNull(scope);
        requireWire(request);
        if (scope != Scope.NODE) {
            requireWire(reply);
        }
    }

    public static <Q extends Record, R extends Record> Address<Q, R> of(String name, Class<Q> request, Class<R> reply) {
        return new Address<>(name, request, reply, Scope.CLUSTER, DEFAULT_DEADLINE);
    }

    public static <Q extends Record, R> Address<Q, R> onThisNode(String name, Class<Q> request, Class<R> reply) {
        return new Address<>(name, request, reply, Scope.NODE, DEFAULT_DEADLINE);
    }

    public static <Q extends Record, R extends Record> Address<Q, R> inDatabase(String name, Class<Q> request,
            Class<R> reply) {
        return new Address<>(name, request, reply, Scope.DATABASE, DEFAULT_DEADLINE);
    }

    public Address<Q, R> within(Duration limit) {
        return new Address<>(name, request, reply, scope, limit);
    }

    /** One of many of the same kind: whose, by an id. Its messages are known when this address's are. */
    public Address<Q, R> of(String id) {
        return new Address<>(name + "." + id, request, reply, scope, deadline);
    }

    private static void requireWire(Class<?> type) {
        if (!type.isRecord() || !type.isAnnotationPresent(Wire.class)) {
            throw new IllegalArgumentException(type + " must be a record with @Wire to travel on the bus");
        }
    }
}
