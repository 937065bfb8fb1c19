package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.remote.PortalOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose folders, on which portal. */
final class RemoteOptions {

    @Option(names = "--of", paramLabel = "NAME", description = "Whose servers, for admins (default: one's own).")
    private String owner;

    @Mixin
    private PortalOptions portal;

    PortalFiles open() {
        return new PortalFiles(portal.open(), owner);
    }

    RemoteAddress address(String text) {
        return RemoteAddress.parse(text, portal.where());
    }
}
