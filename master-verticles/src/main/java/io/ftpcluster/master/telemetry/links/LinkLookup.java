package io.ftpcluster.master.telemetry.links;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.messages.Agents.HeldLink;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Nodes.Node;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Telemetry;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where in the cluster a server's newest link is. An address for each link would lose what is sent to it while it is given
 * up and made anew on another node, as the bus tells nobody of that; so each node answers for as long as it is there at
 * addresses of its own. Thread-safe.
 */
final class LinkLookup {

    private final Bus bus;

    /** @param node the id of the node that holds it */
    record Found(String node, String linkId) {}

    LinkLookup(Bus bus) {
        this.bus = bus;
    }

    Future<Optional<Found>> find(String server) {
        return bus.request(Nodes.LIST, new Nodes.FindAll())
                .compose(members -> bus.requestEach(Agents.FIND_LINK, members.nodes().stream().map(Node::id).toList(),
                        new Agents.FindLink(server)))
                .map(LinkLookup::newest);
    }

    /** @param answers by node */
    private static Optional<Found> newest(Map<String, HeldLink> answers) {
        return answers.entrySet()
                .stream()
                .filter(answer -> answer.getValue().linkId() != null)
                .max(Comparator.comparingLong((Map.Entry<String, HeldLink> answer) -> answer.getValue().order())
                        .thenComparing(answer -> answer.getValue().linkId()))
                .map(answer -> new Found(answer.getKey(), answer.getValue().linkId()));
    }

    /**
     * Whether a server without a link had one just now, so that its agent is expected back: it still counts as live. Never
     * fails.
     */
    Future<Boolean> isExpected(String server) {
        return bus.request(Telemetry.STATES, new Telemetry.FindStates(Set.of(server)))
                .map(found -> found.states()
                        .stream()
                        .anyMatch(state -> state.condition() == Condition.LIVE && state.facts() != null))
                .otherwise(false);
    }
}
