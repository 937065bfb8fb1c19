package io.ftpcluster.master.provisioning;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.BearerToken;
import io.ftpcluster.messages.Enrolments.Enrolment;
import io.ftpcluster.messages.Enrolments.Machine;
import io.ftpcluster.messages.Enrolments;
import io.ftpcluster.messages.Provisioning.Archive;
import io.ftpcluster.messages.Provisioning.Enrol;
import io.ftpcluster.messages.Provisioning.Enrolled;
import io.ftpcluster.messages.Provisioning.ExistingDaemon;
import io.ftpcluster.messages.Provisioning.FindArchive;
import io.ftpcluster.messages.Provisioning.FindSetup;
import io.ftpcluster.messages.Provisioning.IssueEnrolment;
import io.ftpcluster.messages.Provisioning.IssuedEnrolment;
import io.ftpcluster.messages.Provisioning.MakeBundle;
import io.ftpcluster.messages.Provisioning.Script;
import io.ftpcluster.messages.Servers.Settings;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Issues enrolment secrets, and answers the machines that come with one. Blocking; for virtual threads. */
final class EnrolmentService {

    static final Duration LIFETIME = Duration.ofHours(1);

    private static final Pattern ZONE = Pattern.compile("%[A-Za-z0-9._-]+$");

    private final Bus bus;
    private final PortalAddress portal;
    private final AgentArchives archives;
    private final String version;
    private final String publicKeyPem;
    private final Clock clock;
    private final SetupScript scripts;
    private final BundleMaker bundles;
    private final EnrolmentThrottle throttle;
    private final RefusedEnrolments refusals;

    EnrolmentService(Bus bus, ProvisioningSettings settings, SetupScript scripts, BundleMaker bundles) {
        this.bus = bus;
        this.portal = settings.portal();
        this.archives = settings.archives();
        this.version = settings.version();
        this.publicKeyPem = settings.publicKeyPem();
        this.clock = settings.clock();
        this.throttle = new EnrolmentThrottle(clock);
        this.refusals = new RefusedEnrolments(bus, clock);
        this.scripts = scripts;
        this.bundles = bundles;
    }

    IssuedEnrolment issue(IssueEnrolment request) {
        Secret secret = BearerToken.ENROLMENT.make();
        return store(request.actor(), request.serverRef(), secret).issued();
    }

    /** A secret that was stored for a server. */
    record Stored(Settings settings, IssuedEnrolment issued) {}

    Stored store(Actor actor, String serverRef, Secret secret) {
        Instant expiresAt = clock.instant().plus(LIFETIME).truncatedTo(ChronoUnit.MILLIS);
        Enrolment stored = bus
                .request(Enrolments.STORE, new Enrolments.Store(actor, serverRef, BearerToken.hash(secret), expiresAt))
                .await();
        Settings settings = stored.settings();
        String caution = problem(settings.host()).orElse(null);
        return new Stored(settings, new IssuedEnrolment(secret, stored.expiresAt(), portal.command(secret), caution));
    }

    /** Why a machine at that address can't be enrolled by the command; empty: nothing is known against it. */
    Optional<String> problem(String serverHost) {
        return portal.problemFrom(serverHost).or(archives::problem);
    }

    Script findSetup(FindSetup request) {
        Settings settings = find(request.secret(), request.remoteAddress()).settings();
        return command(settings, request.secret());
    }

    /** What a machine runs that has the secret. Fails NOT_FOUND when there is no agent to send. */
    Script command(Settings settings, Secret secret) {
        String script = scripts.render(settings, agent(portal.setupUrl(secret), archives.all()));
        return new Script(scripts.renderCommand(settings, script, secret.value()));
    }

    private SetupScript.Agent agent(String setupUrl, AgentArchives.Available available) {
        return new SetupScript.Agent(setupUrl, portal.base(), portal.pins(), available, ExistingDaemon.REFUSE, version,
                publicKeyPem);
    }

    Archive findArchive(FindArchive request) {
        find(request.secret(), request.remoteAddress());
        return new Archive(request.name(), archives.require(request.name()), false);
    }

    Enrolled enrol(Enrol request) {
        Machine machine = checked(request.machine());
        Settings settings = find(request.secret(), request.remoteAddress()).settings();
        if (request.slaveId() != null && !request.slaveId().equalsIgnoreCase(settings.alias())) {
            throw Failure
                    .forbidden("This enrolment secret is for the server " + settings.alias()
                            + ", not for another one. Make one on the page of the server that this machine is to be.")
                    .exception();
        }
        Secret token = BearerToken.AGENT.make();
        try {
            Enrolment used = bus
                    .request(Enrolments.USE,
                            new Enrolments.Use(BearerToken.hash(request.secret()), machine, BearerToken.hash(token),
                                    request.remoteAddress()))
                    .await();
            return new Enrolled(token, used.settings().alias());
        } catch (FailureException e) {
            if (e.failure().code() == FailureCode.CONFLICT) {
                refusals.record(request.remoteAddress(), settings.alias(), machine.hostName());
            }
            throw e;
        }
    }

    Archive makeBundle(MakeBundle request) {
        AgentArchives.Available available = archives.all();
        Secret secret = BearerToken.ENROLMENT.make();
        Stored stored = store(request.actor(), request.serverRef(), secret);
        return bundles.make(new BundleMaker.Content(stored.settings(), secret, stored.issued().expiresAt(),
                scripts.render(stored.settings(), agent("", available)), available));
    }

    /** In time, whether it was used or not: a machine may repeat its part, and the registration tells it from others. */
    private Enrolment find(Secret secret, String remoteAddress) {
        return throttle.counted(remoteAddress, () -> {
            if (!BearerToken.ENROLMENT.isShapedLikeOne(secret)) {
                throw Failure
                        .of(FailureCode.UNAUTHENTICATED,
                                "This is no enrolment secret. Copy the whole line from the server's page.")
                        .exception();
            }
            Enrolment found = bus.request(Enrolments.FIND, new Enrolments.Find(BearerToken.hash(secret))).await();
            found.requireInTime(clock.instant());
            return found;
        });
    }

    /** With the key in the one form that is compared. */
    private static Machine checked(Machine given) {
        if (given.address() != null) {
            requireAddress(given.address());
        }
        return new Machine(canonicalKey(given.publicKey()), given.hostName(), given.address(), given.ftpPort(),
                given.ftpSecurity(), given.tlsFingerprint(), given.ftpPassivePorts());
    }

    private static void requireAddress(String text) {
        try {
            // The zone of a link-local address is the machine's own business.
            InetAddress.ofLiteral(ZONE.matcher(text).replaceFirst(""));
        } catch (IllegalArgumentException e) {
            throw Failure.invalid("ip", "must be an IP address").causedBy(e);
        }
    }

    private static String canonicalKey(String base64) {
        try {
            byte[] der = Base64.getDecoder().decode(base64);
            byte[] canonical = KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(der))
                    .getEncoded();
            return Base64.getEncoder().encodeToString(canonical);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw Failure.invalid("pubkey", "must be an Ed25519 public key: its X.509 form in base64").causedBy(e);
        }
    }
}
