package io.ftpcluster.master.cli.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A folder as the portal lists it. It is read token by token, as large ones would need many times their text in memory.
 *
 * @param incomplete why entries may be missing
 */
record FolderContent(List<RemoteEntry> entries, Optional<String> incomplete) {

    private static final JsonFactory JSON = new JsonFactory();

    FolderContent {
        entries = List.copyOf(entries);
    }

    /** Fails for what isn't such a list. */
    static FolderContent parse(byte[] text) throws IOException {
        List<RemoteEntry> entries = new ArrayList<>();
        String incomplete = null;
        try (JsonParser json = JSON.createParser(text)) {
            require(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("entries")) {
                    require(value == JsonToken.START_ARRAY);
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        entries.add(entry(json));
                    }
                } else if (field.equals("incomplete")) {
                    incomplete = json.getText();
                } else {
                    json.skipChildren();
                }
            }
        }
        return new FolderContent(entries, Optional.ofNullable(incomplete));
    }

    private static RemoteEntry entry(JsonParser json) throws IOException {
        String href = null;
        String type = null;
        long size = -1;
        Instant modified = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "href" -> href = json.getText();
                case "type" -> type = json.getText();
                case "size" -> size = value == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : -1;
                case "modified" -> modified = value == JsonToken.VALUE_STRING ? time(json.getText()) : null;
                default -> json.skipChildren();
            }
        }
        require(href != null && type != null);
        String segment = href.endsWith("/") ? href.substring(0, href.length() - 1) : href;
        require(segment.matches("(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+"));
        return new RemoteEntry(segment, switch (type) {
            case "directory" -> RemoteEntry.Type.FOLDER;
            case "file" -> RemoteEntry.Type.FILE;
            default -> RemoteEntry.Type.LINK;
        }, size, modified);
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static void require(boolean so) throws IOException {
        if (!so) {
            throw new IOException("the list of a folder isn't as it should be");
        }
    }
}
