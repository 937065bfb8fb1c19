package io.ftpcluster.master.node;

import java.util.Objects;

/** The version as the build wrote it into the archive. */
public final class Version {

    private Version() {}

    public static String text() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");
    }
}
