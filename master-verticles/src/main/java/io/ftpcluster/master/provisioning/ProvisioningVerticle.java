package io.ftpcluster.master.provisioning;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.BearerToken;
import io.ftpcluster.messages.Provisioning.IssuedToken;
import io.ftpcluster.messages.Provisioning.Registered;
import io.ftpcluster.messages.Provisioning.Script;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/** Registers servers, issues their agents' tokens and makes their set-up scripts. Deploy it on virtual threads. */
public final class ProvisioningVerticle extends VerticleBase {

    private final Bus bus;
    private final SetupScript script = new SetupScript();

    public ProvisioningVerticle(Bus bus) {
        this.bus = bus;
    }

    @Override
    public Future<?> start() {
        return Future.all(List.of(bus.answer(Provisioning.REGISTER, this::register),
                bus.answer(Provisioning.ISSUE_TOKEN, this::issueToken),
                bus.answer(Provisioning.MAKE_SCRIPT, request -> new Script(script.render(request.settings())))));
    }

    /** The script comes first: when it can't be made, nothing was stored. */
    private Registered register(Provisioning.Register request) {
        Script made = new Script(script.render(request.settings()));
        Secret token = request.withToken() ? BearerToken.AGENT.make() : null;
        String hash = token == null ? null : BearerToken.hash(token);
        Server server = bus.request(Servers.INSERT, new Servers.Insert(request.actor(), request.settings(), hash))
                .await();
        return new Registered(server, token, made);
    }

    /** Told once: only its hash is kept. */
    private IssuedToken issueToken(Provisioning.IssueToken request) {
        Secret token = BearerToken.AGENT.make();
        bus.request(Agents.STORE_TOKEN,
                new Agents.StoreToken(request.actor(), request.serverRef(), BearerToken.hash(token))).await();
        return new IssuedToken(token);
    }
}
