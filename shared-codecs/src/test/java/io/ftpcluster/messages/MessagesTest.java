package io.ftpcluster.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.RecordCodec;
import io.ftpcluster.bus.Topic;
import io.ftpcluster.bus.Wire;
import io.ftpcluster.bus.WireFormat;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesTest {

    private static final List<Class<?>> DOMAINS = List.of(Acme.class, Users.class, Provisioning.class, Enrolments.class,
            Jobs.class, Rollouts.class, Servers.class, Permissions.class, StoredLogins.class, Accounts.class,
            Sessions.class, Auth.class, Audit.class, Files.class, Transfers.class, Diagnosis.class, Health.class,
            Agents.class, Telemetry.class, Certificates.class, Alerts.class, Nodes.class, Leases.class, Copies.class);
    private static final Pattern WIRE_NAME = Pattern.compile("[a-z-]+(\\.[a-z-]+)*\\.v[0-9]+");

    static Stream<Class<?>> messages() {
        return Stream
                .concat(Stream.of(Failure.class, io.ftpcluster.bus.Done.class),
                        DOMAINS.stream().flatMap(domain -> Stream.of(domain.getDeclaredClasses())))
                .filter(type -> type.isAnnotationPresent(Wire.class));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageSurvivesTheWire(Class<? extends Record> type) {
        assertRoundTrip(type);
    }

    @Test
    void everyAddressOfADomainIsListed() throws IllegalAccessException {
        Set<Address<?, ?>> declared = new HashSet<>();
        for (Class<?> domain : DOMAINS) {
            for (Field field : domain.getDeclaredFields()) {
                if (Modifier.isPublic(field.getModifiers()) && field.getType() == Address.class) {
                    declared.add((Address<?, ?>) field.get(null));
                }
            }
        }
        assertEquals(declared, new HashSet<>(Messages.addresses()));
        assertFalse(declared.isEmpty());
    }

    @Test
    void everyTopicOfADomainIsListed() throws IllegalAccessException {
        Set<Topic<?>> declared = new HashSet<>();
        for (Class<?> domain : DOMAINS) {
            for (Field field : domain.getDeclaredFields()) {
                if (Modifier.isPublic(field.getModifiers()) && field.getType() == Topic.class) {
                    declared.add((Topic<?>) field.get(null));
                }
            }
        }
        assertEquals(declared, new HashSet<>(Messages.topics()));
    }

    @Test
    void everyDomainIsWalked() {
        Set<Class<?>> requests = new HashSet<>();
        Messages.addresses().forEach(address -> requests.add(address.request()));
        assertTrue(messages().toList().containsAll(requests), "a message lives outside the domains of this test");
    }

    @Test
    void namesOnTheBusAreUniqueAndVersioned() {
        List<String> wireNames = messages().map(type -> type.getAnnotation(Wire.class).value()).toList();
        assertEquals(wireNames.size(), new HashSet<>(wireNames).size());
        wireNames.forEach(name -> assertTrue(WIRE_NAME.matcher(name).matches(), name));
        List<String> addresses = Messages.addresses().stream().map(Address::name).toList();
        assertEquals(addresses.size(), new HashSet<>(addresses).size());
    }

    private static <T extends Record> void assertRoundTrip(Class<T> type) {
        T sample = Samples.of(type);
        RecordCodec<T> codec = new RecordCodec<>(type, WireFormat.mapper());
        Buffer wire = Buffer.buffer("before");
        codec.encodeToWire(wire, sample);
        wire.appendString("after");
        assertEquals(sample, codec.decodeFromWire("before".length(), wire));
    }
}
