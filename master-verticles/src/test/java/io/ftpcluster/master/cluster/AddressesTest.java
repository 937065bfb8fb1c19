package io.ftpcluster.master.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.config.Config.Cluster;
import io.ftpcluster.master.config.Config.Published;
import io.ftpcluster.master.config.HostPort;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.testing.FreePorts;
import io.ftpcluster.testing.TcpRelay;
import io.ftpcluster.testing.TestCluster.Member;
import io.ftpcluster.testing.TestCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members that are bound and reached in other ways than by one IPv4 address. */
class AddressesTest {

    private static Published published(String host) {
        return new Published(Optional.of(host), Optional.empty(), Optional.empty());
    }

    /** Both see each other, and each hears the other on the bus. */
    private static void assertOne(Member a, Member b) throws Exception {
        assertEquals(List.of("n0", "n1"), a.names());
        assertEquals(List.of("n0", "n1"), b.names());
        for (Member answering : List.of(a, b)) {
            answering.bus()
                    .answer(Agents.ASK_LINK.of(answering.self().name()),
                            request -> new Agents.Answer(Map.of("from", answering.self().name())))
                    .await(30, TimeUnit.SECONDS);
        }
        for (Member asking : List.of(a, b)) {
            for (String name : a.names()) {
                assertEquals(Map.of("from", name), asking.bus()
                        .request(Agents.ASK_LINK.of(name),
                                new Agents.AskLink("link", new Agents.Request("server", "ping", Map.of()), 1000, null))
                        .await(30, TimeUnit.SECONDS)
                        .values());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"::1,", "0:0:0:0:0:0:0:1,", "localhost,", "0.0.0.0,127.0.0.1", "::,::1", "::,127.0.0.1",
            "127.0.0.1,localhost"})
    void membersFindEachOther(String host, String publicHost) throws Exception {
        Published published = publicHost == null ? Published.AS_BOUND : published(publicHost);
        try (TestCluster cluster = new TestCluster()) {
            Member first = cluster.join(new Cluster(host, 0, 0, List.of(), published));
            Member second = cluster.join(new Cluster(host, 0, 0, List.of(first.self().address()), published));
            assertOne(first, second);
        }
    }

    /** The system takes it for 0.0.0.0. */
    @Test
    void aNameForAllAddressesNeedsAPublicHost() throws Exception {
        try (TestCluster cluster = new TestCluster()) {
            FailureException refused = assertThrows(FailureException.class,
                    () -> cluster.join(new Cluster("0", 0, 0, List.of())));
            assertEquals(FailureCode.INVALID, refused.failure().code());
            assertTrue(refused.failure().detail().contains("FTPCLUSTER_CLUSTER_PUBLIC_HOST"), refused::getMessage);
        }
    }

    @Test
    void ipv6IsShownAsPeopleWriteIt() throws Exception {
        try (TestCluster cluster = new TestCluster()) {
            Member member = cluster.join(new Cluster("::1", 0, 0, List.of()));
            assertEquals(HostPort.text("::1", member.port()), member.self().address());
        }
    }

    /** Two routers, or two containers: each node listens where the other can't call it, and has two ports outside. */
    @Test
    void portsAreMapped() throws Exception {
        List<Integer> inside = FreePorts.some(4);
        try (TcpRelay firstMembers = TcpRelay.to("127.0.0.1", inside.get(0));
                TcpRelay firstBus = TcpRelay.to("127.0.0.1", inside.get(1));
                TcpRelay secondMembers = TcpRelay.to("127.0.0.1", inside.get(2));
                TcpRelay secondBus = TcpRelay.to("127.0.0.1", inside.get(3));
                TestCluster cluster = new TestCluster()) {
            List<String> members = List.of("127.0.0.1:" + firstMembers.port(), "127.0.0.1:" + secondMembers.port());
            Member first = cluster.join(
                    new Cluster("0.0.0.0", inside.get(0), inside.get(1), members, published(firstMembers, firstBus)));
            Member second = cluster.join(
                    new Cluster("0.0.0.0", inside.get(2), inside.get(3), members, published(secondMembers, secondBus)));
            assertEquals(members, first.membership().nodes().stream().map(node -> node.address()).toList());
            assertOne(first, second);
            assertTrue(firstMembers.said().length + secondMembers.said().length > 0);
            assertTrue(firstBus.said().length > 0 && secondBus.said().length > 0);
        }
    }

    private static Published published(TcpRelay members, TcpRelay bus) {
        return new Published(Optional.of("127.0.0.1"), Optional.of(members.port()), Optional.of(bus.port()));
    }
}
