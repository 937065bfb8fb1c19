package io.ftpcluster.frames;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the portal signs when it has an agent update itself. A text of lines in a fixed order, whose first line says what it is,
 * so that nothing else that the portal's key may ever sign can be taken for it.
 *
 * @param version of the new agent, as {@link AgentVersion} has it
 * @param sha256 of its archive, 64 lower-case hex digits
 * @param size of the archive in bytes
 * @param replaces the one version that may be replaced by one that isn't newer; null: only older ones are replaced. So what was
 *            signed to put one version back does nothing to any other
 */
public record UpdateStatement(String version, String sha256, long size, String replaces) {

    /** The action of {@link RequestFrame} whose arguments this is. */
    public static final String ACTION = "agent.update";
    /** Where the portal has the archive; its SHA-256 in hex comes after it. */
    public static final String ARCHIVE_PATH = Protocol.PATH + "/archive/";
    public static final long MAX_SIZE = 64L * 1024 * 1024;

    public UpdateStatement {
        if (AgentVersion.find(version).isEmpty()) {
            throw new FrameException("version must be numbers with dots, and perhaps a suffix");
        }
        if (sha256 == null || !sha256.matches("[0-9a-f]{64}")) {
            throw new FrameException("sha256 must be 64 lower-case hex digits");
        }
        if (size < 1 || size > MAX_SIZE) {
            throw new FrameException("size must be a whole number from 1 to " + MAX_SIZE);
        }
        if (replaces != null && AgentVersion.find(replaces).isEmpty()) {
            throw new FrameException("replaces must be a version");
        }
    }

    /** The same bytes for the same content, on both ends. */
    public byte[] signedBytes() {
        return ("ftpcluster agent update 1\nproduct ftpcluster-agent\nversion " + version + "\nsha256 " + sha256
                + "\nsize " + size + "\nreplaces " + (replaces == null ? "older" : replaces) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Whether an agent of this version is to take it; one that says no version takes none. */
    public boolean mayReplace(String running) {
        return AgentVersion.isNewer(version, running) || (replaces != null && replaces.equals(running));
    }

    /** The signature isn't among them. */
    public Map<String, String> toArguments() {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("version", version);
        arguments.put("sha256", sha256);
        arguments.put("size", Long.toString(size));
        if (replaces != null) {
            arguments.put("replaces", replaces);
        }
        return arguments;
    }

    /** @throws FrameException naming what is missing or wrong */
    public static UpdateStatement of(Map<String, String> arguments) {
        String size = arguments.getOrDefault("size", "");
        return new UpdateStatement(arguments.get("version"), arguments.get("sha256"),
                size.matches("[0-9]{1,9}") ? Long.parseLong(size) : 0, arguments.get("replaces"));
    }
}
