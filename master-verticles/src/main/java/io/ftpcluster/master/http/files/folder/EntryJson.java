package io.ftpcluster.master.http.files.folder;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.RawNames;
import java.io.IOException;

/** What the API says of an entry: name, href, type, size, modified. */
public final class EntryJson {

    private EntryJson() {}

    /** @param folder where it is, for its href: ends in a slash, or is empty */
    public static void write(JsonGenerator json, Info entry, String folder) throws IOException {
        json.writeStringField("name", RawNames.shown(entry.name()));
        json.writeStringField("href", folder + Folder.href(entry));
        json.writeStringField("type", Folder.type(entry));
        json.writeObjectField("size", Folder.size(entry));
        json.writeStringField("modified", Folder.modified(entry));
    }
}
