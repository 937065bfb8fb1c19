package io.ftpcluster.master.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import io.ftpcluster.testing.TestCluster;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
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
        HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(HazelcastSettings.of(new TestCluster().config(),
                Identity.of(TestCluster.KEYS.secretKey(), TestCluster.KEYS.newestFernetKey())));
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
