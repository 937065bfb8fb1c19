package io.ftpcluster.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A server on a free port of 127.0.0.1 that behaves unless told otherwise for a command; what real daemons do only on
 * bad days. Set it up before clients come.
 */
public final class ScriptedFtp implements AutoCloseable {

    /** What happens instead of the ordinary answer. {@code GREETING} stands for the connection itself. */
    public interface Act {
        void on(Conversation client, String argument) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Map<String, Act> acts = new ConcurrentHashMap<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean deafAfterOne;
    private volatile Duration distance = Duration.ZERO;
    private volatile SSLContext dataTls;

    public ScriptedFtp() {
        this(null);
    }

    /** @param tls for TLS from the start on all connections (implicit), or null */
    public ScriptedFtp(SSLContext tls) {
        this.dataTls = tls;
        try {
            ServerSocketFactory sockets = tls == null ? ServerSocketFactory.getDefault() : tls.getServerSocketFactory();
            listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers("GREETING", "220 ready").answers("USER", "331 password")
                .answers("PASS", "230 welcome")
                .answers("FEAT", "211-Features:\r\n UTF8\r\n211 end")
                .answers("OPTS", "200 on")
                .answers("TYPE", "200 binary")
                .answers("PWD", "257 \"/\" is here")
                .answers("NOOP", "200 fine")
                .answers("CWD", "250 there")
                .answers("SYST", "215 UNIX Type: L8")
                .answers("QUIT", "221 bye")
                .answers("REST", "350 from there")
                .answers("SIZE", "213 10")
                .answers("MDTM", "213 20240102030405")
                .answers("PBSZ", "200 0")
                .answers("PROT", "200 private")
                .on("EPSV", (client, argument) -> client.say("229 Extended (|||" + client.listen() + "|)"))
                .on("RETR", (client, argument) -> client.transfer("0123456789", "226 done"))
                .on("LIST", (client, argument) -> client.transfer("", "226 done"));
        Thread.ofVirtual().start(this::accept);
    }

    /** Data connections show another certificate, as those of somebody between would. */
    public ScriptedFtp secureDataWith(SSLContext other) {
        dataTls = other;
        return this;
    }

    public ScriptedFtp answers(String verb, String reply) {
        return on(verb, (client, argument) -> client.say(reply));
    }

    public ScriptedFtp on(String verb, Act act) {
        acts.put(verb, act);
        return this;
    }

    /** Throws away what came together with a command, as some real ones do. */
    public ScriptedFtp forgetsWhatFollowsACommand() {
        deafAfterOne = true;
        return this;
    }

    /** Takes so long for each answer, as one on the other side of the world. */
    public ScriptedFtp awayBy(Duration time) {
        distance = time;
        return this;
    }

    /** Never answers, until the test ends. */
    public ScriptedFtp hangs(String verb) {
        return on(verb, (client, argument) -> awaitClose());
    }

    public void awaitClose() throws InterruptedException {
        closing.await();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many control connections came so far. */
    public int connections() {
        return connections.get();
    }

    /** All commands that came so far, from all connections. */
    public List<String> received() {
        return List.copyOf(received);
    }

    /** Ends all control connections, as a restart does. */
    public void dropAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, number));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket; Conversation client = new Conversation(socket, number, dataTls)) {
            BufferedReader in = client.in;
            perform(client, "GREETING", "");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                received.add(line);
                while (deafAfterOne && in.ready()) {
                    in.readLine();
                }
                if (closing.await(distance.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                String[] words = line.split(" ", 2);
                perform(client, words[0].toUpperCase(Locale.ROOT), words.length > 1 ? words[1] : "");
            }
        } catch (IOException e) {
            sockets.remove(socket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void perform(Conversation client, String verb, String argument) throws IOException, InterruptedException {
        Act act = acts.get(verb);
        if (act == null) {
            client.say("500 " + verb + " unknown");
        } else {
            act.on(client, argument);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            listener.close();
            dropAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One client's control connection, and the data connection it asked for. */
    public static final class Conversation implements AutoCloseable {

        private final Socket control;
        private final BufferedReader in;
        private final OutputStream out;
        private final int number;
        private final SSLContext tls;
        private ServerSocket passive;

        Conversation(Socket control, int number, SSLContext tls) throws IOException {
            this.control = control;
            this.in = new BufferedReader(new InputStreamReader(control.getInputStream(), StandardCharsets.UTF_8));
            this.out = control.getOutputStream();
            this.number = number;
            this.tls = tls;
        }

        /** 1 for the first connection that came, and so on. */
        public int number() {
            return number;
        }

        public void say(String reply) throws IOException {
            send(reply + "\r\n");
        }

        public void send(String raw) throws IOException {
            out.write(raw.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** What comes next on the control connection, in the middle of a command; null when it ends. */
        public String hear() throws IOException {
            return in.readLine();
        }

        /** The port where the next data connection is awaited. */
        public int listen() throws IOException {
            if (passive != null) {
                passive.close();
            }
            passive = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            passive.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
            return passive.getLocalPort();
        }

        public Socket data() throws IOException {
            Socket plain = passive.accept();
            return tls == null ? plain : secured(plain);
        }

        private SSLSocket secured(Socket plain) throws IOException {
            SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, true);
            secured.setUseClientMode(false);
            return secured;
        }

        /** Ends TCP without TLS's goodbye, as a server that was killed does, or somebody between. */
        public void transferWithoutGoodbye(String bytes, String lastReply) throws IOException {
            say("150 here it comes");
            try (Socket plain = passive.accept()) {
                SSLSocket secured = secured(plain);
                secured.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
                plain.shutdownOutput();
                plain.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            say(lastReply);
        }

        public void transfer(String bytes, String lastReply) throws IOException {
            say("150 here it comes");
            try (Socket data = data()) {
                data.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
            } catch (SocketException e) {
                say("426 connection closed");
                return;
            }
            if (lastReply != null) {
                say(lastReply);
            }
        }

        public void hangUp() throws IOException {
            control.close();
        }

        @Override
        public void close() throws IOException {
            if (passive != null) {
                passive.close();
            }
        }
    }
}
