package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.page.Assets.Asset;
import io.ftpcluster.master.http.page.Assets;
import io.ftpcluster.master.http.response.Compression;
import io.ftpcluster.master.http.response.Replies;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** {@code /assets}: what pages load. */
public final class AssetsResource implements Resource {

    private static final String FOR_GOOD = "public, max-age=31536000, immutable";
    /** Asking each time costs an empty answer and makes an upgrade show at once. */
    private static final String ASK_EACH_TIME = "no-cache";

    private final Assets assets;

    public AssetsResource(Assets assets) {
        this.assets = assets;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("getAsset", context -> get(context, context.pathParam("file")));
        operations.on("getVersionedAsset", context -> get(context, context.pathParam("file")));
        operations.on("getVersionedAssetInFolder",
                context -> get(context, context.pathParam("folder") + "/" + context.pathParam("file")));
    }

    private void get(RoutingContext context, String name) {
        Optional<Asset> known = assets.known(name);
        if (known.isPresent()) {
            send(context, known.get());
            return;
        }
        Replies.when(context, context.vertx().executeBlocking(() -> assets.find(name), false), found -> send(context,
                found.orElseThrow(() -> Failure.notFound("There is no such file.").exception())));
    }

    private void send(RoutingContext context, Asset asset) {
        HttpServerResponse response = context.response();
        boolean compressed = asset.compressed() != null && Compression.isAccepted(context.request());
        // Another representation has another tag (RFC 9110, 8.8.3.3).
        String tag = '"' + asset.tag() + (compressed ? "-gzip\"" : "\"");
        // While nodes of two versions answer, one may be asked for what is the other's: that must not be kept.
        boolean current = assets.version().equals(context.pathParam("version"));
        response.putHeader(HttpHeaders.CACHE_CONTROL, current ? FOR_GOOD : ASK_EACH_TIME)
                .putHeader(HttpHeaders.ETAG, tag);
        Compression.vary(response);
        if (tag.equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, asset.type());
        if (compressed) {
            Compression.announce(response);
        }
        response.end(compressed ? asset.compressed() : asset.content());
    }
}
