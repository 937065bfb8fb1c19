package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.request.QueryFields;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers;
import io.ftpcluster.text.Printable;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** {@code /servers/{id}/log}: what a server's FTP daemon has logged last, as its agent says now, for admins. */
public final class ServerLogResource implements Resource {

    private static final String ACTION = "ftp.log";
    private static final int MOST = 60;
    private static final int LONGEST = 4096;

    private final Bus bus;

    public ServerLogResource(Bus bus) {
        this.bus = bus;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("getServerLog", context -> Replies.when(context, find(context),
                answer -> Replies.json(context, 200, view(answer.values()))));
    }

    private Future<Agents.Answer> find(RoutingContext context) {
        int lines = QueryFields.number(context, "lines", 1, MOST).orElse(MOST);
        return bus.request(Servers.FIND, new Servers.Find(context.pathParam("id"))).compose(server -> {
            var request = new Agents.Request(server.id(), ACTION, Map.of("lines", Integer.toString(lines)));
            return bus.request(request.address(), request).recover(cause -> Future.failedFuture(told(server, cause)));
        });
    }

    private static Throwable told(Server server, Throwable cause) {
        if (!(cause instanceof FailureException known)) {
            return cause;
        }
        String what = "The log of the FTP daemon on " + server.alias() + " can't be had: ";
        return switch (known.failure().code()) {
            case UNAVAILABLE ->
                Failure.of(FailureCode.UNAVAILABLE, what + "its agent has no link. Look there, or try again later.")
                        .causedBy(cause);
            case UNSUPPORTED ->
                Failure.conflict(what + "its agent is of a version that can't tell it. Update the agent.")
                        .causedBy(cause);
            default -> Failure.of(known.failure().code(), what + known.failure().detail()).causedBy(cause);
        };
    }

    /** Whatever an agent says, who may say anything. */
    private static Map<String, Object> view(Map<String, String> values) {
        List<String> lines = IntStream.range(0, MOST)
                .mapToObj(i -> values.get("line." + i))
                .takeWhile(Objects::nonNull)
                .map(line -> Printable.line(line, LONGEST))
                .toList();
        return Map.of("path", Printable.line(values.getOrDefault("path", ""), LONGEST), "lines", lines);
    }
}
