package io.ftpcluster.master.http.contract;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** A part of the API: binds handlers to operations of the contract, by their ids in {@code openapi.json}. */
public interface Resource {

    void bind(Operations operations);

    /**
     * The operations of the contract. By the time a handler runs, the contract's {@code security} has been checked and
     * {@code Caller.of} knows who is there, and a JSON or form body is buffered within its limit. A body that the contract
     * calls streamed is paused, and the handler's own to read.
     */
    interface Operations {

        /** Binds a handler that may fail the context or throw; either way the failure becomes a problem response. */
        void on(String operationId, Handler<RoutingContext> handler);
    }
}
