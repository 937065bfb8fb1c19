package io.ftpcluster.master.files;

import io.ftpcluster.messages.Files;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** A sink that tells when its upload is whole, and whether the file is new. */
record RecordedSink(Files.Sink sink, Consumer<Boolean> onCommit) implements Files.Sink {

    @Override
    public Future<Boolean> commit() {
        return sink.commit().onSuccess(onCommit::accept);
    }

    @Override
    public boolean takenAway() {
        return sink.takenAway();
    }

    @Override
    public void abort() {
        sink.abort();
    }

    @Override
    public Future<Files.Ending> over() {
        return sink.over();
    }

    @Override
    public void breakOff(Throwable cause) {
        sink.breakOff(cause);
    }

    @Override
    public long moved() {
        return sink.moved();
    }

    @Override
    public long progress() {
        return sink.progress();
    }

    @Override
    public void splice(Files.Inlet inlet) {
        sink.splice(inlet);
    }

    @Override
    public Future<Void> write(Buffer bytes) {
        return sink.write(bytes);
    }

    @Override
    public Future<Void> end() {
        return sink.end();
    }

    @Override
    public boolean writeQueueFull() {
        return sink.writeQueueFull();
    }

    @Override
    public RecordedSink setWriteQueueMaxSize(int bytes) {
        sink.setWriteQueueMaxSize(bytes);
        return this;
    }

    @Override
    public RecordedSink drainHandler(Handler<Void> handler) {
        sink.drainHandler(handler);
        return this;
    }

    @Override
    public RecordedSink exceptionHandler(Handler<Throwable> handler) {
        sink.exceptionHandler(handler);
        return this;
    }
}
