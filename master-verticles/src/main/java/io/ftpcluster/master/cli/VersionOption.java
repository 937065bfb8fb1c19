package io.ftpcluster.master.cli;

import io.ftpcluster.master.node.Version;
import picocli.CommandLine.IVersionProvider;

/** For {@code --version}. */
public final class VersionOption implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[]{"ftpcluster " + Version.text()};
    }
}
