package io.ftpcluster.master.http.files.folder;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.RawNames;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A folder for programs: {path, entries: [{name, href, type, size, modified}]}, and {@code incomplete} where it is. */
public final class FolderJson implements FolderFormat {

    private final JsonFactory factory = new JsonFactory();

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public void write(Folder folder, Viewer viewer, OutputStream out) throws IOException {
        JsonGenerator json = factory.createGenerator(out);
        json.writeStartObject();
        json.writeStringField("path", RawNames.shown(folder.path().path().text()));
        json.writeArrayFieldStart("entries");
        writeEntries(json, folder.first());
        while (folder.hasMore()) {
            json.flush();
            writeEntries(json, folder.next());
        }
        json.writeEndArray();
        if (folder.incomplete(viewer) != null) {
            json.writeStringField("incomplete", RawNames.shown(folder.incomplete(viewer)));
        }
        json.writeEndObject();
        json.close();
    }

    private static void writeEntries(JsonGenerator json, List<Info> entries) throws IOException {
        for (Info entry : entries) {
            writeEntry(json, entry);
        }
    }

    private static void writeEntry(JsonGenerator json, Info entry) throws IOException {
        json.writeStartObject();
        EntryJson.write(json, entry, "");
        json.writeEndObject();
    }
}
