package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.master.http.files.archive.FolderArchive;
import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.files.tree.TreeAnswer;
import io.ftpcluster.master.http.request.PercentCoding;
import io.ftpcluster.messages.RemotePath;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a form or JSON says of an archive: {@code archive=zip} and any number of names of the folder's entries. {@code name}
 * is one as the listing's href has it, so that a form can name what isn't text; {@code names}, in JSON, are texts.
 */
final class ArchiveForm {

    private static final String FORMAT = "zip";
    private static final String TYPE = "application/zip";

    private ArchiveForm() {}

    /** Of the whole folder. */
    static TreeAnswer whole(FtpPath path) {
        return new FolderArchive(disposition(path.name()), Set.of());
    }

    static TreeAnswer read(RoutingContext context, FtpPath path) {
        RequestFields fields = RequestFields.of(context);
        String format = fields.optionalText("archive");
        boolean byType = format == null && TYPE.equalsIgnoreCase(context.request().getHeader(HttpHeaders.ACCEPT));
        if (!byType && !FORMAT.equals(format)) {
            fields.error("archive", "must be " + FORMAT);
        }
        Set<String> names = new LinkedHashSet<>();
        for (String href : fields.optionalTexts("name")) {
            add(fields, names, "name", decoded(fields, href));
        }
        for (String name : fields.optionalTexts("names")) {
            add(fields, names, "names", name);
        }
        fields.check();
        String one = names.size() == 1 ? names.iterator().next() : path.name();
        return new FolderArchive(disposition(one), names);
    }

    private static String decoded(RequestFields fields, String href) {
        try {
            return PercentCoding.decodeRaw(href.endsWith("/") ? href.substring(0, href.length() - 1) : href);
        } catch (IllegalArgumentException e) {
            fields.error("name", e.getMessage());
            return null;
        }
    }

    private static void add(RequestFields fields, Set<String> names, String field, String name) {
        if (name != null && RemotePath.isSafeName(name)) {
            names.add(name);
        } else {
            fields.error(field, "must be the name of an entry of this folder");
        }
    }

    private static String disposition(String name) {
        return ContentDisposition.attachment(name + ".zip");
    }
}
