package io.ftpcluster.master.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import io.ftpcluster.testing.FreePorts;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What travels between members and is of a class that we never send must not come to life. */
class StrangeObjectsTest {

    private static volatile boolean ran;

    /** As those that make a library run a program while they are read. */
    private static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            ran = true;
        }
    }

    @Test
    void aClassThatWeNeverSendIsNotMade() throws Exception {
        List<Integer> ports = FreePorts.some(2);
        HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(HazelcastSettings.of(ClusterNode.config(0, ports),
                Identity.of(ClusterNode.KEYS.secretKey(), ClusterNode.KEYS.newestFernetKey())));
        try {
            IMap<String, Object> map = hazelcast.getMap("some");
            map.put("ours", "text");
            map.put("theirs", new Gadget());

            var refused = assertThrows(HazelcastSerializationException.class, () -> map.get("theirs"));

            assertInstanceOf(SecurityException.class, refused.getCause());
            assertFalse(ran);
            assertEquals("text", map.get("ours"));
        } finally {
            hazelcast.shutdown();
        }
    }
}
