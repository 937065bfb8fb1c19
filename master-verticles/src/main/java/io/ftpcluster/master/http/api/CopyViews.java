package io.ftpcluster.master.http.api;

import io.ftpcluster.master.http.files.FileAddress;
import io.ftpcluster.master.http.page.ByteText;
import io.ftpcluster.messages.Copies.Copy;
import io.ftpcluster.messages.Copies.Progress;
import io.ftpcluster.messages.Copies.State;
import io.ftpcluster.messages.Files.Location;
import io.ftpcluster.messages.Labels;
import io.ftpcluster.messages.RawNames;
import io.ftpcluster.text.EnumNames;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Copies in JSON, and what pages say of them besides. */
final class CopyViews {

    private CopyViews() {}

    static Map<String, Object> copy(Copy copy) {
        Progress progress = copy.progress();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", copy.id());
        view.put("user", copy.username());
        view.put("operation", EnumNames.of(copy.operation()));
        view.put("conflict", EnumNames.of(copy.conflict()));
        view.put("source",
                copy.sources()
                        .stream()
                        .map(source -> new FileAddress(source.location(), source.folder()).text())
                        .toList());
        view.put("destination", new FileAddress(copy.destination(), true).text());
        view.put("state", EnumNames.of(copy.state()));
        view.put("files_done", progress.filesDone());
        view.put("files_skipped", progress.filesSkipped());
        view.put("files_failed", progress.filesFailed());
        view.put("files_total", known(progress.filesTotal()));
        view.put("bytes_done", done(progress));
        view.put("bytes_total", known(progress.bytesTotal()));
        view.put("current", progress.current() == null ? null : RawNames.shown(progress.current().text()));
        view.put("detail", copy.detail());
        view.put("errors", copy.errors());
        view.put("node", copy.node().isEmpty() ? null : copy.node());
        view.put("created_at", copy.createdAt().toString());
        view.put("started_at", text(copy.startedAt()));
        view.put("ended_at", text(copy.endedAt()));
        return view;
    }

    /** As JSON has it, and as people read it. */
    static Map<String, Object> ofPage(Copy copy) {
        Map<String, Object> view = copy(copy);
        view.put("operation_text", Labels.of(copy.operation()));
        view.put("conflict_text", Labels.of(copy.conflict()));
        view.put("state_text", Labels.of(copy.state()));
        view.put("tone", tone(copy.state()));
        view.put("over", copy.state().isOver());
        view.put("cancelling", copy.state() == State.CANCELLING);
        view.put("sources", copy.sources().stream().map(source -> shown(source.location())).toList());
        view.put("target", shown(copy.destination()));
        view.put("files_text", files(copy.progress()));
        view.put("bytes_text", bytes(copy.progress()));
        if (copy.progress().bytesTotal() > 0) {
            view.put("percent", Math.min(100, 100 * done(copy.progress()) / copy.progress().bytesTotal()));
        }
        return view;
    }

    static List<Map<String, Object>> list(List<Copy> copies) {
        return Views.list(copies, CopyViews::copy);
    }

    private static Map<String, Object> shown(Location location) {
        return Map.of("server", location.alias(), "path", RawNames.shown(location.path().text()), "owner",
                location.username());
    }

    private static String files(Progress progress) {
        String done = progress.filesTotal() < 0
                ? progress.filesDone() + " files"
                : progress.filesDone() + " of " + progress.filesTotal() + " files";
        String skipped = progress.filesSkipped() == 0 ? "" : ", " + progress.filesSkipped() + " skipped";
        return done + skipped + (progress.filesFailed() == 0 ? "" : ", " + progress.filesFailed() + " failed");
    }

    /** With what has arrived of the file under way. */
    private static long done(Progress progress) {
        return progress.bytesDone() + progress.bytesOfCurrent();
    }

    private static String bytes(Progress progress) {
        String done = ByteText.of(done(progress));
        return progress.bytesTotal() < 0 ? done : done + " of " + ByteText.of(progress.bytesTotal());
    }

    private static String tone(State state) {
        return switch (state) {
            case WAITING, RUNNING, CANCELLING, CANCELLED -> "";
            case SUCCEEDED -> "good";
            case FAILED -> "bad";
        };
    }

    private static Long known(long total) {
        return total < 0 ? null : Long.valueOf(total);
    }

    private static String text(Instant at) {
        return at == null ? null : at.toString();
    }
}
