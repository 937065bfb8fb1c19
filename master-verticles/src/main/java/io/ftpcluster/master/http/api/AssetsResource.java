package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.response.Replies;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /assets}: the files of {@code webroot/assets}, by their exact names, kept in memory once they were asked for. */
public final class AssetsResource implements Resource {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*\\.([a-z0-9]+)");
    private static final Map<String, String> TYPES = Map.of("css", "text/css; charset=utf-8", "js",
            "text/javascript; charset=utf-8", "svg", "image/svg+xml", "png", "image/png", "ico", "image/x-icon",
            "woff2", "font/woff2");

    private record Asset(Buffer content, String type, String etag) {}

    /** Only files that exist get in, so the class path bounds it. */
    private final Map<String, Asset> loaded = new ConcurrentHashMap<>();

    @Override
    public void bind(Operations operations) {
        operations.on("getAsset", this::get);
    }

    private void get(RoutingContext context) {
        String name = context.pathParam("file");
        Asset known = loaded.get(name);
        if (known != null) {
            send(context, known);
            return;
        }
        Replies.when(context, context.vertx().executeBlocking(() -> load(name), false), found -> send(context,
                found.orElseThrow(() -> Failure.notFound("There is no such file.").exception())));
    }

    private static void send(RoutingContext context, Asset asset) {
        // Asking each time costs an empty answer and makes an upgrade show at once.
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-cache").putHeader(HttpHeaders.ETAG, asset.etag());
        if (asset.etag().equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            context.response().setStatusCode(304).end();
        } else {
            context.response().putHeader(HttpHeaders.CONTENT_TYPE, asset.type()).end(asset.content());
        }
    }

    private Optional<Asset> load(String name) {
        Matcher matcher = NAME.matcher(name);
        String type = matcher.matches() ? TYPES.get(matcher.group(1)) : null;
        if (type == null) {
            return Optional.empty();
        }
        try (InputStream in = AssetsResource.class.getResourceAsStream("/webroot/assets/" + name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] content = in.readAllBytes();
            return Optional
                    .of(loaded.computeIfAbsent(name, key -> new Asset(Buffer.buffer(content), type, etag(content))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String etag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
