package io.ftpcluster.master.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.nio.Packet;
import com.hazelcast.internal.nio.PacketIOHelper;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.nio.serialization.TypedDataSerializable;
import com.hazelcast.nio.serialization.genericrecord.GenericRecord;
import io.ftpcluster.master.config.Config.Cluster;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.LogCapture;
import io.ftpcluster.testing.TestCluster;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.shareddata.ClusterSerializable;
import io.vertx.spi.cluster.hazelcast.impl.DataSerializableHolder;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What travels between members and is of a class that we never send must not come to life, in none of the forms. */
class StrangeObjectsTest {

    private static final int PATIENCE_SECONDS = 30;
    private static final LogCapture LOG = new LogCapture();
    private static final Identity IDENTITY = Identity.of(TestCluster.KEYS.secretKey(),
            TestCluster.KEYS.newestFernetKey());

    /** How many objects were made; ours are made here, too. */
    private static final AtomicInteger MADE = new AtomicInteger();
    private static HazelcastInstance hazelcast;
    private static int port;
    private static IMap<String, Object> map;

    /** As those that make a library run a program while they are read. */
    private static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            MADE.incrementAndGet();
        }
    }

    /** In a form of Hazelcast's own, which names the class. */
    static final class Named implements DataSerializable {
        Named() {
            MADE.incrementAndGet();
        }

        @Override
        public void writeData(ObjectDataOutput out) {}

        @Override
        public void readData(ObjectDataInput in) {}
    }

    /** Writes its own content, and is made by its constructor. */
    public static final class External implements Externalizable {
        private static final long serialVersionUID = 1;

        public External() {
            MADE.incrementAndGet();
        }

        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {}
    }

    /** In Vert.x' form, inside one of Hazelcast's. */
    public static final class Clustered implements ClusterSerializable {
        public Clustered() {
            MADE.incrementAndGet();
        }

        @Override
        public void writeToBuffer(Buffer buffer) {}

        @Override
        public int readFromBuffer(int position, Buffer buffer) {
            return position;
        }
    }

    /** What the cluster manager would write of it. */
    private static final class Held implements TypedDataSerializable {
        @Override
        public Class<?> getClassType() {
            return DataSerializableHolder.class;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeString(Clustered.class.getName());
            out.writeInt(0);
        }

        @Override
        public void readData(ObjectDataInput in) {}
    }

    /** Not serializable at all: Hazelcast then looks into its fields, and fills those of a new one. */
    public static final class Plain {
        private final int number;

        public Plain() {
            number = 1;
            MADE.incrementAndGet();
        }

        int number() {
            return number;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Cluster cluster = new TestCluster().config();
        hazelcast = Clustering.start(HazelcastSettings.of(cluster, IDENTITY), cluster, IDENTITY,
                new MemberHandshakes(new RejectionLog(System::nanoTime)));
        // Chosen by the system.
        port = hazelcast.getCluster().getLocalMember().getAddress().getPort();
        map = hazelcast.getMap("some");
    }

    @AfterAll
    static void stop() {
        hazelcast.shutdown();
        LOG.close();
    }

    @BeforeEach
    void putOurs() {
        map.set("ours", "text");
    }

    private static void assertRefused(Object theirs) {
        map.set("theirs", theirs);
        MADE.set(0);
        var refused = assertThrows(HazelcastSerializationException.class, () -> map.get("theirs"));
        assertTrue((refused + " " + refused.getCause()).contains("SecurityException"), refused::toString);
        assertNothingWasMade();
    }

    private static void assertNothingWasMade() {
        assertEquals(0, MADE.get());
        assertEquals("text", map.get("ours"));
    }

    @Test
    void javasForm() {
        assertRefused(new Gadget());
    }

    @Test
    void javasFormWithAnOwnContent() {
        assertRefused(new External());
    }

    @Test
    void hazelcastsFormWithTheNameOfAClass() {
        assertRefused(new Named());
        assertTrue(LOG.lines().stream().anyMatch(line -> line.contains("refused " + Named.class.getName())),
                LOG.lines()::toString);
    }

    @Test
    void vertxsFormWithTheNameOfAClass() {
        assertRefused(new Held());
    }

    /** Comes out as fields without a class. */
    @Test
    void hazelcastsFormOfFields() {
        map.set("theirs", new Plain());
        MADE.set(0);
        assertInstanceOf(GenericRecord.class, map.get("theirs"));
        assertNothingWasMade();
    }

    @Test
    void whatWeSendIsUnderstood() {
        UUID id = UUID.randomUUID();
        for (Object ours : List.of(1L, "text", id, List.of("a", "b"))) {
            map.set("ours", ours);
            assertEquals(ours, map.get("ours"));
        }
    }

    /** As it comes from the network, of somebody who has the keys and isn't even a member. */
    @Test
    void aPacketOfAStranger() throws Exception {
        InternalSerializationService bytes = ((HazelcastInstanceProxy) hazelcast).getSerializationService();
        Packet packet = new Packet(bytes.toBytes(new Named())).setPacketType(Packet.Type.OPERATION);
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        assertTrue(new PacketIOHelper().writeTo(packet, buffer));
        MADE.set(0);
        try (Socket socket = MemberTlsTest.socket(IDENTITY, port)) {
            socket.getOutputStream().write("HZC".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(buffer.array(), 0, buffer.position());
            awaitTold();
        }
        assertNothingWasMade();
    }

    /** Hazelcast says itself from where it came. */
    private static void awaitTold() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!isTold() && System.nanoTime() < deadline) {
            Eventually.pause();
        }
        assertTrue(isTold());
    }

    private static boolean isTold() {
        return LOG.lines()
                .stream()
                .anyMatch(line -> line.contains("Failed to process: Packet{") && line.contains("->/127.0.0.1:"));
    }
}
