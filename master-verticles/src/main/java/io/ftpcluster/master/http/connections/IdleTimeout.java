package io.ftpcluster.master.http.connections;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.VertxConnection;

/** For a connection that became a WebSocket: whoever holds it asks for signs of life itself, at its own pace. */
public final class IdleTimeout {

    private static final String IDLE = "idle";

    private IdleTimeout() {}

    /** HTTP's limit for connections that stand still no longer ends it. On its event loop. */
    public static void disable(HttpConnection upgraded) {
        if (upgraded instanceof VertxConnection http1) {
            ChannelPipeline pipeline = http1.channel().pipeline();
            if (pipeline.get(IDLE) != null) {
                pipeline.remove(IDLE);
            }
        }
    }
}
