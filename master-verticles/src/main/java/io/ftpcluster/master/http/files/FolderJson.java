package io.ftpcluster.master.http.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ftpcluster.messages.Files.Info;
import java.io.IOException;
import java.io.OutputStream;

/** A folder for programs: {path, entries: [{name, type, size, modified}]}, and {@code incomplete} where it is. */
final class FolderJson implements FolderFormat {

    private final JsonFactory factory = new JsonFactory();

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public void write(Folder folder, Viewer viewer, OutputStream out) throws IOException {
        JsonGenerator json = factory.createGenerator(out);
        json.writeStartObject();
        json.writeStringField("path", folder.path().path().text());
        if (folder.incomplete() != null) {
            json.writeStringField("incomplete", folder.incomplete());
        }
        json.writeArrayFieldStart("entries");
        for (Info entry : folder.entries()) {
            writeEntry(json, entry);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.close();
    }

    private static void writeEntry(JsonGenerator json, Info entry) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", entry.name());
        json.writeStringField("type", Folder.type(entry));
        json.writeObjectField("size", Folder.size(entry));
        json.writeStringField("modified", Folder.modified(entry));
        json.writeEndObject();
    }
}
