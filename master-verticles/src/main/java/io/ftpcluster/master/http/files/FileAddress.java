package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.messages.Files;
import java.nio.charset.StandardCharsets;

/**
 * What other resources call a file or folder by: its path under {@code /ftp/}, as it stands in addresses.
 *
 * @param folder whether it ended in a slash
 */
public record FileAddress(Files.Location location, boolean folder) {

    /** INVALID names the field when it is no path of anything on a server. Characters that aren't ASCII may be as they are. */
    public static FileAddress parse(String field, String text) {
        FtpPath path;
        try {
            // As in a request line, where each byte is a character.
            path = FtpPath.parse(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        } catch (FailureException e) {
            throw Failure.invalid(field, text + " is no path of a file here: " + e.failure().detail()).causedBy(e);
        }
        if (path.alias() == null) {
            throw Failure.invalid(field, "must name a server, as /ftp/USER/SERVER/ does").exception();
        }
        return new FileAddress(path.location(), path.folder() || path.path().isTop());
    }

    public String text() {
        return new FtpPath(location.username(), location.alias(), location.path(), folder).href();
    }
}
