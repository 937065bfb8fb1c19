package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.master.http.files.path.FtpPath;
import io.ftpcluster.master.http.files.search.FolderSearch;
import io.ftpcluster.master.http.files.search.FolderSummary;
import io.ftpcluster.master.http.files.search.NamePattern;
import io.ftpcluster.master.http.files.search.TimeLimit;
import io.ftpcluster.master.http.files.tree.TreeAnswer;
import io.ftpcluster.master.http.request.QueryFields;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the query of a folder's address asks for in place of its list. */
final class FolderQuery {

    private static final String SEARCH = "search";
    private static final String SUMMARY = "summary";
    private static final String ARCHIVE = "archive";
    private static final int HITS = 1000;
    private static final int MOST_HITS = 10_000;
    private static final Duration SEARCH_TIME = Duration.ofSeconds(60);
    private static final Duration SUMMARY_TIME = Duration.ofSeconds(20);

    private FolderQuery() {}

    /** Empty for the list. */
    static Optional<TreeAnswer> of(RoutingContext context, Vertx vertx, FtpPath path) {
        List<TreeAnswer> wanted = new ArrayList<>();
        if (context.queryParams().contains(SEARCH)) {
            NamePattern pattern = NamePattern.of(SEARCH, context.queryParams().get(SEARCH));
            int most = QueryFields.number(context, "limit", 1, MOST_HITS).orElse(HITS);
            wanted.add(new FolderSearch(pattern, most, new TimeLimit(vertx, SEARCH_TIME)));
        }
        if (QueryFields.flag(context, SUMMARY)) {
            wanted.add(new FolderSummary(new TimeLimit(vertx, SUMMARY_TIME)));
        }
        if (wantsArchive(context)) {
            wanted.add(ArchiveForm.whole(path));
        }
        if (wanted.size() > 1) {
            throw Failure.invalid(SEARCH, "and summary and archive must not be asked for together").exception();
        }
        return wanted.stream().findFirst();
    }

    private static boolean wantsArchive(RoutingContext context) {
        String format = context.queryParams().get(ARCHIVE);
        if (format != null && !format.equals("zip")) {
            throw Failure.invalid(ARCHIVE, "must be zip").exception();
        }
        return format != null || "1".equals(context.queryParams().get("zip"));
    }
}
