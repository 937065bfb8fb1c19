package io.ftpcluster.frames;

import static io.ftpcluster.frames.Limits.text;

/**
 * An update from which an agent went back.
 *
 * @param version that failed
 * @param sha256 of its archive, or the beginning of it
 * @param reason for people
 */
public record FailedUpdate(String version, String sha256, String reason) {

    public FailedUpdate {
        RequestFrame.required("failed_update.version", version);
        text("failed_update.sha256", sha256);
        text("failed_update.reason", reason);
    }
}
