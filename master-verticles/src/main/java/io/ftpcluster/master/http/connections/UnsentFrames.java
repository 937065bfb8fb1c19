package io.ftpcluster.master.http.connections;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;

/** Of HTTP/2: the flow control as it is, and a count of the bytes that wait in it. On the connection's loop. */
final class UnsentFrames implements Http2RemoteFlowController {

    private final Http2RemoteFlowController wrapped;
    private final ConnectionWatch watch;

    UnsentFrames(Http2RemoteFlowController wrapped, ConnectionWatch watch) {
        this.wrapped = wrapped;
        this.watch = watch;
    }

    @Override
    public void addFlowControlled(Http2Stream stream, FlowControlled payload) {
        Counted counted = new Counted(stream.id(), payload);
        watch.waits(counted.known);
        wrapped.addFlowControlled(stream, counted);
    }

    /** One frame that waits; what was merged into it counts with it. */
    private final class Counted implements FlowControlled {

        private final int stream;
        private final FlowControlled frame;
        private int known;

        Counted(int stream, FlowControlled frame) {
            this.stream = stream;
            this.frame = frame;
            this.known = frame.size();
        }

        @Override
        public int size() {
            return frame.size();
        }

        @Override
        public void error(ChannelHandlerContext context, Throwable cause) {
            watch.waitsNoMore(stream, known, false);
            known = 0;
            frame.error(context, cause);
        }

        @Override
        public void writeComplete() {
            frame.writeComplete();
        }

        @Override
        public void write(ChannelHandlerContext context, int allowedBytes) {
            frame.write(context, allowedBytes);
            int left = frame.size();
            watch.waitsNoMore(stream, known - left, true);
            known = left;
        }

        @Override
        public boolean merge(ChannelHandlerContext context, FlowControlled next) {
            Counted other = (Counted) next;
            boolean merged = frame.merge(context, other.frame);
            if (merged) {
                known += other.known;
                other.known = 0;
            }
            return merged;
        }
    }

    @Override
    public ChannelHandlerContext channelHandlerContext() {
        return wrapped.channelHandlerContext();
    }

    @Override
    public void channelHandlerContext(ChannelHandlerContext context) throws Http2Exception {
        wrapped.channelHandlerContext(context);
    }

    @Override
    public boolean hasFlowControlled(Http2Stream stream) {
        return wrapped.hasFlowControlled(stream);
    }

    @Override
    public void writePendingBytes() throws Http2Exception {
        wrapped.writePendingBytes();
    }

    @Override
    public void listener(Listener listener) {
        wrapped.listener(listener);
    }

    @Override
    public boolean isWritable(Http2Stream stream) {
        return wrapped.isWritable(stream);
    }

    @Override
    public void channelWritabilityChanged() throws Http2Exception {
        wrapped.channelWritabilityChanged();
    }

    @Override
    public void updateDependencyTree(int childStreamId, int parentStreamId, short weight, boolean exclusive) {
        wrapped.updateDependencyTree(childStreamId, parentStreamId, weight, exclusive);
    }

    @Override
    public void initialWindowSize(int newWindowSize) throws Http2Exception {
        wrapped.initialWindowSize(newWindowSize);
    }

    @Override
    public int initialWindowSize() {
        return wrapped.initialWindowSize();
    }

    @Override
    public int windowSize(Http2Stream stream) {
        return wrapped.windowSize(stream);
    }

    @Override
    public void incrementWindowSize(Http2Stream stream, int delta) throws Http2Exception {
        wrapped.incrementWindowSize(stream, delta);
    }
}
