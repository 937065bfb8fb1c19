package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;
import io.ftpcluster.master.cli.remote.ExitCodes;
import io.ftpcluster.master.cli.remote.PortalClient;

/**
 * Where something goes behind the portal: into a folder that is there, under its own name, or to a name of its own, as for cp.
 *
 * @param isFolder whether things go into it
 */
record RemotePlace(RemoteAddress address, boolean isFolder) {

    /** @param several whether more than one thing goes there */
    static RemotePlace of(PortalFiles files, RemoteAddress target, boolean several) {
        if (target.alias() == null) {
            throw new CommandException(ExitCodes.USAGE, "name a server: " + RemoteAddress.FORM);
        }
        boolean folder = target.isTop() || files.find(target).filter(RemoteInfo::folder).isPresent();
        if (!folder && (several || target.folder())) {
            throw new CommandException(ExitCodes.REFUSED,
                    "there is no folder " + target.asFolder().shown() + ": ftpcluster mkdir makes it");
        }
        return new RemotePlace(target, folder);
    }

    /** @param name not encoded */
    RemoteAddress of(String name) {
        return isFolder ? address.child(PortalClient.segment(name), false) : address;
    }

    RemoteAddress ofSegment(String segment) {
        return isFolder ? address.child(segment, false) : address;
    }
}
