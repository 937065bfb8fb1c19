package io.ftpcluster.master.persistence.handler;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.master.persistence.repository.AgentTokenRepository;
import io.ftpcluster.master.persistence.repository.EnrolmentRepository;
import io.ftpcluster.master.persistence.repository.ServerRepository;
import io.ftpcluster.master.persistence.repository.SigningKeyRepository;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.Enrolments;
import io.ftpcluster.messages.Servers;
import io.vertx.core.Future;
import java.util.List;

/** Servers, and by what their agents are known. */
public final class ServerHandlers implements Handlers {

    private final Bus bus;
    private final ChangeEvents events;
    private final ServerRepository servers;
    private final AgentTokenRepository tokens;
    private final SigningKeyRepository signingKeys;
    private final EnrolmentRepository enrolments;

    public ServerHandlers(Bus bus, ChangeEvents events, ServerRepository servers, AgentTokenRepository tokens,
            SigningKeyRepository signingKeys, EnrolmentRepository enrolments) {
        this.bus = bus;
        this.events = events;
        this.servers = servers;
        this.tokens = tokens;
        this.signingKeys = signingKeys;
        this.enrolments = enrolments;
    }

    @Override
    public Future<?> register() {
        return Future.join(List.of(bus.answer(Servers.INSERT, request -> events.server(servers.insert(request))),
                bus.answer(Servers.UPDATE, request -> events.server(servers.update(request))),
                bus.answer(Servers.FIND, servers::find), bus.answer(Servers.LIST, servers::list),
                bus.answer(Servers.PROBE_LOGIN, servers::probeLogin), bus.answer(Servers.DELETE, this::delete),
                bus.answer(Agents.STORE_TOKEN, this::storeToken), bus.answer(Agents.FIND_TOKEN, tokens::find),
                bus.answer(Agents.SIGNING_KEY, signingKeys::keep), bus.answer(Enrolments.STORE, enrolments::store),
                bus.answer(Enrolments.FIND, enrolments::find), bus.answer(Enrolments.USE, this::useEnrolment)));
    }

    private Done delete(Servers.Delete request) {
        events.agentRevoked(events.server(servers.delete(request)).id());
        return events.access(null, Done.DONE);
    }

    private Agents.TokenOwner storeToken(Agents.StoreToken request) {
        Agents.TokenOwner owner = tokens.store(request);
        events.agentRevoked(owner.serverId());
        return owner;
    }

    /** The server may be as its machine says from now on, and an older agent of it is cut off. */
    private Enrolments.Enrolment useEnrolment(Enrolments.Use request) {
        Enrolments.Enrolment used = enrolments.use(request);
        events.server(used.serverId());
        events.agentRevoked(used.serverId());
        return used;
    }
}
