package io.ftpcluster.master.provisioning;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.env.FileProblem;
import io.ftpcluster.messages.Provisioning.Archive;
import io.ftpcluster.messages.Servers.Settings;
import io.ftpcluster.text.EnumNames;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** Packs what makes a machine a server that has no way to the portal's downloads: a .tar.gz. Blocking; thread-safe. */
final class BundleMaker {

    private static final int PLAIN = 0644;
    private static final int PROGRAM = 0755;
    private static final int PRIVATE = 0600;

    private final ProvisioningSettings portal;

    BundleMaker(ProvisioningSettings portal) {
        this.portal = portal;
    }

    /**
     * What goes in, but for what is the same for all servers.
     *
     * @param secret with which the machine registers
     * @param script that sets the machine up, with the archives beside it
     */
    record Content(Settings settings, Secret secret, Instant expiresAt, String script,
            AgentArchives.Available archives) {}

    /** Makes a temporary file, readable for its owner only. */
    Archive make(Content content) {
        Path file = null;
        try {
            file = Files.createTempFile("ftpcluster-bundle", ".tar.gz",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            write(content, file);
            return new Archive("ftpcluster-" + content.settings().alias() + ".tar.gz", file, true);
        } catch (IOException e) {
            remove(file);
            throw Failure
                    .of(FailureCode.INSUFFICIENT_STORAGE,
                            "The bundle can't be written: " + FileProblem.text(e) + ". Make room in "
                                    + System.getProperty("java.io.tmpdir") + " on the portal's machine.")
                    .causedBy(e);
        }
    }

    private static void remove(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // What comes of it is told by whoever failed before.
            file.toFile().deleteOnExit();
        }
    }

    private void write(Content content, Path file) throws IOException {
        // Nearly all of it is compressed already.
        GzipParameters quick = new GzipParameters();
        quick.setCompressionLevel(Deflater.BEST_SPEED);
        Instant now = portal.clock().instant();
        try (OutputStream out = Files.newOutputStream(file);
                GzipCompressorOutputStream gzip = new GzipCompressorOutputStream(out, quick);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, StandardCharsets.UTF_8.name())) {
            add(tar, now, "config.json", PLAIN, config(content));
            add(tar, now, "pubkey_master.pub", PLAIN, portal.publicKeyPem());
            add(tar, now, "ftpcluster-setup.sh", PROGRAM, content.script());
            add(tar, now, "enrolment.secret", PRIVATE, content.secret().value() + "\n");
            add(tar, now, AgentArchives.AGENT, content.archives().agent().file());
            if (content.archives().runtime().isPresent()) {
                add(tar, now, "runtime.tar.gz", content.archives().runtime().get().file());
            }
        }
    }

    /** For people and for tools: the script has all of it in itself. Nothing secret. */
    private String config(Content content) {
        Settings settings = content.settings();
        return new JsonObject().put("slave_id", settings.alias())
                .put("host", settings.host())
                .put("ftp_port", settings.ftpPort())
                .put("ftp_security", EnumNames.of(settings.ftpSecurity()))
                .put("master_url", portal.portal().base())
                .put("portal_fingerprint", portal.portal().pins().map(CertificatePins::fingerprint).orElse(null))
                .put("agent_version", portal.version())
                .put("agent_sha256", content.archives().agent().sha256())
                .put("runtime_sha256", content.archives().runtime().map(AgentArchives.Archive::sha256).orElse(null))
                .put("runtime_arch",
                        content.archives().runtime().map(r -> content.archives().architecture()).orElse(null))
                .put("enrolment_expires_at", content.expiresAt().toString())
                .encodePrettily() + "\n";
    }

    private static void add(TarArchiveOutputStream tar, Instant now, String name, int mode, String text)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        tar.putArchiveEntry(entry(name, mode, now, bytes.length));
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static void add(TarArchiveOutputStream tar, Instant now, String name, Path file) throws IOException {
        tar.putArchiveEntry(entry(name, PLAIN, now, Files.size(file)));
        Files.copy(file, tar);
        tar.closeArchiveEntry();
    }

    /** Root's, whoever runs the portal. */
    private static TarArchiveEntry entry(String name, int mode, Instant now, long size) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setNames("root", "root");
        entry.setLastModifiedTime(FileTime.from(now.truncatedTo(ChronoUnit.SECONDS)));
        entry.setSize(size);
        return entry;
    }
}
