package io.ftpcluster.master.telemetry.links;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Agents.HeldLink;
import io.ftpcluster.messages.Nodes;
import io.ftpcluster.messages.Nodes.Node;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks agents, wherever in the cluster their links are. An address for each link would lose what is sent to it while it is
 * given up and made anew on another node, as the bus tells nobody of that; so each node answers for as long as it is there
 * at addresses of its own, and the newest link that any of them holds is asked. Thread-safe.
 */
public final class AgentRequests {

    /** A link moves once, and perhaps again when all agents come back; who has to look more often finds no end. */
    private static final int MOST_LOOKS = 8;

    private final Bus bus;

    public AgentRequests(Bus bus) {
        this.bus = bus;
    }

    /** As {@link Agents#REQUEST}. */
    public Future<Agents.Answer> ask(Agents.Request request) {
        return ask(request, MOST_LOOKS);
    }

    private Future<Agents.Answer> ask(Agents.Request request, int looks) {
        return find(request.serverId()).compose(
                found -> found.map(held -> askLink(held, request)).orElseGet(() -> Future.failedFuture(noLink())))
                .recover(cause -> {
                    if (!hasMoved(cause)) {
                        return Future.failedFuture(cause);
                    }
                    return looks > 1 ? ask(request, looks - 1) : Future.failedFuture(noLink());
                });
    }

    private Future<Optional<Map.Entry<String, HeldLink>>> find(String server) {
        return bus.request(Nodes.LIST, new Nodes.FindAll())
                .compose(
                        members -> bus.requestEach(Agents.FIND_LINK, ids(members.nodes()), new Agents.FindLink(server)))
                .map(AgentRequests::newest);
    }

    private static List<String> ids(List<Node> nodes) {
        return nodes.stream().map(Node::id).toList();
    }

    /** @param answers by node */
    private static Optional<Map.Entry<String, HeldLink>> newest(Map<String, HeldLink> answers) {
        return answers.entrySet()
                .stream()
                .filter(answer -> answer.getValue().linkId() != null)
                .max(Comparator.comparingLong((Map.Entry<String, HeldLink> answer) -> answer.getValue().order())
                        .thenComparing(answer -> answer.getValue().linkId()));
    }

    private Future<Agents.Answer> askLink(Map.Entry<String, HeldLink> held, Agents.Request request) {
        return bus.request(Agents.ASK_LINK.of(held.getKey()), new Agents.AskLink(request.serverId(),
                held.getValue().linkId(), request.action(), request.arguments()));
    }

    private static boolean hasMoved(Throwable cause) {
        return cause instanceof FailureException known && known.failure().code() == FailureCode.NOT_FOUND;
    }

    static FailureException noLink() {
        return Failure.of(FailureCode.UNAVAILABLE, "The server's agent is not linked.").retryAfter(1).exception();
    }
}
