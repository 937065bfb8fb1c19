package io.ftpcluster.messages;

import static io.ftpcluster.messages.Checks.line;
import static io.ftpcluster.messages.Checks.required;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.bus.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * How servers join the fleet. Answered by provisioning on the same node: an agent's token in clear is told once, to whoever
 * asked for it, and never leaves the process. So the answers have no names on the wire.
 */
public final class Provisioning {

    /**
     * Makes the server and its agent's token in one transaction, so that there is no server without the token that it was to
     * have. CONFLICT when the alias is taken.
     */
    public static final Address<Register, Registered> REGISTER = Address.onThisNode("provisioning.register",
            Register.class, Registered.class);
    /** Replaces the server's token; the old one is worth nothing from then on. NOT_FOUND when there is no such server. */
    public static final Address<IssueToken, IssuedToken> ISSUE_TOKEN = Address.onThisNode("provisioning.issue-token",
            IssueToken.class, IssuedToken.class);
    /** What makes a machine the server of these settings. */
    public static final Address<MakeScript, Script> MAKE_SCRIPT = Address.onThisNode("provisioning.make-script",
            MakeScript.class, Script.class);

    /**
     * A secret with which one machine may register as this server, for an hour; it replaces the one before. NOT_FOUND when there
     * is no such server.
     */
    public static final Address<IssueEnrolment, IssuedEnrolment> ISSUE_ENROLMENT = Address
            .onThisNode("provisioning.issue-enrolment", IssueEnrolment.class, IssuedEnrolment.class);
    /** What the secret's machine is to run. UNAUTHENTICATED as in {@link Enrolments#FIND}, also when it is late. */
    public static final Address<FindSetup, Script> FIND_SETUP = Address.onThisNode("provisioning.find-setup",
            FindSetup.class, Script.class);
    /** One of the archives that the set-up script asks for; likewise. NOT_FOUND when this portal has no such file. */
    public static final Address<FindArchive, Archive> FIND_ARCHIVE = Address.onThisNode("provisioning.find-archive",
            FindArchive.class, Archive.class);
    /** A machine registers. Failures as in {@link Enrolments#USE}; FORBIDDEN when it asks to be another server. */
    public static final Address<Enrol, Enrolled> ENROL = Address.onThisNode("provisioning.enrol", Enrol.class,
            Enrolled.class);
    /** What can be carried to a machine that can't fetch it; with a new secret, as {@link #ISSUE_ENROLMENT}. */
    public static final Address<MakeBundle, Archive> MAKE_BUNDLE = Address
            .onThisNode("provisioning.make-bundle", MakeBundle.class, Archive.class)
            .within(Duration.ofMinutes(1));
    /**
     * Begins the job that sets a server up over SSH. Without a host key that was confirmed nothing is begun, and the answer says
     * which key was seen. INVALID naming the fields; CONFLICT when a job of this server runs; BACKEND_FAILED when there is no SSH
     * server at that address.
     */
    public static final Address<Provision, Provisioned> PROVISION = Address
            .onThisNode("provisioning.provision", Provision.class, Provisioned.class)
            .within(Duration.ofSeconds(30));
    /** INVALID naming the field when it can't be used anywhere, such as a key that its passphrase doesn't open. */
    public static final Address<CheckCredential, Done> CHECK_CREDENTIAL = Address
            .onThisNode("provisioning.check-credential", CheckCredential.class, Done.class);
    /** BACKEND_FAILED when there is no SSH server; UNAVAILABLE when too many are asked at once. */
    public static final Address<ProbeHostKey, HostKey> PROBE_HOST_KEY = Address
            .onThisNode("provisioning.probe-host-key", ProbeHostKey.class, HostKey.class)
            .within(Duration.ofSeconds(40));
    /** Goes on with a job from the step that failed. Failures as in {@link Jobs#RETRY}. */
    public static final Address<RetryJob, Jobs.Job> RETRY_JOB = Address.onThisNode("provisioning.retry-job",
            RetryJob.class, Jobs.Job.class);

    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");

    private Provisioning() {}

    /**
     * @param withToken whether its agent gets a token; false where nobody could be told it
     * @param withEnrolment whether the script is to enrol the machine, with a secret as of {@link #ISSUE_ENROLMENT}
     * @param encryptedProbePass as in {@link Servers.Insert}
     */
    @Wire("provisioning.register.v1")
    public record Register(Actor actor, Servers.Settings settings, boolean withToken, boolean withEnrolment,
            Secret encryptedProbePass) {

        /** Without a login for probes. */
        public Register(Actor actor, Servers.Settings settings, boolean withToken, boolean withEnrolment) {
            this(actor, settings, withToken, withEnrolment, null);
        }
        public Register {
            required("actor", actor);
            required("settings", settings);
        }
    }

    /**
     * @param token of its agent, in clear; null when none was asked for
     * @param script with an enrolment, what {@link #FIND_SETUP} finds, and so secret; else as {@link #MAKE_SCRIPT} makes it
     * @param enrolment null when none was asked for
     */
    public record Registered(Servers.Server server, Secret token, Script script, IssuedEnrolment enrolment) {}

    /** @param serverRef id or alias */
    @Wire("provisioning.issue-token.v1")
    public record IssueToken(Actor actor, String serverRef) {
        public IssueToken {
            required("actor", actor);
            required("server", serverRef);
        }
    }

    /** @param token in clear */
    public record IssuedToken(Secret token) {}

    @Wire("provisioning.make-script.v1")
    public record MakeScript(Servers.Settings settings) {
        public MakeScript {
            required("settings", settings);
        }
    }

    /** @param text for a shell, to be run as root; says nothing secret, unless it was asked for with a secret */
    public record Script(String text) {

        /** It may hold a secret. */
        @Override
        public String toString() {
            return "Script[" + text.length() + " characters]";
        }
    }

    /** @param serverRef id or alias */
    @Wire("provisioning.issue-enrolment.v1")
    public record IssueEnrolment(Actor actor, String serverRef) {
        public IssueEnrolment {
            required("actor", actor);
            required("server", serverRef);
        }
    }

    /**
     * @param secret in clear
     * @param command to be pasted on the machine; holds the secret
     * @param caution why the command may not work there, and what to do; null: nothing is known against it
     */
    public record IssuedEnrolment(Secret secret, Instant expiresAt, String command, String caution) {

        @Override
        public String toString() {
            return "IssuedEnrolment[expiresAt=" + expiresAt + ", caution=" + caution + "]";
        }
    }

    /** @param remoteAddress of whoever asks */
    @Wire("provisioning.find-setup.v1")
    public record FindSetup(Secret secret, String remoteAddress) {
        public FindSetup {
            required("secret", secret);
            required("remoteAddress", remoteAddress);
        }
    }

    /** @param name of the file, as the script has it */
    @Wire("provisioning.find-archive.v1")
    public record FindArchive(Secret secret, String name, String remoteAddress) {
        public FindArchive {
            required("secret", secret);
            required("name", name);
            required("remoteAddress", remoteAddress);
        }
    }

    /**
     * @param name for whoever stores it
     * @param temporary whether it was made for this answer, and is to be removed after it
     */
    public record Archive(String name, Path file, boolean temporary) {}

    /** @param slaveId the alias that the machine takes itself for; null: it doesn't say */
    @Wire("provisioning.enrol.v1")
    public record Enrol(Secret secret, String slaveId, Enrolments.Machine machine, String remoteAddress) {
        public Enrol {
            required("secret", secret);
            required("machine", machine);
            required("remoteAddress", remoteAddress);
        }
    }

    /** @param token of its agent, in clear */
    public record Enrolled(Secret token, String alias) {}

    /** @param serverRef id or alias */
    @Wire("provisioning.make-bundle.v1")
    public record MakeBundle(Actor actor, String serverRef) {
        public MakeBundle {
            required("actor", actor);
            required("server", serverRef);
        }
    }

    /** What is to become of an FTP daemon that is there already, with a configuration that isn't the portal's. */
    public enum ExistingDaemon {
        /** The job fails, and says what is there. */
        REFUSE,
        /** It stays as it is; the server gets the agent only. */
        KEEP
    }

    /**
     * How to log in; used for one job and then forgotten. One of password and key.
     *
     * @param passphrase of the key; null: it has none
     * @param sudoPassword null: that of the login, where sudo asks for one
     */
    public record SshCredential(Secret password, Secret privateKey, Secret passphrase, Secret sudoPassword) {
        public SshCredential {
            if ((password == null) == (privateKey == null)) {
                throw Failure.invalid("ssh_password", "is required, or ssh_private_key in its place").exception();
            }
        }
    }

    /**
     * @param host null: as registered
     * @param hostKeyFingerprint that was confirmed, as OpenSSH shows it ({@code SHA256:...}); null: tell which one there is
     * @param kind null: sets it up
     */
    @Wire("provisioning.provision.v1")
    public record Provision(Actor actor, String serverRef, String host, int port, String user, SshCredential credential,
            String hostKeyFingerprint, ExistingDaemon existingDaemon, Jobs.Kind kind) {
        public Provision {
            required("actor", actor);
            required("server", serverRef);
            line("ssh_user", user, 64);
            Checks.port("ssh_port", port);
            required("credential", credential);
            existingDaemon = existingDaemon == null ? ExistingDaemon.REFUSE : existingDaemon;
            kind = kind == null ? Jobs.Kind.PROVISION : kind;
            if (host != null) {
                line("ssh_host", host, 255);
            }
            if (hostKeyFingerprint != null && !FINGERPRINT.matcher(hostKeyFingerprint).matches()) {
                throw Failure.invalid("host_key_fingerprint", "must be as OpenSSH shows it: SHA256: and 43 characters")
                        .exception();
            }
        }
    }

    /**
     * @param job null: nothing was begun, as the host key is to be confirmed first
     * @param hostKey that was seen; null with a job
     */
    public record Provisioned(Jobs.Job job, HostKey hostKey) {}

    /**
     * @param type as OpenSSH names it, such as {@code ssh-ed25519}
     * @param known the fingerprint that the same server had when it was set up last; null: it never was
     * @param knownAt when that was; null likewise
     */
    public record HostKey(String type, String fingerprint, String known, Instant knownAt) {
        /** Whether it isn't the one that was there before. */
        public boolean isChanged() {
            return known != null && !known.equals(fingerprint);
        }
    }

    @Wire("provisioning.check-credential.v1")
    public record CheckCredential(SshCredential credential) {
        public CheckCredential {
            required("credential", credential);
        }
    }

    /** Which host key an SSH server has; nothing is sent to it but what every client says. */
    @Wire("provisioning.probe-host-key.v1")
    public record ProbeHostKey(String host, int port) {
        public ProbeHostKey {
            line("ssh_host", host, 255);
            Checks.port("ssh_port", port);
        }
    }

    /** @param credential null: the job needs none */
    @Wire("provisioning.retry-job.v1")
    public record RetryJob(Actor actor, String id, SshCredential credential) {
        public RetryJob {
            required("actor", actor);
            required("id", id);
        }
    }
}
