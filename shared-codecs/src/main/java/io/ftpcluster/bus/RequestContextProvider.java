package io.ftpcluster.bus;

import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;

/** Vert.x finds it by the service loader: whoever makes an instance need not know of {@link RequestContext}. */
public final class RequestContextProvider implements VertxServiceProvider {

    @Override
    public void init(VertxBootstrap bootstrap) {
        RequestContext.register();
    }
}
