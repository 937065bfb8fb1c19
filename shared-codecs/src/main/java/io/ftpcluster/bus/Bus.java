package io.ftpcluster.bus;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event bus with types: requests, replies and failures by {@link Address}. Safe for use from any thread. */
public final class Bus {

    private static final Logger LOG = LoggerFactory.getLogger(Bus.class);

    /** What may take longer is work that somebody wanted, such as what an agent is asked for, and no answer that is late. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private final EventBus eventBus;
    private final BusSettings settings;
    private final SlowLog slow;
    private final ObjectMapper mapper = WireFormat.mapper();
    private final LocalFastPath fastPath;

    /** Of a node that is alone. */
    public Bus(Vertx vertx, Collection<Address<?, ?>> addresses, Collection<Topic<?>> topics) {
        this(vertx, addresses, topics, BusSettings.ALONE);
    }

    /** Where nobody wants to know what is slow. */
    public Bus(Vertx vertx, Collection<Address<?, ?>> addresses, Collection<Topic<?>> topics, BusSettings settings) {
        this(vertx, addresses, topics, settings, SlowLog.SILENT);
    }

    /** Registers the codecs of all addresses and topics; once per Vert.x instance. */
    public Bus(Vertx vertx, Collection<Address<?, ?>> addresses, Collection<Topic<?>> topics, BusSettings settings,
            SlowLog slow) {
        this.slow = slow;
        this.fastPath = new LocalFastPath(vertx);
        this.eventBus = vertx.eventBus();
        this.settings = settings;
        Set<Class<?>> known = new HashSet<>();
        for (Address<?, ?> address : addresses) {
            register(address.request(), known);
            register(address.reply(), known);
        }
        topics.forEach(topic -> register(topic.event(), known));
    }

    /** Where slow answers are named; for what else is slow on this node. */
    public SlowLog slowLog() {
        return slow;
    }

    /** To all who listen, on this node or on all; nobody learns whether somebody did. */
    public <T extends Record> void publish(Topic<T> topic, T event) {
        eventBus.publish(topic.name(), event, RequestHeaders.addTo(new DeliveryOptions().setLocalOnly(isLocal(topic))));
    }

    /** The listener runs on the caller's context and must not block. */
    public <T extends Record> Subscription listen(Topic<T> topic, Consumer<T> listener) {
        MessageConsumer<T> consumer = isLocal(topic)
                ? eventBus.localConsumer(topic.name())
                : eventBus.consumer(topic.name());
        consumer.handler(message -> hear(topic, listener, message));
        return new Subscription(consumer.completion(), consumer::unregister);
    }

    private static boolean isLocal(Topic<?> topic) {
        return topic.scope() == Address.Scope.NODE;
    }

    private static <T extends Record> void hear(Topic<T> topic, Consumer<T> listener, Message<T> message) {
        RequestHeaders.attach(message.headers());
        T event;
        try {
            event = topic.event().cast(message.body());
        } catch (RuntimeException e) {
            // Nobody waits for an answer, and a stranger must not fill the log with stacks.
            LOG.warn("An event at {} was refused: {}", topic.name(), e.getMessage());
            return;
        }
        listener.accept(event);
    }

    /** As {@link #answerLater}, for an address that comes and goes. */
    public <Q extends Record, R> Subscription answerFor(Address<Q, R> address, Function<Q, Future<R>> handler) {
        MessageConsumer<Q> consumer = consumer(address, handler);
        return new Subscription(consumer.completion(), consumer::unregister);
    }

    /**
     * For what most requests ask: answers that need no waiting are given on the asker's own thread, and no message is sent.
     * Whoever answers at this address begins this after {@link #answer}, and ends it before it stops.
     *
     * @param known quick, and safe for any thread; gives or throws what the address would, or is empty, and then that is
     *            asked
     */
    public <Q extends Record, R> void answerLocally(Address<Q, R> address, Function<Q, Optional<R>> known) {
        answerLocallyLater(address, request -> known.apply(request).map(Future::succeededFuture));
    }

    /** As {@link #answerLocally}, for what begins on the asker's thread and is done by another, within the deadline or not. */
    public <Q extends Record, R> void answerLocallyLater(Address<Q, R> address,
            Function<Q, Optional<Future<R>>> begun) {
        fastPath.put(address, begun);
    }

    public void endLocally(Address<?, ?> address) {
        fastPath.remove(address);
    }

    /** The local answer, where there is one that needs no waiting. */
    public <Q extends Record, R> Optional<R> askLocally(Address<Q, R> address, Q request) {
        return fastPath.find(address, request).filter(Future::succeeded).map(Future::result);
    }

    public <Q extends Record, R> Future<R> request(Address<Q, R> address, Q request) {
        return fastPath.answer(address, request).orElseGet(() -> send(address, request));
    }

    private <Q extends Record, R> Future<R> send(Address<Q, R> address, Q request) {
        DeliveryOptions options = RequestHeaders
                .addTo(new DeliveryOptions().setSendTimeout(address.deadline().toMillis())
                        .setLocalOnly(settings.asksOnlyThisNode(address.scope())));
        long begun = System.nanoTime();
        return eventBus.<R>request(address.name(), request, options).transform(answer -> {
            if (address.deadline().compareTo(LONG) <= 0) {
                slow.over(begun, "The answer of", address.name());
            }
            return answer.succeeded()
                    ? Future.succeededFuture(answer.result().body())
                    : Future.failedFuture(toFailure(address, answer.cause()));
        });
    }

    /**
     * The same question to many, such as all nodes: the answers by id, of those who gave one within the deadline. Never
     * fails.
     */
    public <Q extends Record, R> Future<Map<String, R>> requestEach(Address<Q, R> address, Collection<String> ids,
            Q request) {
        Map<String, R> answers = new ConcurrentHashMap<>();
        List<Future<R>> all = ids.stream()
                .map(id -> request(address.of(id), request).onSuccess(answer -> answers.put(id, answer)))
                .toList();
        return all.isEmpty()
                ? Future.succeededFuture(Map.of())
                : Future.join(all).transform(done -> Future.succeededFuture(Map.copyOf(answers)));
    }

    /**
     * Answers with what {@code handler} returns; what it throws becomes the asker's failure. On virtual threads each
     * request has its own: while one awaits, the next begins.
     */
    public <Q extends Record, R> Future<Void> answer(Address<Q, R> address, Function<Q, R> handler) {
        return answerLater(address, request -> answerOnItsOwn(request, handler));
    }

    /** Vert.x gives a consumer its next message when the handler of the last one has returned, however it waits. */
    private static <Q, R> Future<R> answerOnItsOwn(Q request, Function<Q, R> handler) {
        Context context = Vertx.currentContext();
        if (context.threadingModel() != ThreadingModel.VIRTUAL_THREAD) {
            return Future.succeededFuture(handler.apply(request));
        }
        Promise<R> reply = Promise.promise();
        context.runOnContext(own -> {
            R result;
            try {
                result = handler.apply(request);
            } catch (Throwable e) { // Await throws whatever the future failed with, checked or not.
                reply.fail(e);
                return;
            }
            reply.complete(result);
        });
        return reply.future();
    }

    /** Like {@link #answer}, for handlers that don't block. The future completes when it is registered everywhere. */
    public <Q extends Record, R> Future<Void> answerLater(Address<Q, R> address, Function<Q, Future<R>> handler) {
        return consumer(address, handler).completion();
    }

    private <Q extends Record, R> MessageConsumer<Q> consumer(Address<Q, R> address, Function<Q, Future<R>> handler) {
        MessageConsumer<Q> consumer = settings.answersOnlyThisNode(address.scope())
                ? eventBus.localConsumer(address.name())
                : eventBus.consumer(address.name());
        return consumer.handler(message -> handle(address, handler, message));
    }

    private <Q extends Record, R> void handle(Address<Q, R> address, Function<Q, Future<R>> handler,
            Message<Q> message) {
        RequestHeaders.attach(message.headers());
        Q request;
        try {
            request = address.request().cast(message.body());
        } catch (RuntimeException e) {
            LOG.warn("A message at {} was refused: {}", address.name(), e.getMessage());
            message.fail(0, toJson(Failure.of(FailureCode.INVALID, "This message is not understood here.")));
            return;
        }
        Future<R> reply;
        try {
            reply = handler.apply(request);
        } catch (RuntimeException e) {
            reply = Future.failedFuture(e);
        }
        reply.onSuccess(result -> reply(address, message, result)).onFailure(cause -> fail(address, message, cause));
    }

    private <R> void reply(Address<?, R> address, Message<?> message, R result) {
        DeliveryOptions options = new DeliveryOptions();
        if (!address.reply().isAnnotationPresent(Wire.class)) {
            // The object's class is private to whoever answers, so the codec can't be found by it.
            options.setCodecName(LocalCodec.nameOf(address.reply()));
        }
        try {
            message.reply(result, options);
        } catch (RuntimeException e) {
            fail(address, message, e);
        }
    }

    private void fail(Address<?, ?> address, Message<?> message, Throwable cause) {
        // The number says nothing: the code inside the JSON does, by name.
        message.fail(0, toJson(failure(address, cause)));
    }

    /** What the asker hears. */
    static Failure failure(Address<?, ?> address, Throwable cause) {
        if (cause instanceof FailureException known) {
            return known.failure();
        }
        LOG.error("{} failed", address.name(), cause);
        return Failure.of(FailureCode.INTERNAL, "The portal made a mistake; its log has the details.");
    }

    private FailureException toFailure(Address<?, ?> address, Throwable cause) {
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            return fromJson(reply.getMessage()).exception();
        }
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT) {
            return tooLate(address, cause);
        }
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.ERROR) {
            return Failure
                    .of(FailureCode.UNAVAILABLE,
                            "The node that answers at " + address.name()
                                    + " runs another version and doesn't know this message.")
                    .causedBy(cause);
        }
        boolean noHandler = cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
        if (noHandler && address.scope() == Address.Scope.DATABASE
                && settings.database() == BusSettings.Database.ELSEWHERE) {
            return Failure
                    .of(FailureCode.UNAVAILABLE,
                            "The node that owns the database is away. All works again when it is back.")
                    .retryAfter(5)
                    .causedBy(cause);
        }
        if (noHandler) {
            return Failure.of(FailureCode.UNAVAILABLE, "Nobody answers at " + address.name() + " now.").causedBy(cause);
        }
        return Failure.of(FailureCode.INTERNAL, "The request could not be sent to " + address.name() + ".")
                .causedBy(cause);
    }

    static FailureException tooLate(Address<?, ?> address, Throwable cause) {
        return Failure
                .of(FailureCode.TIMEOUT,
                        "No answer from " + address.name() + " within " + address.deadline().toSeconds() + " s.")
                .causedBy(cause);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // A class and its codec are of one type by construction.
    private void register(Class<?> type, Set<Class<?>> known) {
        if (!known.add(type)) {
            return;
        }
        if (type.isAnnotationPresent(Wire.class)) {
            eventBus.registerDefaultCodec((Class) type, new RecordCodec(type, mapper));
        } else {
            eventBus.registerCodec(new LocalCodec(type));
        }
    }

    private String toJson(Failure failure) {
        try {
            return mapper.writeValueAsString(failure);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Failure fromJson(String json) {
        try {
            return mapper.readValue(json, Failure.class);
        } catch (IOException e) {
            return Failure.of(FailureCode.INTERNAL, "The answer could not be read.");
        }
    }
}
