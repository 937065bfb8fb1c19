package io.ftpcluster.master.cli.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The schema that editors use is the one that apply goes by, and all that the API can set is in it. */
class FleetSchemaTest {

    private static final Path COPY = Path.of(System.getProperty("ftpcluster.root"), "conf/fleet.schema.json");
    private static final Map<Kind, List<String>> SCHEMAS = Map.of(Kind.SERVER, List.of("NewServer", "ServerChange"),
            Kind.USER, List.of("NewUser", "UserChange"), Kind.LOGIN, List.of("NewStoredLogin", "StoredLoginChange"),
            Kind.PERMISSION, List.of("NewPermission", "PermissionChange"));
    /** What the file calls by names, and what is said of a removal only. */
    private static final Set<String> ELSEWHERE = Set.of("user_id", "server_id", "files");

    @Test
    void theCopyIsUpToDate() throws Exception {
        String wanted = FleetSchema.json().encodePrettily() + "\n";
        assertEquals(wanted, Files.readString(COPY), "conf/fleet.schema.json must be:\n" + wanted);
    }

    @Test
    void allThatTheApiSetsIsThereWithTheSameBounds() throws Exception {
        for (Map.Entry<Kind, List<String>> each : SCHEMAS.entrySet()) {
            Set<String> known = each.getKey().fields().stream().map(Field::name).collect(Collectors.toSet());
            for (String schema : each.getValue()) {
                JsonObject properties = contract().getJsonObject(schema).getJsonObject("properties");
                Set<String> missing = new TreeSet<>(properties.fieldNames());
                missing.removeAll(known);
                missing.removeAll(ELSEWHERE);
                assertEquals(Set.of(), missing, schema);
                for (Field field : each.getKey().fields()) {
                    if (properties.containsKey(field.name())) {
                        assertSame(field, properties.getJsonObject(field.name()));
                    }
                }
            }
        }
    }

    private static void assertSame(Field field, JsonObject property) {
        switch (field.type()) {
            case NUMBER -> {
                assertEquals(field.least(), property.getLong("minimum"), field.name());
                assertEquals(field.most(), property.getLong("maximum"), field.name());
            }
            case CHOICE -> assertEquals(new JsonArray(field.choices()), property.getJsonArray("enum"), field.name());
            case CHOICES ->
                assertEquals(new JsonArray(field.choices()), property.getJsonObject("items").getJsonArray("enum"));
            case SECRET -> assertEquals("password", property.getString("format"), field.name());
            case NAME, TEXT, FLAG -> assertTrue(!"password".equals(property.getString("format")), field.name());
        }
    }

    private static JsonObject contract() throws Exception {
        try (InputStream in = FleetSchemaTest.class.getResourceAsStream("/openapi.json")) {
            return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8)).getJsonObject("components")
                    .getJsonObject("schemas");
        }
    }
}
