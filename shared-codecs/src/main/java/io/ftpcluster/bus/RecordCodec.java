package io.ftpcluster.bus;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The one codec of all messages: JSON on the wire, the immutable record itself inside a process. The wire name is the
 * codec's name, so a node that doesn't know a message refuses it instead of misreading it.
 */
public final class RecordCodec<T extends Record> implements MessageCodec<T, T> {

    private final Class<T> type;
    private final String wireName;
    private final ObjectMapper mapper;

    public RecordCodec(Class<T> type, ObjectMapper mapper) {
        this.type = type;
        this.wireName = type.getAnnotation(Wire.class).value();
        this.mapper = mapper;
    }

    @Override
    public void encodeToWire(Buffer buffer, T message) {
        try {
            byte[] json = mapper.writeValueAsBytes(message);
            buffer.appendInt(json.length).appendBytes(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public T decodeFromWire(int position, Buffer buffer) {
        int length = buffer.getInt(position);
        int end = position + Integer.BYTES + length;
        if (length < 0 || end > buffer.length()) {
            throw new IllegalArgumentException(wireName + " is cut short");
        }
        byte[] json = buffer.getBytes(position + Integer.BYTES, end);
        try {
            return mapper.readValue(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public T transform(T message) {
        return message;
    }

    @Override
    public String name() {
        return wireName;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
