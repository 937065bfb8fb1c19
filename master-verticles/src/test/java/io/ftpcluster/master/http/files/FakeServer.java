package io.ftpcluster.master.http.files;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Done;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.messages.Actor;
import io.ftpcluster.messages.FileStreams.Content;
import io.ftpcluster.messages.FileStreams.Entries;
import io.ftpcluster.messages.FileStreams.Handle;
import io.ftpcluster.messages.FileStreams;
import io.ftpcluster.messages.Files.Info;
import io.ftpcluster.messages.Files.Listing;
import io.ftpcluster.messages.Files;
import io.ftpcluster.messages.Permissions;
import io.ftpcluster.messages.Users;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers on the bus for files in memory, keyed by their text paths on the one server {@code box}. */
final class FakeServer {

    /** A file's bytes are made as they are read, so that big ones cost nothing. */
    record Stored(Info info, FakeContent.Script script) {}

    private static final Comparator<Info> ORDER = Comparator
            .comparing((Info entry) -> entry.type() != Files.Type.DIRECTORY)
            .thenComparing(Info::name);

    final Map<String, Stored> files = new ConcurrentHashMap<>();
    final Map<String, Listing> folders = new ConcurrentHashMap<>();
    /** How many watch their access now. */
    final AtomicInteger watches = new AtomicInteger();
    final Promise<Failure> accessEnded = Promise.promise();
    /** By the folder: why it can't be listed. */
    final Map<String, Failure> refusals = new ConcurrentHashMap<>();
    /** How often was asked for a folder's list. */
    final AtomicInteger lists = new AtomicInteger();
    final Set<Permissions.Right> rights = ConcurrentHashMap.newKeySet();
    /** By the folder: a list that gives its entries and then nothing until it is closed, which completes this. */
    final Map<String, Promise<Void>> silent = new ConcurrentHashMap<>();
    /** By the folder: what ends its list in the middle. */
    final Map<String, Error> errors = new ConcurrentHashMap<>();
    final List<FakeHandle> handles = new CopyOnWriteArrayList<>();
    final List<String> aliases = new CopyOnWriteArrayList<>(List.of("box"));
    /** How often was asked what is at a path. */
    final AtomicInteger stats = new AtomicInteger();
    /** Completes when the backend may answer OPEN. */
    volatile Future<Void> mayOpen = Future.succeededFuture();
    final Promise<Void> openAsked = Promise.promise();
    final Promise<Void> opened = Promise.promise();
    private final Vertx vertx;

    FakeServer(Vertx vertx, Bus bus) {
        this.vertx = vertx;
        rights.addAll(Set.of(Permissions.Right.LIST, Permissions.Right.DOWNLOAD));
        bus.answerLater(Files.OPEN, this::open).await();
        bus.answer(Files.LIST, this::list).await();
        bus.answer(Files.WATCH, this::watch).await();
        bus.answer(Files.STAT, request -> {
            requireOwn(request.actor(), request.location().username());
            stats.incrementAndGet();
            return stored(request.location()).info();
        }).await();
        bus.answer(Files.SERVERS, this::servers).await();
        // As the product does: on the asker's thread, before anything of the request can turn out to be wrong.
        bus.answerLocally(Files.CHECK_ACCESS, request -> {
            requireOwn(request.actor(), request.username());
            return Optional.of(Done.DONE);
        });
    }

    void put(String path, byte[] bytes, Instant modified) {
        put(path, new Info(name(path), Files.Type.FILE, bytes.length, modified, false), FakeContent.Script.of(bytes));
    }

    void put(String path, Info info, FakeContent.Script script) {
        files.put(path, new Stored(info, script));
    }

    /** Makes the folders that the files imply. */
    void deriveFolders() {
        Map<String, List<Info>> derived = new TreeMap<>();
        derived.put("/", new ArrayList<>());
        files.forEach((path, stored) -> {
            derived.computeIfAbsent(parent(path), p -> new ArrayList<>()).add(stored.info());
            for (String at = parent(path); !at.equals("/"); at = parent(at)) {
                Info folder = new Info(name(at), Files.Type.DIRECTORY, -1, null, false);
                List<Info> siblings = derived.computeIfAbsent(parent(at), p -> new ArrayList<>());
                if (!siblings.contains(folder)) {
                    siblings.add(folder);
                }
            }
        });
        derived.forEach((path, entries) -> folders.put(path, new Listing(entries, null)));
    }

    FakeHandle lastHandle() {
        return handles.get(handles.size() - 1);
    }

    /** As the real one does with all that it is asked. */
    private static void requireOwn(Actor actor, String owner) {
        if (actor.role() != Users.Role.ADMIN && !actor.username().equalsIgnoreCase(owner)) {
            throw Failure.forbidden("This folder belongs to somebody else.").exception();
        }
    }

    private Future<Handle> open(Files.Open request) {
        requireOwn(request.actor(), request.location().username());
        openAsked.tryComplete();
        return mayOpen.map(v -> find(request.location()));
    }

    private Handle find(Files.Location location) {
        FakeHandle handle = new FakeHandle(vertx, stored(location));
        handles.add(handle);
        opened.tryComplete();
        return handle;
    }

    private Stored stored(Files.Location location) {
        String path = location.path().text();
        Stored stored = files.get(path);
        if (stored == null && folders.containsKey(path)) {
            stored = new Stored(new Info(location.path().name(), Files.Type.DIRECTORY, -1, null, false), null);
        }
        if (stored == null || !location.alias().equals("box")) {
            throw Failure.notFound(path + " does not exist.").exception();
        }
        return stored;
    }

    private Files.OpenFolder list(Files.ListFolder request) {
        requireOwn(request.actor(), request.location().username());
        lists.incrementAndGet();
        String path = request.location().path().text();
        if (refusals.containsKey(path)) {
            throw refusals.get(path).exception();
        }
        Listing listing = folders.get(path);
        if (listing == null) {
            throw Failure.notFound(path + " is not a folder.").exception();
        }
        Entries entries = Entries
                .of(new Listing(listing.entries().stream().sorted(ORDER).toList(), listing.incomplete()));
        Error error = errors.get(path);
        if (silent.containsKey(path)) {
            entries = new SilentEntries(entries, silent.get(path));
        }
        return new Files.OpenFolder(error == null ? entries : new EndingEntries(entries, error), rights);
    }

    private static final class SilentEntries implements Entries {
        private final Entries entries;
        private final Promise<Void> closed;

        SilentEntries(Entries entries, Promise<Void> closed) {
            this.entries = entries;
            this.closed = closed;
        }

        @Override
        public List<Info> next() {
            List<Info> some = entries.hasMore() ? entries.next() : List.of();
            if (some.isEmpty()) {
                closed.future().await();
                throw Failure.of(FailureCode.UNAVAILABLE, "The list was closed.").exception();
            }
            return some;
        }

        @Override
        public boolean hasMore() {
            return true;
        }

        @Override
        public String incomplete() {
            return null;
        }

        @Override
        public void close() {
            closed.tryComplete();
        }
    }

    private FileStreams.Watch watch(Files.WatchAccess request) {
        requireOwn(request.actor(), request.location().username());
        if (!rights.contains(request.right())) {
            throw Failure.forbidden("This needs a right that is missing.").exception();
        }
        watches.incrementAndGet();
        return new FileStreams.Watch() {
            @Override
            public Future<Failure> ended() {
                return accessEnded.future();
            }

            @Override
            public void close() {
                watches.decrementAndGet();
            }
        };
    }

    private record EndingEntries(Entries entries, Error error) implements Entries {

        @Override
        public List<Info> next() {
            throw error;
        }

        @Override
        public boolean hasMore() {
            return true;
        }

        @Override
        public String incomplete() {
            return null;
        }

        @Override
        public void close() {
            entries.close();
        }
    }

    private Files.ServerFolders servers(Files.ListServers request) {
        requireOwn(request.actor(), request.username());
        return new Files.ServerFolders(
                aliases.stream().map(alias -> new Files.ServerFolder(alias, Set.of(Permissions.Right.LIST))).toList());
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }

    /** Counts what is done with it. */
    static final class FakeHandle implements Handle {
        private final Vertx vertx;
        private final Stored stored;
        final Promise<Void> closed = Promise.promise();
        volatile FakeContent content;

        FakeHandle(Vertx vertx, Stored stored) {
            this.vertx = vertx;
            this.stored = stored;
        }

        @Override
        public Info info() {
            return stored.info();
        }

        @Override
        public Future<Content> read(long offset, long length) {
            if (stored.script().refusal() != null) {
                return Future.failedFuture(stored.script().refusal());
            }
            content = new FakeContent(vertx, stored.script(), offset, length);
            return Future.succeededFuture(content);
        }

        @Override
        public void close() {
            closed.tryComplete();
        }
    }
}
