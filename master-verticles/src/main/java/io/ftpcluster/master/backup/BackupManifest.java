package io.ftpcluster.master.backup;

import io.ftpcluster.text.EnumNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a backup holds, as its first member tells it.
 *
 * @param version of the program that made it
 * @param schema the newest migration of the database
 * @param identity the random id of the database
 * @param rows how many each table has
 */
public record BackupManifest(String version, Instant createdAt, Engine engine, String schema, String identity,
        SortedMap<String, Long> rows, List<Member> members) {

    static final String FILE = "manifest.json";
    static final String SQLITE_FILE = "ftpcluster.db";
    static final String DUMP_FILE = "database.dump";
    static final String SECRET_KEY_FILE = "keys/secret.key";
    static final String FERNET_KEY_FILE = "keys/fernet.key";
    private static final List<String> NAMES = List.of(SQLITE_FILE, DUMP_FILE, SECRET_KEY_FILE, FERNET_KEY_FILE);
    private static final int FORMAT = 1;
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /** What the database is; NONE in a file of keys alone. */
    public enum Engine {
        SQLITE,
        POSTGRESQL,
        NONE
    }

    /** @param sha256 in hexadecimal digits */
    record Member(String name, long size, String sha256) {}

    public BackupManifest {
        members = List.copyOf(members);
    }

    boolean has(String name) {
        return members.stream().anyMatch(member -> member.name().equals(name));
    }

    boolean hasKeys() {
        return has(SECRET_KEY_FILE) && has(FERNET_KEY_FILE);
    }

    /** The name of the member with the database. */
    String databaseMember() {
        return engine == Engine.POSTGRESQL ? DUMP_FILE : SQLITE_FILE;
    }

    long size() {
        return members.stream().mapToLong(Member::size).sum();
    }

    /** For people. */
    String text() {
        String what = switch (engine) {
            case SQLITE -> "SQLite";
            case POSTGRESQL -> "PostgreSQL";
            case NONE -> "keys alone";
        };
        return "of " + createdAt.truncatedTo(ChronoUnit.SECONDS) + " by version " + version + " (" + what
                + (engine == Engine.NONE
                        ? ""
                        : String.format(Locale.ROOT, ", schema %s, %d users, %d servers, %s", schema,
                                rows.getOrDefault("users", 0L), rows.getOrDefault("servers", 0L),
                                hasKeys() ? "with the keys" : "without keys"))
                + ")";
    }

    byte[] json() {
        JsonObject counts = new JsonObject();
        rows.forEach(counts::put);
        JsonArray list = new JsonArray();
        members.forEach(member -> list.add(
                new JsonObject().put("name", member.name()).put("size", member.size()).put("sha256", member.sha256())));
        return new JsonObject().put("format", FORMAT)
                .put("product", "FTPCluster")
                .put("version", version)
                .put("created_at", createdAt.toString())
                .put("engine", EnumNames.of(engine))
                .put("schema", schema)
                .put("database_id", identity)
                .put("rows", counts)
                .put("members", list)
                .toBuffer()
                .getBytes();
    }

    /** Fails with an IllegalArgumentException that ends a sentence for people. */
    static BackupManifest parse(byte[] json) {
        try {
            JsonObject given = new JsonObject(Buffer.buffer(json));
            if (!"FTPCluster".equals(given.getString("product"))) {
                throw new IllegalArgumentException("it is no backup of FTPCluster");
            }
            if (given.getInteger("format") != FORMAT) {
                throw new IllegalArgumentException("its format " + given.getInteger("format")
                        + " is of a newer version of FTPCluster; use that version");
            }
            SortedMap<String, Long> rows = new TreeMap<>();
            JsonObject counts = given.getJsonObject("rows");
            counts.fieldNames().forEach(table -> rows.put(table, counts.getLong(table)));
            return new BackupManifest(given.getString("version"), Instant.parse(given.getString("created_at")),
                    Engine.valueOf(given.getString("engine").toUpperCase(Locale.ROOT)), given.getString("schema"),
                    given.getString("database_id"), rows,
                    given.getJsonArray("members").stream().map(each -> member((JsonObject) each)).toList());
        } catch (RuntimeException e) {
            throw e.getClass() == IllegalArgumentException.class && e.getMessage() != null
                    && e.getMessage().startsWith("it")
                            ? (IllegalArgumentException) e
                            : new IllegalArgumentException("its list of contents is damaged", e);
        }
    }

    private static Member member(JsonObject given) {
        Member member = new Member(given.getString("name"), given.getLong("size"), given.getString("sha256"));
        if (!NAMES.contains(member.name()) || member.size() < 0 || !SHA_256.matcher(member.sha256()).matches()) {
            throw new IllegalArgumentException("its list of contents has what this version doesn't know");
        }
        return member;
    }
}
