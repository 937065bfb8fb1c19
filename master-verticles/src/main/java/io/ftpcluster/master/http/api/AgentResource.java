package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.connections.IdleTimeout;
import io.ftpcluster.master.http.contract.Resource;
import io.ftpcluster.master.http.response.Replies;
import io.ftpcluster.master.http.security.AuthenticatedAgent;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Rollouts;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.stream.Stream;

/** {@code /agent}: the WebSocket of a server's agent, the archive with which it updates itself, and {@code POST /telemetry} for what can only post. */
public final class AgentResource implements Resource {

    private static final String VERSION = "Sec-WebSocket-Version";
    private static final String SUPPORTED_VERSION = "13";

    private final Bus bus;

    public AgentResource(Bus bus) {
        this.bus = bus;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("linkAgent", AgentResource::link);
        operations.on("getAgentArchive", this::archive);
        operations.on("postTelemetry", AgentResource::post);
    }

    private static void link(RoutingContext context) {
        HttpServerRequest request = context.request();
        requireUpgrade(context);
        requireSubprotocol(request);
        Agents.Visitor agent = AuthenticatedAgent.of(context);
        agent.checkThatLinksAreTaken();
        if (context.response().closed()) {
            // It gave up while its token was looked up; an upgrade would only fail, with a trace in the log.
            return;
        }
        request.toWebSocket().onSuccess(socket -> {
            IdleTimeout.disable(request.connection());
            // Vert.x keeps both with the socket, for months.
            request.headers().clear();
            context.response().headers().clear();
            agent.link(socket);
        }).onFailure(context::fail);
    }

    /** RFC 9110, 15.5.22 and RFC 6455, 4.2. */
    private static void requireUpgrade(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean asked = tokens(request, HttpHeaders.UPGRADE).anyMatch("websocket"::equalsIgnoreCase)
                && tokens(request, HttpHeaders.CONNECTION).anyMatch("upgrade"::equalsIgnoreCase);
        if (!asked || !SUPPORTED_VERSION.equals(request.getHeader(VERSION))) {
            context.response().putHeader(HttpHeaders.UPGRADE, "websocket").putHeader(VERSION, SUPPORTED_VERSION);
            throw new HttpException(426, "This path takes WebSockets of version " + SUPPORTED_VERSION + " only.");
        }
        if (request.getHeader("Sec-WebSocket-Key") == null) {
            throw new HttpException(400, "Sec-WebSocket-Key is missing.");
        }
    }

    private static void requireSubprotocol(HttpServerRequest request) {
        if (tokens(request, "Sec-WebSocket-Protocol").noneMatch(Protocol.SUBPROTOCOL::equals)) {
            throw new HttpException(400, "The subprotocol must be " + Protocol.SUBPROTOCOL + ".");
        }
    }

    private static Stream<String> tokens(HttpServerRequest request, CharSequence header) {
        List<String> lines = request.headers().getAll(header);
        return lines.stream().flatMap(line -> Stream.of(line.split(",", -1))).map(String::strip);
    }

    /** Nothing secret, but nobody else has a use for it. */
    private void archive(RoutingContext context) {
        AuthenticatedAgent.of(context);
        var found = bus.request(Rollouts.FIND_ARCHIVE, new Rollouts.FindArchive(context.pathParam("digest")));
        Replies.when(context, found, archive -> EnrolmentResource.send(context, archive));
    }

    private static void post(RoutingContext context) {
        Agents.Visitor agent = AuthenticatedAgent.of(context);
        Replies.when(context, agent.post(posted(context, agent)), done -> Replies.noContent(context));
    }

    private static Agents.Posted posted(RoutingContext context, Agents.Visitor agent) {
        try {
            return posted(RequestFields.of(context));
        } catch (FailureException e) {
            agent.refusedPost(e.failure().detail());
            throw e;
        } catch (HttpException e) {
            agent.refusedPost(String.valueOf(e.getPayload()));
            throw e;
        }
    }

    private static Agents.Posted posted(RequestFields fields) {
        Agents.Posted posted = new Agents.Posted(fields.text("alias"), fields.optionalNumber("mem_percent"),
                fields.optionalNumber("cpu_percent"), fields.optionalInteger("user_count"),
                fields.optionalNumber("storage_percent"), fields.optionalNumber("inodes_percent"));
        fields.check();
        return posted;
    }
}
