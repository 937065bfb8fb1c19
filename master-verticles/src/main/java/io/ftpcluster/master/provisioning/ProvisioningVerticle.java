package io.ftpcluster.master.provisioning;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.messages.BearerToken;
import io.ftpcluster.messages.Provisioning.Archive;
import io.ftpcluster.messages.Provisioning.IssuedEnrolment;
import io.ftpcluster.messages.Provisioning.IssuedToken;
import io.ftpcluster.messages.Provisioning.Registered;
import io.ftpcluster.messages.Provisioning.Script;
import io.ftpcluster.messages.Provisioning;
import io.ftpcluster.messages.Servers.Server;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.messages.Servers;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;

/** Registers servers, issues their agents' tokens, and makes their set-up scripts. Deploy it on virtual threads. */
public final class ProvisioningVerticle extends VerticleBase {

    /** By then whoever asked for a bundle has it, or has gone. */
    private static final Duration BUNDLE_KEPT = Duration.ofMinutes(30);
    private static final String SEPARATELY = "it comes with the command or the bundle of the server's page";

    private final Bus bus;
    private final SetupScript scripts = new SetupScript();
    private final EnrolmentService enrolments;

    public ProvisioningVerticle(Bus bus, ProvisioningSettings settings) {
        this.bus = bus;
        this.enrolments = new EnrolmentService(bus, settings, scripts, new BundleMaker(settings));
    }

    @Override
    public Future<?> start() {
        return Future.all(List.of(bus.answer(Provisioning.REGISTER, this::register),
                bus.answer(Provisioning.ISSUE_TOKEN, this::issueToken),
                bus.answer(Provisioning.MAKE_SCRIPT, request -> withoutAgent(request.settings(), SEPARATELY)),
                bus.answer(Provisioning.ISSUE_ENROLMENT, enrolments::issue),
                bus.answer(Provisioning.FIND_SETUP, enrolments::findSetup),
                bus.answer(Provisioning.FIND_ARCHIVE, enrolments::findArchive),
                bus.answer(Provisioning.ENROL, enrolments::enrol),
                bus.answer(Provisioning.MAKE_BUNDLE, this::makeBundle)));
    }

    /** The script comes first: when it can't be made, nothing was stored. */
    private Registered register(Provisioning.Register request) {
        Secret secret = request.withEnrolment() ? BearerToken.ENROLMENT.make() : null;
        Script made = script(request.settings(), secret);
        Secret token = request.withToken() ? BearerToken.AGENT.make() : null;
        String hash = token == null ? null : BearerToken.hash(token);
        Server server = bus
                .request(Servers.INSERT,
                        new Servers.Insert(request.actor(), request.settings(), hash, request.encryptedProbePass()))
                .await();
        IssuedEnrolment issued = secret == null
                ? null
                : enrolments.store(request.actor(), server.id(), secret).issued();
        return new Registered(server, token, made, issued);
    }

    private Script script(Settings settings, Secret secret) {
        if (secret == null) {
            return withoutAgent(settings, SEPARATELY);
        }
        return enrolments.problem(settings.host())
                .map(why -> withoutAgent(settings, why))
                .orElseGet(() -> enrolments.command(settings, secret));
    }

    private Script withoutAgent(Settings settings, String why) {
        return new Script(scripts.renderWithoutAgent(settings, why));
    }

    /** Told once: only its hash is kept. */
    private IssuedToken issueToken(Provisioning.IssueToken request) {
        Secret token = BearerToken.AGENT.make();
        bus.request(Agents.STORE_TOKEN,
                new Agents.StoreToken(request.actor(), request.serverRef(), BearerToken.hash(token))).await();
        return new IssuedToken(token);
    }

    /** Whoever sends it removes it; this is for an answer that came too late to be sent. */
    private Archive makeBundle(Provisioning.MakeBundle request) {
        Archive made = enrolments.makeBundle(request);
        vertx.setTimer(BUNDLE_KEPT.toMillis(), id -> vertx.fileSystem().delete(made.file().toString()));
        return made;
    }
}
