package io.ftpcluster.messages;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Address.Scope;
import io.ftpcluster.bus.Address;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.StreamBase;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Files are streamed on the node that opened them; a message with bytes would carry them across the cluster. */
class NoBytesOnTheBusTest {

    private static final List<Class<?>> BYTES = List.of(byte[].class, Buffer.class, ByteBuffer.class, InputStream.class,
            StreamBase.class);

    @Test
    void noMessageOfTheClusterHoldsBytesOrStreams() {
        Set<Type> seen = new HashSet<>();
        for (Address<?, ?> address : Messages.addresses()) {
            if (address.scope() != Scope.NODE) {
                walk(address.request(), seen);
                walk(address.reply(), seen);
            }
        }
        assertTrue(seen.contains(io.ftpcluster.frames.Sample.class), "the walk goes into nested records");
    }

    @Test
    void openFilesStayOnTheirNode() {
        assertTrue(Files.OPEN.scope() == Scope.NODE);
        assertTrue(Files.LIST.scope() == Scope.NODE);
    }

    private static void walk(Type type, Set<Type> seen) {
        if (!seen.add(type)) {
            return;
        }
        if (type instanceof ParameterizedType collection) {
            for (Type element : collection.getActualTypeArguments()) {
                walk(element, seen);
            }
        } else if (type instanceof Class<?> raw) {
            assertFalse(BYTES.stream().anyMatch(bytes -> bytes.isAssignableFrom(raw)), raw + " on the clustered bus");
            if (raw.isRecord()) {
                for (RecordComponent component : raw.getRecordComponents()) {
                    walk(component.getGenericType(), seen);
                }
            }
        }
    }
}
