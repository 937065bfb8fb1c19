package io.ftpcluster.master.files.relay;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls of the relay, as in their manual pages: a negative result is the negated errno. Descriptors are bare
 * numbers here, so whoever calls must own them. Not thread-safe: each thread needs its own.
 */
final class Posix {

    static final int EINTR = 4;
    static final int EAGAIN = 11;

    static final int SPLICE_F_MOVE = 1;
    static final int SPLICE_F_NONBLOCK = 2;
    static final int SPLICE_F_MORE = 4;

    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;
    static final int EPOLL_CTL_MOD = 3;
    static final int EPOLLIN = 0x1;
    static final int EPOLLOUT = 0x4;
    static final int EPOLLRDHUP = 0x2000;
    static final int EPOLLET = 1 << 31;

    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NOTSENT_LOWAT = 25;
    private static final int TCP_INFO = 11;
    /** Where struct tcp_info has tcpi_bytes_acked, 64 bits, and its length at least. */
    private static final int BYTES_ACKED = 120;
    private static final int INFO_BYTES = 128;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    /** The structure of an event is packed on x86-64, and only there. */
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
    private static final int EVENT_BYTES = PACKED ? 12 : 16;
    private static final int EVENT_DATA = PACKED ? 4 : 8;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment state = arena.allocate(STATE);
    private final MemorySegment numbers = arena.allocate(16, 8);
    private final MemorySegment info = arena.allocate(INFO_BYTES, 8);
    private final MethodHandle splice = find("splice", LONG, INT, ValueLayout.ADDRESS, INT, ValueLayout.ADDRESS, LONG,
            INT);
    private final MethodHandle pipe2 = find("pipe2", INT, ValueLayout.ADDRESS, INT);
    private final MethodHandle fcntl = variadicFcntl();
    private final MethodHandle close = find("close", INT, INT);
    private final MethodHandle epollCreate = find("epoll_create1", INT, INT);
    private final MethodHandle epollCtl = find("epoll_ctl", INT, INT, INT, INT, ValueLayout.ADDRESS);
    private final MethodHandle epollWait = find("epoll_wait", INT, INT, ValueLayout.ADDRESS, INT, INT);
    private final MethodHandle eventfd = find("eventfd", INT, INT, INT);
    private final MethodHandle setsockopt = find("setsockopt", INT, INT, INT, INT, ValueLayout.ADDRESS, INT);
    private final MethodHandle getsockopt = find("getsockopt", INT, INT, INT, INT, ValueLayout.ADDRESS,
            ValueLayout.ADDRESS);
    private final MethodHandle write = find("write", LONG, INT, ValueLayout.ADDRESS, LONG);
    private final MethodHandle read = find("read", LONG, INT, ValueLayout.ADDRESS, LONG);

    /** Room for the events of one wait. */
    static final class Events {

        private final MemorySegment memory;
        private final int capacity;

        private Events(MemorySegment memory, int capacity) {
            this.memory = memory;
            this.capacity = capacity;
        }

        /** What was given when the descriptor was added. */
        long data(int index) {
            return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) index * EVENT_BYTES + EVENT_DATA);
        }
    }

    private static MethodHandle find(String name, ValueLayout result, ValueLayout... arguments) {
        return link(name, FunctionDescriptor.of(result, arguments), Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle variadicFcntl() {
        return link("fcntl", FunctionDescriptor.of(INT, INT, INT, INT), Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(2));
    }

    @SuppressWarnings("restricted") // Allowed in the manifest: that is how a system call is made.
    private static MethodHandle link(String name, FunctionDescriptor type, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(symbol(name), type, options);
    }

    private static MemorySegment symbol(String name) {
        SymbolLookup lookup = Linker.nativeLinker().defaultLookup();
        return lookup.find(name).orElseThrow(() -> new UnsatisfiedLinkError(name));
    }

    /** Moves at most so many bytes; never waits, provided that the sockets don't block. 0 is the end. */
    long splice(int from, int to, long bytes, int flags) {
        try {
            return result(
                    (long) splice.invokeExact(state, from, MemorySegment.NULL, to, MemorySegment.NULL, bytes, flags));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** How many events there are; 0 after the time. */
    int await(int epoll, Events events, int millis) throws IOException {
        long count;
        try {
            count = result((int) epollWait.invokeExact(state, epoll, events.memory, events.capacity, millis));
        } catch (Throwable e) {
            throw impossible(e);
        }
        return count == -EINTR ? 0 : check("epoll_wait", count);
    }

    Events events(int capacity) {
        return new Events(arena.allocate((long) capacity * EVENT_BYTES, 8), capacity);
    }

    /** A pipe whose ends don't block: where it is read, then where it is written. */
    int[] pipe() throws IOException {
        check("pipe2", call(pipe2, state, numbers, O_NONBLOCK | O_CLOEXEC));
        return new int[]{numbers.get(INT, 0), numbers.get(INT, 4)};
    }

    /** The size that the pipe has then, or a negated errno: without a privilege there is a limit for all pipes. */
    int setPipeSize(int pipe, int bytes) {
        return (int) call(fcntl, state, pipe, F_SETPIPE_SZ, bytes);
    }

    /** A second descriptor of the same socket, which stays valid when the first is closed. */
    int duplicate(int descriptor) throws IOException {
        return check("fcntl", call(fcntl, state, descriptor, F_DUPFD_CLOEXEC, 0));
    }

    /** For all descriptors of the same socket. */
    void unblock(int descriptor) throws IOException {
        int flags = check("fcntl", call(fcntl, state, descriptor, F_GETFL, 0));
        if ((flags & O_NONBLOCK) == 0) {
            check("fcntl", call(fcntl, state, descriptor, F_SETFL, flags | O_NONBLOCK));
        }
    }

    /** A TCP socket takes no more while so many bytes wait to be sent; those under way don't count. */
    void limitUnsent(int socket, int bytes) throws IOException {
        numbers.set(INT, 0, bytes);
        check("setsockopt", call(setsockopt, state, socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, numbers, Integer.BYTES));
    }

    /** How many bytes the peer of a TCP socket has acknowledged, ever; {@link PeerSilence#UNKNOWN} where nobody tells. */
    long acknowledged(int socket) {
        numbers.set(INT, 0, INFO_BYTES);
        long result = call(getsockopt, state, socket, IPPROTO_TCP, TCP_INFO, info, numbers);
        return result == 0 && numbers.get(INT, 0) == INFO_BYTES ? info.get(LONG, BYTES_ACKED) : PeerSilence.UNKNOWN;
    }

    /** Whatever it says, the number is free afterwards. */
    void close(int descriptor) {
        call(close, state, descriptor);
    }

    int epoll() throws IOException {
        return check("epoll_create1", call(epollCreate, state, O_CLOEXEC));
    }

    /** @param data comes back with each of its events */
    void watch(int epoll, int descriptor, int events, long data) throws IOException {
        control(epoll, EPOLL_CTL_ADD, descriptor, events, data);
    }

    /** Of a descriptor that is watched; what is there already is told again. */
    void watchFor(int epoll, int descriptor, int events, long data) throws IOException {
        control(epoll, EPOLL_CTL_MOD, descriptor, events, data);
    }

    private void control(int epoll, int what, int descriptor, int events, long data) throws IOException {
        numbers.set(INT, 0, events);
        numbers.set(ValueLayout.JAVA_LONG_UNALIGNED, EVENT_DATA, data);
        check("epoll_ctl", call(epollCtl, state, epoll, what, descriptor, numbers));
    }

    void forget(int epoll, int descriptor) throws IOException {
        check("epoll_ctl", call(epollCtl, state, epoll, EPOLL_CTL_DEL, descriptor, numbers));
    }

    /** A descriptor that {@link #raise} makes readable and {@link #lower} not. */
    int signal() throws IOException {
        return check("eventfd", call(eventfd, state, 0, O_NONBLOCK | O_CLOEXEC));
    }

    /** Fails only when it is raised already. */
    void raise(int signal) {
        numbers.set(LONG, 0, 1);
        call(write, state, signal, numbers, 8L);
    }

    void lower(int signal) {
        call(read, state, signal, numbers, 8L);
    }

    /** For what isn't done for each piece of a file. */
    private long call(MethodHandle handle, Object... arguments) {
        try {
            return result(((Number) handle.invokeWithArguments(arguments)).longValue());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private long result(long returned) {
        return returned >= 0 ? returned : -(int) ERRNO.get(state, 0L);
    }

    private static int check(String call, long result) throws IOException {
        if (result < 0) {
            throw new IOException(call + ": errno " + -result);
        }
        return (int) result;
    }

    /** Calls of a linked function throw nothing of their own. */
    private static AssertionError impossible(Throwable cause) {
        return new AssertionError(cause);
    }

}
