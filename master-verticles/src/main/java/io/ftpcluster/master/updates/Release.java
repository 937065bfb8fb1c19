package io.ftpcluster.master.updates;

import java.nio.file.Path;

/**
 * The agent that this node has for servers.
 *
 * @param version that the program in the archive says of itself
 * @param sha256 64 lower-case hex digits
 * @param size of the archive in bytes
 */
public record Release(String version, Path archive, String sha256, long size) {}
