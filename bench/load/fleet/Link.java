package fleet;

import io.ftpcluster.frames.AnswerFrame;
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
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One simulated agent: connects, says hello, sends frames, answers and sends pings, and comes back after a loss by the
 * rules of the real one. Lives on the loop's thread.
 */
final class Link {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int CONNECT_SECONDS = 10;

    private enum State {
        WAITING,
        CONNECTING,
        UPGRADING,
        GREETING,
        LINKED
    }

    private final Loop loop;
    private final Counts counts;
    private final Measured measured;
    private final String alias;
    private final byte[] upgrade;
    private final Backoff backoff = new Backoff();
    private State state = State.WAITING;
    private Wire wire;
    private long intervalNanos = Protocol.DEFAULT_INTERVAL_SECONDS * SECOND;
    private long nextFrame;
    private long deadline;
    private long heard;
    private long linkedAt;
    private boolean pinged;
    private long lostAtMillis;
    private long lostAt;
    /** When {@link #due} is to be called; what the loop holds for another time is past. */
    long armed;

    Link(Loop loop, Counts counts, Measured measured, String alias, byte[] upgrade) {
        this.loop = loop;
        this.counts = counts;
        this.measured = measured;
        this.alias = alias;
        this.upgrade = upgrade;
    }

    /** From any thread; for people. */
    String standing() {
        return state.name();
    }

    /** Called at the time that was asked for with {@link Loop#at}, and sometimes earlier. */
    void due(long now) {
        switch (state) {
            case WAITING -> connect(now);
            case CONNECTING, UPGRADING, GREETING -> {
                if (now >= deadline) {
                    lost("no welcome within " + CONNECT_SECONDS + " s");
                }
            }
            case LINKED -> keepUp(now);
        }
    }

    private void connect(long now) {
        counts.attempt();
        state = State.CONNECTING;
        deadline = now + CONNECT_SECONDS * SECOND;
        loop.at(deadline, this);
        try {
            wire = loop.connect(this);
        } catch (IOException e) {
            lost(String.valueOf(e.getMessage()));
        }
    }

    void connected() throws IOException {
        counts.connected();
        state = State.UPGRADING;
        wire.write(upgrade);
    }

    /** The answer to the upgrade request, up to its empty line. */
    void upgraded(String head) throws IOException {
        String status = head.substring(Math.min(9, head.length()), Math.min(12, head.length()));
        if (status.equals("401") || status.equals("403")) {
            refused("HTTP " + status);
        } else if (!status.equals("101")) {
            lost("HTTP " + status, Backoff.End.FAILED, retryAfter(head));
        } else if (!head.contains(Protocol.SUBPROTOCOL)) {
            lost("another subprotocol");
        } else {
            state = State.GREETING;
            send(new HelloFrame(HelloFrame.PROTOCOL, "bench", alias, System.currentTimeMillis(), "Debian GNU/Linux 12 (bookworm)",
                    "6.1.0-30-amd64", "amd64", alias + ".example", List.of("192.0.2.10", "2001:db8::10"), "vsftpd",
                    "3.0.3"));
        }
    }

    private static Duration retryAfter(String head) {
        return head.lines().filter(line -> line.toLowerCase(Locale.ROOT).startsWith("retry-after:")).findFirst()
                .map(line -> Duration.ofSeconds(Integer.parseInt(line.substring(12).trim()))).orElse(Duration.ZERO);
    }

    void text(String json) throws IOException {
        heard();
        try {
            Frame.FromPortal frame = FrameCodec.fromPortal(json);
            switch (frame) {
                case WelcomeFrame welcome -> welcomed(welcome.intervalSeconds());
                case SettingsFrame settings -> intervalNanos = settings.intervalSeconds() * SECOND;
                case StoredFrame stored -> counts.stored();
                case RequestFrame request -> send(new AnswerFrame(request.id(), "only a simulation", null));
            }
        } catch (FrameException e) {
            lost("frame from the portal: " + e.getMessage());
        }
    }

    private void welcomed(int seconds) throws IOException {
        long now = System.nanoTime();
        state = State.LINKED;
        linkedAt = now;
        intervalNanos = seconds * SECOND;
        counts.linked(lostAtMillis == 0 ? 0 : now - lostAt);
        handOver();
        // Agents that come back at once would otherwise send at once for ever.
        nextFrame = now + ThreadLocalRandom.current().nextLong(intervalNanos);
        await();
    }

    /** Until the next frame, or until the silence has lasted too long. */
    private void await() {
        long silent = heard + (pinged ? 2 : 1) * Protocol.PING_SECONDS * SECOND;
        loop.at(Math.min(nextFrame, silent), this);
    }

    /** What the real agent would have kept: a sample for each whole minute of the clock that ended without a link. */
    private void handOver() throws IOException {
        long now = System.currentTimeMillis();
        long minute = TimeUnit.MINUTES.toMillis(1);
        if (lostAtMillis > 0 && now / minute > lostAtMillis / minute) {
            List<Sample> kept = List.of(measured.sample(now / minute * minute, 60, 0));
            counts.handedOver();
            send(new HistoryFrame(kept));
        }
        lostAtMillis = 0;
    }

    private void keepUp(long now) {
        try {
            if (now - heard >= 2 * Protocol.PING_SECONDS * SECOND) {
                lost("silence");
                return;
            }
            if (!pinged && now - heard >= Protocol.PING_SECONDS * SECOND) {
                pinged = true;
                wire.write(WebSocket.ping());
            }
            if (now >= nextFrame) {
                nextFrame = Math.max(nextFrame + intervalNanos, now);
                send(new TelemetryFrame(measured.sample(System.currentTimeMillis(), (int) (intervalNanos / SECOND),
                        counts.marker())));
                counts.frame();
            }
            await();
        } catch (IOException e) {
            lost(String.valueOf(e.getMessage()));
        }
    }

    void heard() {
        heard = System.nanoTime();
        pinged = false;
    }

    private void send(Frame frame) throws IOException {
        wire.write(WebSocket.text(FrameCodec.encode(frame).getBytes(StandardCharsets.UTF_8)));
    }

    /** The portal closed with this code. */
    void closed(int code) {
        Protocol.Close close = Protocol.Close.of(code);
        if (close == Protocol.Close.GOING_AWAY) {
            lost(close.name(), Backoff.End.GOING_AWAY, Duration.ZERO);
        } else if (close != null && close.isRefusal()) {
            refused(close.name());
        } else {
            lost("close " + code);
        }
    }

    private void refused(String reason) {
        counts.refused();
        lost(reason, Backoff.End.REFUSED, Duration.ZERO);
    }

    void lost(String reason) {
        lost(reason, Backoff.End.FAILED, Duration.ZERO);
    }

    private void lost(String reason, Backoff.End how, Duration retryAfter) {
        if (state == State.WAITING) {
            return;
        }
        long now = System.nanoTime();
        Duration lasted = Duration.ZERO;
        if (state == State.LINKED) {
            lasted = Duration.ofNanos(now - linkedAt);
            lostAtMillis = System.currentTimeMillis();
            lostAt = now;
            counts.unlinked();
        }
        counts.lost(reason);
        end();
        state = State.WAITING;
        loop.at(now + backoff.after(how, lasted, retryAfter).toNanos(), this);
    }

    private void end() {
        if (wire != null) {
            wire.close();
            wire = null;
        }
    }
}
