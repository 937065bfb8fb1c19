package io.ftpcluster.master.tracing;

import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Map.Entry;
import java.util.stream.StreamSupport;

/** Headers of a request or of a message. One that comes twice is none: nobody knows which is meant. */
enum HeaderGetter implements TextMapGetter<Iterable<Entry<String, String>>> {
    INSTANCE;

    @Override
    public Iterable<String> keys(Iterable<Entry<String, String>> headers) {
        return StreamSupport.stream(headers.spliterator(), false).map(Entry::getKey).toList();
    }

    @Override
    public String get(Iterable<Entry<String, String>> headers, String name) {
        List<String> found = StreamSupport.stream(headers.spliterator(), false)
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Entry::getValue)
                .limit(2)
                .toList();
        return found.size() == 1 ? found.getFirst() : null;
    }
}
