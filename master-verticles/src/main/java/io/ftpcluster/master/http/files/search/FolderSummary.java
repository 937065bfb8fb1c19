package io.ftpcluster.master.http.files.search;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.files.tree.Missed;
import io.ftpcluster.master.http.files.tree.TreeAnswer;
import io.ftpcluster.master.http.files.tree.TreeFolder;
import io.ftpcluster.master.http.files.tree.TreeVisitor;
import io.ftpcluster.master.http.files.tree.TreeWalk;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.RemotePath;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * How much is in a folder: {files, folders, bytes, complete, reason}. What isn't a folder counts as a file, links too, whose
 * bytes are elsewhere.
 */
public final class FolderSummary implements TreeAnswer {

    private static final int MAX_ENTRIES = 100_000;

    private final TimeLimit time;
    private final int most;

    public FolderSummary(TimeLimit time) {
        this(time, MAX_ENTRIES);
    }

    FolderSummary(TimeLimit time, int most) {
        this.time = time;
        this.most = most;
    }

    @Override
    public void head(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    @Override
    public void write(TreeWalk walk, Files.OpenFolder folder, OutputStream out) throws IOException {
        Count count = new Count();
        time.over(walk, () -> walk.run(folder.entries(), count));
        String reason = count.reason(walk);
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("files", count.files);
            json.writeNumberField("folders", count.folders);
            json.writeNumberField("bytes", count.bytes);
            json.writeBooleanField("complete", reason == null);
            json.writeStringField("reason", reason);
            json.writeEndObject();
        }
    }

    private final class Count implements TreeVisitor {
        private final Missed missed = new Missed();
        private long files;
        private long folders;
        private long bytes;
        private long unknown;
        private boolean more;

        @Override
        public void entries(TreeFolder folder, List<Info> entries) {
            for (Info entry : entries) {
                if (files + folders == most) {
                    more = true;
                    return;
                }
                add(entry);
            }
        }

        private void add(Info entry) {
            if (entry.type() == Files.Type.DIRECTORY) {
                folders++;
                return;
            }
            files++;
            if (entry.type() == Files.Type.FILE && entry.size() >= 0) {
                bytes += entry.size();
            } else if (entry.type() == Files.Type.FILE) {
                unknown++;
            }
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
        String reason(TreeWalk walk) {
            if (more) {
                return "There are more than " + most + " entries.";
            }
            if (walk.isStopped()) {
                return time.reason();
            }
            if (missed.reason() != null) {
                return missed.reason();
            }
            return unknown == 0 ? null : "The server doesn't tell the size of " + unknown + " files.";
        }
    }
}
