package io.ftpcluster.agent.link;

import io.ftpcluster.agent.log.Log;
import io.ftpcluster.agent.net.ClosedByPortal;
import io.ftpcluster.agent.net.Connection;
import io.ftpcluster.agent.request.RequestRunner;
import io.ftpcluster.frames.DatalinkStoredFrame;
import io.ftpcluster.frames.Frame;
import io.ftpcluster.frames.FrameCodec;
import io.ftpcluster.frames.FrameException;
import io.ftpcluster.frames.HelloFrame;
import io.ftpcluster.frames.HistoryFrame;
import io.ftpcluster.frames.Protocol;
import io.ftpcluster.frames.RequestFrame;
import io.ftpcluster.frames.Sample;
import io.ftpcluster.frames.SettingsFrame;
import io.ftpcluster.frames.StoredFrame;
import io.ftpcluster.frames.TelemetryFrame;
import io.ftpcluster.frames.WelcomeFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * What is said on one connection: hello, welcome, then what was kept, samples, and what comes of requests. What was sent and may
 * not have arrived when it ends is kept, too.
 */
final class AgentSession {

    /** A clock that is this wrong is worth a line. */
    private static final Duration MUCH = Duration.ofSeconds(60);

    private final Connection connection;
    private final Backlog backlog;
    private final Interval interval;
    private final RequestRunner requests;
    private final DatalinkReports datalink;
    private final Log log;
    /** Guards itself and {@link #welcomed}. */
    private final InFlightSamples inFlight = new InFlightSamples();
    private boolean welcomed;
    private long welcomedAt;
    /** The newest of the samples that wait for {@link StoredFrame}; 0 without. */
    private long unstored;
    private boolean toldOfFrame;

    AgentSession(Connection connection, Backlog backlog, Interval interval, RequestRunner requests,
            DatalinkJournal datalink, Log log) {
        this.connection = connection;
        this.backlog = backlog;
        this.interval = interval;
        this.requests = requests;
        this.datalink = new DatalinkReports(datalink, connection::send);
        this.log = log;
    }

    /**
     * Until the link ends.
     *
     * @return why it ended
     */
    IOException hold(HelloFrame hello, Runnable onWelcome) {
        try {
            connection.open();
            connection.send(FrameCodec.encode(hello));
            while (true) {
                hear(connection.receive(), onWelcome);
            }
        } catch (IOException e) {
            end(e);
            return e;
        }
    }

    private void hear(String text, Runnable onWelcome) {
        Frame.FromPortal frame;
        try {
            frame = FrameCodec.fromPortal(text);
        } catch (FrameException e) {
            // A newer portal may say what this agent doesn't know yet, and means others.
            if (!toldOfFrame) {
                toldOfFrame = true;
                log.write("a frame of the portal was not understood: " + e.getMessage());
            }
            return;
        }
        if (frame instanceof WelcomeFrame welcome) {
            welcome(welcome, onWelcome);
        } else if (frame instanceof SettingsFrame settings) {
            interval.set(settings.intervalSeconds());
        } else if (frame instanceof StoredFrame stored) {
            if (backlog.stored(stored.at())) {
                unstored = 0;
                handOver();
            }
        } else if (frame instanceof RequestFrame request) {
            requests.take(request, said -> connection.send(FrameCodec.encode(said)));
        } else if (frame instanceof DatalinkStoredFrame) {
            datalink.stored();
        }
    }

    private void welcome(WelcomeFrame welcome, Runnable onWelcome) {
        if (welcomedAt != 0) {
            return;
        }
        log.write("linked as " + welcome.alias() + " to " + welcome.node());
        long apart = System.currentTimeMillis() - welcome.clock();
        if (Math.abs(apart) > MUCH.toMillis()) {
            log.write("this clock is " + Math.abs(apart) / 1000 + " s " + (apart < 0 ? "behind" : "ahead of")
                    + " the portal's");
        }
        onWelcome.run();
        welcomedAt = System.nanoTime();
        synchronized (inFlight) {
            welcomed = true;
        }
        backlog.linked();
        handOver();
        datalink.welcome(welcome);
        interval.set(welcome.intervalSeconds());
    }

    /** The oldest of what was kept, as much as a frame holds; the rest after the portal has stored it. */
    private void handOver() {
        if (unstored != 0) {
            return;
        }
        for (int most = Protocol.MAX_HISTORY; most > 0; most /= 2) {
            List<Sample> samples = backlog.oldest(most, System.currentTimeMillis(), System.nanoTime());
            if (samples.isEmpty()) {
                return;
            }
            String frame = FrameCodec.encode(new HistoryFrame(samples));
            if (frame.getBytes(StandardCharsets.UTF_8).length <= Protocol.MAX_FRAME) {
                unstored = samples.get(samples.size() - 1).at();
                connection.send(frame);
                return;
            }
        }
    }

    /** What may have been refused is dropped, or it would be refused for ever. */
    private void end(IOException why) {
        boolean refused = why instanceof ClosedByPortal closed && closed.code() == Protocol.Close.BAD_FRAME.code();
        synchronized (inFlight) {
            welcomed = false;
            inFlight.arrived(refused ? inFlight.last() : connection.arrived());
            inFlight.moveTo(backlog);
        }
        if (refused && unstored != 0) {
            backlog.stored(unstored);
            log.write("the portal refused samples that were kept; they are dropped");
        }
    }

    /**
     * False before the welcome and after the end. Else the sample is the link's, which keeps it if it doesn't arrive.
     *
     * @param nanos {@link System#nanoTime} of the measurement
     */
    boolean send(Sample sample, long nanos) {
        synchronized (inFlight) {
            if (welcomed) {
                inFlight.add(sample, nanos);
                connection.send(FrameCodec.encode(new TelemetryFrame(sample)));
            }
            return welcomed;
        }
    }

    /** Since the welcome. */
    Duration lasted() {
        return welcomedAt == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - welcomedAt);
    }

    /** Pings say how much was sent before them, so that their pongs tell what has arrived. */
    void check(Duration pingAfter) {
        synchronized (inFlight) {
            inFlight.arrived(connection.arrived());
            connection.check(pingAfter, inFlight.last());
        }
        datalink.check();
    }

    void sayGoodbye(int code) {
        connection.sayGoodbye(code);
    }

    void close() {
        connection.close();
    }
}
