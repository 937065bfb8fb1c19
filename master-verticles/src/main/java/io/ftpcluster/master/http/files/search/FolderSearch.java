package io.ftpcluster.master.http.files.search;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.files.folder.EntryJson;
import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.files.tree.Missed;
import io.ftpcluster.master.http.files.tree.TreeAnswer;
import io.ftpcluster.master.http.files.tree.TreeFolder;
import io.ftpcluster.master.http.files.tree.TreeVisitor;
import io.ftpcluster.master.http.files.tree.TreeWalk;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RawNames;
import io.ftpcluster.messages.RemotePath;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * The entries below a folder whose names fit, one JSON object a line and each as soon as it is found; the last line says
 * whether that is all. Without that line the answer was cut.
 */
public final class FolderSearch implements TreeAnswer {

    /** No type for JSON a line is registered; this is what clients know. */
    private static final String TYPE = "application/x-ndjson";

    private final NamePattern pattern;
    private final int most;
    private final TimeLimit time;

    /** @param most how many hits are told */
    public FolderSearch(NamePattern pattern, int most, TimeLimit time) {
        this.pattern = pattern;
        this.most = most;
        this.time = time;
    }

    @Override
    public void head(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
    }

    @Override
    public void write(TreeWalk walk, Files.OpenFolder folder, OutputStream out) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
            Hits hits = new Hits(walk, json);
            time.over(walk, () -> walk.run(folder.entries(), hits));
            String reason = hits.reason(walk);
            json.writeStartObject();
            json.writeBooleanField("done", true);
            json.writeNumberField("searched", hits.searched);
            json.writeBooleanField("complete", reason == null);
            json.writeStringField("reason", reason);
            json.writeEndObject();
            json.writeRaw('\n');
        }
        out.close();
    }

    private final class Hits implements TreeVisitor {
        private final TreeWalk walk;
        private final JsonGenerator json;
        private final Missed missed = new Missed();
        private long searched;
        private int told;
        private boolean more;

        Hits(TreeWalk walk, JsonGenerator json) {
            this.walk = walk;
            this.json = json;
        }

        @Override
        public void entries(TreeFolder folder, List<Info> entries) throws IOException {
            int before = told;
            for (Info entry : entries) {
                searched++;
                if (!pattern.matches(entry.name())) {
                    continue;
                }
                if (told == most) {
                    more = true;
                    break;
                }
                told++;
                tell(folder, entry);
            }
            if (told > before) {
                json.flush();
            }
        }

        private void tell(TreeFolder folder, Info entry) throws IOException {
            json.writeStartObject();
            json.writeStringField("path", RawNames.shown(walk.at(folder.path()).path().child(entry.name()).text()));
            EntryJson.write(json, entry, FtpPath.relative(folder.path()));
            json.writeEndObject();
        }

        @Override
        public void failed(RemotePath path, Failure why) {
            missed.add(path, why);
        }

        @Override
        public boolean wantsMore() {
            return !more;
        }

        /** Null when nothing is missing. */
        String reason(TreeWalk walked) {
            if (more) {
                return "There are more than " + most + " hits.";
            }
            return walked.isStopped() ? time.reason() : missed.reason();
        }
    }
}
