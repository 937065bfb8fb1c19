package io.ftpcluster.agent.update;

import io.ftpcluster.agent.config.AgentConfig;
import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.agent.net.ArchiveDownload.WrongAnswerException;
import io.ftpcluster.agent.net.ArchiveDownload;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.frames.AgentVersion;
import io.ftpcluster.frames.FailedUpdate;
import io.ftpcluster.frames.FrameText;
import io.ftpcluster.frames.UpdateStatement;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts another version of the agent in the place of this one. What was installed is on trial when this process has ended: the
 * script that starts the agent goes back unless the portal welcomes the new one. Thread-safe.
 */
public final class AgentUpdates {

    /** What the start script tells the agent: that somebody starts it again after its end. */
    private static final String STARTED_AGAIN = "FTPCLUSTER_AGENT_START";
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    /** Behind one address there may be several masters, and not all have the archive. */
    private static final int WRONG_ANSWERS = 3;
    /** A master that is restarted is away for some seconds, and on a busy machine for a minute. */
    private static final Duration OUTAGE = Duration.ofMinutes(2);
    private static final int LONGEST_PAUSE_SECONDS = 10;
    private static final int DIGEST_IN_NAME = 12;
    private static final int ALL = 100;

    private final InstallFolder installed;
    private final AgentConfig config;
    private final String version;
    private final ArchiveDownload download;
    private final Log log;
    private final ReentrantLock installing = new ReentrantLock();
    private volatile boolean done;

    /** Takes how far it is. */
    public interface Told {
        void tell(String text, Integer percent);
    }

    AgentUpdates(InstallFolder installed, AgentConfig config, String version, Log log) {
        this.installed = installed;
        this.config = config;
        this.version = version;
        this.download = new ArchiveDownload(config.token(), "ftpcluster-agent/" + version, config.fingerprint(),
                PATIENCE);
        this.log = log;
    }

    /** Empty where it can't be: nobody would start the new agent, or go back; no key of the portal is pinned. */
    public static Optional<AgentUpdates> find(AgentConfig config, String version, Map<String, String> environment,
            Log log) {
        boolean possible = environment.containsKey(STARTED_AGAIN) && config.portalKey() != null
                && Files.isReadable(config.portalKey()) && AgentVersion.find(version).isPresent();
        return possible
                ? ownFolder().flatMap(InstallFolder::around)
                        .map(folder -> new AgentUpdates(folder, config, version, log))
                : Optional.empty();
    }

    private static Optional<Path> ownFolder() {
        try {
            return Optional
                    .ofNullable(Path.of(AgentUpdates.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                            .getParent());
        } catch (URISyntaxException unknown) {
            return Optional.empty();
        }
    }

    /** Whether the new agent is in place, and this one is to end. */
    public boolean isDone() {
        return done;
    }

    /** To be called with each welcome: what was on trial stays. */
    public void welcomed() {
        try {
            if (installed.confirm()) {
                log.write("the update to " + version + " is confirmed");
            }
        } catch (IOException e) {
            log.write("the update to " + version + " can't be confirmed: " + FileProblem.text(e));
        }
    }

    /** The newest update that was given up, unless it is an older one than what runs. */
    public Optional<FailedUpdate> lastFailure() {
        try {
            return installed.lastFailure()
                    .filter(failed -> !failed.version().equals(version)
                            && !AgentVersion.isNewer(version, failed.version()));
        } catch (IOException e) {
            log.write("what failed can't be read: " + FileProblem.text(e));
            return Optional.empty();
        }
    }

    /**
     * Does nothing when that version runs already.
     *
     * @param signature of the statement, in Base64
     * @param force also when it was given up before
     * @throws UpdateException when it isn't in place
     */
    public void install(UpdateStatement update, String signature, boolean force, Told told)
            throws UpdateException, InterruptedException {
        PortalKey.read(config.portalKey()).check(update, signature);
        if (!installing.tryLock()) {
            throw UpdateException.failed("another update is under way");
        }
        try {
            String name = update.version() + "-" + update.sha256().substring(0, DIGEST_IN_NAME);
            if (name.equals(installed.running()) || (update.version().equals(version) && update.replaces() == null)) {
                return;
            }
            check(update, name, force);
            place(update, name, told);
            done = true;
            log.write("the update to " + update.version() + " is in place; this agent ends, and that one is tried");
        } catch (FileSystemException e) {
            throw UpdateException.failed(e.getFile() + ": " + FileProblem.text(e), e);
        } catch (IOException e) {
            throw UpdateException.failed(FrameText.clean(String.valueOf(e.getMessage())), e);
        } finally {
            clean();
            installing.unlock();
        }
    }

    private void check(UpdateStatement update, String name, boolean force) throws UpdateException, IOException {
        if (!update.mayReplace(version)) {
            throw UpdateException.refused("version " + update.version() + " isn't newer than " + version
                    + ", which runs, and the portal hasn't signed that it is to replace it");
        }
        if (done || installed.hasTrial()) {
            throw UpdateException.failed("an update is on trial here; try again in a minute");
        }
        Optional<String> before = force ? Optional.empty() : installed.failureOf(name);
        if (before.isPresent()) {
            throw UpdateException.refused("version " + update.version() + " was given up here before: " + before.get());
        }
    }

    private void place(UpdateStatement update, String name, Told told)
            throws UpdateException, IOException, InterruptedException {
        clean();
        Path archive = installed.scratch(".tar.gz");
        fetch(update, archive, told);
        told.tell("unpacking version " + update.version(), ALL);
        Path unpacked = Files.createDirectory(installed.scratch(""));
        new ArchiveFolder(unpacked).unpack(archive);
        TrialRun.check(unpacked.resolve(InstallFolder.LAUNCHER), update.version());
        InstallFolder.remove(installed.folder(name));
        Files.move(unpacked, installed.folder(name));
        installed.forgetFailure(name);
        installed.switchTo(name, update.version());
    }

    private void fetch(UpdateStatement update, Path archive, Told told) throws UpdateException, InterruptedException {
        long end = System.nanoTime() + OUTAGE.toNanos();
        int wrong = 0;
        for (int round = 0;; round++) {
            TimeUnit.SECONDS.sleep(Math.min(round, LONGEST_PAUSE_SECONDS));
            IOException failure = null;
            Endpoint failing = null;
            boolean away = false;
            for (Endpoint master : config.masters()) {
                try {
                    Files.deleteIfExists(archive);
                    download.fetch(master, UpdateStatement.ARCHIVE_PATH + update.sha256(), update.size(),
                            update.sha256(), archive, come -> told.tell("fetching version " + update.version(),
                                    (int) (ALL * come / update.size())));
                    return;
                } catch (IOException e) {
                    failure = e;
                    failing = master;
                    away |= !(e instanceof WrongAnswerException);
                }
            }
            wrong += away ? 0 : 1;
            if (wrong >= WRONG_ANSWERS || System.nanoTime() - end > 0) {
                throw UpdateException.failed(
                        FrameText.clean(
                                "the archive can't be fetched from " + failing + ": " + FileProblem.text(failure)),
                        failure);
            }
        }
    }

    private void clean() {
        try {
            InstallFolder.remove(installed.scratch(""));
            InstallFolder.remove(installed.scratch(".tar.gz"));
        } catch (IOException e) {
            log.write("what an update has left can't be removed: " + FileProblem.text(e));
        }
    }
}
