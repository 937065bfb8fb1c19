package io.ftpcluster.master.config;

import io.ftpcluster.master.config.Config.Cluster;
import io.ftpcluster.master.config.Config.Published;
import io.ftpcluster.master.config.ConfigSources.Given;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Where this node takes part in a cluster, and how the others reach it. */
final class ClusterSettings {

    private static final String OTHERS = "by which the other nodes reach this one";

    private ClusterSettings() {}

    /** Each value is checked even when unused, so that a mistake shows now and not on the day it is switched on. */
    static Optional<Cluster> read(ConfigSources settings) {
        Given host = settings.get(Variable.CLUSTER_HOST);
        int port = Parsers.number(settings.get(Variable.CLUSTER_PORT), 1, 65535);
        int busPort = settings.find(Variable.CLUSTER_BUS_PORT)
                .map(given -> Parsers.number(given, 0, 65535))
                .orElseGet(() -> Math.min(65535, port + Cluster.BUS_PORT_OFFSET));
        List<String> members = settings.find(Variable.CLUSTER_MEMBERS).map(Parsers::members).orElse(List.of());
        Cluster cluster = new Cluster(Parsers.host(host), port, busPort, members, published(settings));
        if (!Parsers.flag(settings.get(Variable.CLUSTER_ENABLED))) {
            return Optional.empty();
        }
        if (cluster.published().host().isEmpty()) {
            unreachable(cluster.host()).ifPresent(what -> {
                throw host.wrong("is " + what + ", which is no address " + OTHERS + ": set "
                        + Variable.CLUSTER_PUBLIC_HOST.key() + " to one, or give one here");
            });
        }
        return Optional.of(cluster);
    }

    private static Published published(ConfigSources settings) {
        return new Published(settings.find(Variable.CLUSTER_PUBLIC_HOST).map(ClusterSettings::publicHost),
                port(settings, Variable.CLUSTER_PUBLIC_PORT), port(settings, Variable.CLUSTER_PUBLIC_BUS_PORT));
    }

    private static String publicHost(Given given) {
        String host = Parsers.host(given);
        unreachable(host).ifPresent(what -> {
            throw given.wrong("must be an address " + OTHERS + ", not " + what);
        });
        return host;
    }

    private static Optional<Integer> port(ConfigSources settings, Variable variable) {
        return settings.find(variable).map(given -> Parsers.number(given, 1, 65535));
    }

    /** What an address is that nobody else can use; empty for names, which only a resolver knows. */
    private static Optional<String> unreachable(String host) {
        return Network.address(host).flatMap(address -> unreachable(host, address));
    }

    private static Optional<String> unreachable(String host, InetAddress address) {
        if (address.isAnyLocalAddress()) {
            return Optional.of(host + ", all addresses of this machine");
        }
        if (address.isLinkLocalAddress() || host.indexOf('%') >= 0) {
            return Optional.of(host + ", an address of one link of this machine");
        }
        return address.isMulticastAddress() ? Optional.of(host + ", an address of a group") : Optional.empty();
    }
}
