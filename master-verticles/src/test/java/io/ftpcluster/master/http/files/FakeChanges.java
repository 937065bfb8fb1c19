package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers the four changes on the bus as a test tells it, and remembers what was asked. */
final class FakeChanges {

    final List<Record> asked = new CopyOnWriteArrayList<>();
    final List<FakeSink> sinks = new CopyOnWriteArrayList<>();
    final Promise<Void> uploadAsked = Promise.promise();
    final Promise<FakeSink> opened = Promise.promise();
    volatile FakeSink.Script script = FakeSink.Script.good(true);
    /** Completes when the backend may answer UPLOAD. */
    volatile Future<Void> mayOpen = Future.succeededFuture();
    /** What everything fails with, or null. */
    volatile FailureCode refusal;
    volatile boolean replaced;

    FakeChanges(Vertx vertx, Bus bus) {
        bus.answerLater(Files.UPLOAD, upload -> {
            uploadAsked.tryComplete();
            return mayOpen.map(v -> {
                remember(upload);
                FakeSink sink = new FakeSink(vertx, script);
                sinks.add(sink);
                opened.tryComplete(sink);
                return (FileStreams.Sink) sink;
            });
        }).await();
        bus.answer(Files.REMOVE, this::done).await();
        bus.answer(Files.MAKE_FOLDER, this::done).await();
        bus.answer(Files.RENAME, rename -> {
            remember(rename);
            return new Files.Renamed(replaced);
        }).await();
    }

    <T extends Record> T last(Class<T> type) {
        return type.cast(asked.get(asked.size() - 1));
    }

    FakeSink lastSink() {
        return sinks.get(sinks.size() - 1);
    }

    private Done done(Record request) {
        remember(request);
        return Done.DONE;
    }

    private void remember(Record request) {
        asked.add(request);
        if (refusal != null) {
            throw Failure.of(refusal, "The server says no.").exception();
        }
    }
}
