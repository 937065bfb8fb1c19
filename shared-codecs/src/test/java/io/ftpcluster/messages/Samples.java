package io.ftpcluster.messages;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Makes one valid message of any type, with every component filled. */
final class Samples {

    private static final String SHA256 = "ab".repeat(32);
    private static final Map<String, String> TEXTS = Map.of("before", "5:0192f0e0-0000-7000-8000-000000000001",
            "tlsFingerprint", SHA256, "secretHash", SHA256, "tokenHash", SHA256, "encoding", "ISO-8859-1", "root",
            "/srv/ftp", "hostKeyFingerprint", "SHA256:" + "a".repeat(43), "ftpPassivePorts", "50000-50099", "part",
            "6f0c1a52-93be-4d0e-8a3f-2f1f6f7c9a10");

    private Samples() {}

    static <T extends Record> T of(Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Stream.of(components).map(Samples::value).toArray();
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("No sample of " + type, e);
        }
    }

    private static Object value(RecordComponent component) {
        return value(component.getName(), component.getGenericType());
    }

    private static Object value(String name, Type type) {
        if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            Type[] entry = map.getActualTypeArguments();
            return Map.of(value(name, entry[0]), value(name, entry[1]));
        }
        if (type instanceof ParameterizedType collection) {
            Object element = value(name, collection.getActualTypeArguments()[0]);
            return collection.getRawType() == Set.class ? Set.of(element) : List.of(element);
        }
        Class<?> raw = (Class<?>) type;
        if (raw == String.class) {
            return TEXTS.getOrDefault(name, "a" + name);
        }
        if (raw == Secret.class) {
            return new Secret("Grüße \\ \"日本\"");
        }
        if (raw == int.class || raw == Integer.class) {
            return 990;
        }
        if (raw == double.class || raw == Double.class) {
            return 12.5;
        }
        if (raw == long.class || raw == Long.class) {
            return 5_000_000_000L;
        }
        if (raw == boolean.class) {
            return true;
        }
        if (raw == Instant.class) {
            return Instant.parse("2026-02-03T04:05:06.789Z");
        }
        if (raw.isEnum()) {
            return raw.getEnumConstants()[raw.getEnumConstants().length - 1];
        }
        if (raw == Provisioning.SshCredential.class) {
            // A password or a key, never both.
            return new Provisioning.SshCredential(null, new Secret("a key"), new Secret("ä"), new Secret("b"));
        }
        if (raw == Failure.FieldError.class) {
            return new Failure.FieldError("ftp_port", "must be a port");
        }
        if (raw.isRecord()) {
            return of(raw.asSubclass(Record.class));
        }
        throw new IllegalStateException("No sample of " + type);
    }
}
