package io.ftpcluster.master.tracing;

import io.vertx.core.spi.VertxTracerFactory;

/**
 * What makes traces of what a node does. Without anything of OpenTelemetry in it: whoever only asks whether there are traces
 * has nothing of that loaded.
 */
public interface Tracing extends AutoCloseable {

    /** For the instance of Vert.x of which there are to be traces. */
    VertxTracerFactory factory();

    /** Sends what waits, for some seconds at most; blocking. */
    @Override
    void close();
}
