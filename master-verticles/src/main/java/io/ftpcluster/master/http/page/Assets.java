package io.ftpcluster.master.http.page;

import io.ftpcluster.master.http.response.Compression;
import io.ftpcluster.master.resources.PackagedFolder;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Style sheets, scripts and images of the pages, read when they are asked for first and kept then. All share one version in their
 * address, which is another one when any of them is: what a browser has of it stays right for good, and modules import each other
 * by names that never change.
 */
public final class Assets {

    private static final PackagedFolder FOLDER = new PackagedFolder("webroot/assets/");
    private static final String MEMBER = "favicon.svg";
    private static final Pattern TYPE = Pattern.compile(".*\\.([a-z0-9]+)");
    private static final Map<String, String> TYPES = Map.of("css", "text/css; charset=utf-8", "js",
            "text/javascript; charset=utf-8", "svg", "image/svg+xml", "png", "image/png", "ico", "image/x-icon",
            "woff2", "font/woff2");

    /**
     * @param compressed by gzip; null where that would gain nothing
     * @param tag of its content, without the quotes of an entity tag
     */
    public record Asset(Buffer content, Buffer compressed, String type, String tag) {}

    private final String version;
    private final SortedMap<String, Long> checksums;
    private final Map<String, Asset> loaded = new ConcurrentHashMap<>();

    private Assets(String version, SortedMap<String, Long> checksums) {
        this.version = version;
        this.checksums = checksums;
    }

    /** Blocking, for a moment: contents come later. */
    public static Assets load() {
        try {
            SortedMap<String, Long> checksums = FOLDER.checksums(MEMBER);
            CRC32 all = new CRC32();
            all.update(checksums.toString().getBytes(StandardCharsets.UTF_8));
            return new Assets(hex(all.getValue()), checksums);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In their address; from the same files the same one, on every node. */
    public String version() {
        return version;
    }

    /** What pages put before a name. */
    public String prefix() {
        return "/assets/" + version + "/";
    }

    /** Without reading; empty also when it was never asked for. */
    public Optional<Asset> known(String name) {
        return Optional.ofNullable(loaded.get(name));
    }

    /** Blocking when it is asked for first; empty when there is none of that name. */
    public Optional<Asset> find(String name) {
        Matcher type = TYPE.matcher(name);
        if (!checksums.containsKey(name) || !type.matches() || !TYPES.containsKey(type.group(1))) {
            return Optional.empty();
        }
        return Optional.of(loaded.computeIfAbsent(name, key -> read(key, TYPES.get(type.group(1)))));
    }

    private Asset read(String name, String type) {
        try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(FOLDER.name() + name)) {
            byte[] content = in.readAllBytes();
            byte[] compressed = Compression.best(content);
            return new Asset(Buffer.buffer(content),
                    compressed.length < content.length ? Buffer.buffer(compressed) : null, type,
                    hex(checksums.get(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hex(long checksum) {
        return String.format("%08x", checksum);
    }
}
