package io.ftpcluster.master.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.config.Config;
import io.ftpcluster.messages.Users;
import io.ftpcluster.testing.Certificate;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests in HTTP/2 that would mean something else to whoever reads or translates them: their streams are reset. */
class Http2FramingTest {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PATIENCE_MS = 30_000;

    private static FakePortal portal;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Certificate.create(folder);
        portal = FakePortal.start(Optional.empty(),
                Optional.of(new Config.Tls(folder.resolve("certificate.pem"), folder.resolve("key.pem"))), 1);
    }

    @AfterAll
    static void stop() throws Exception {
        portal.close();
    }

    private record Field(String name, String value) {}

    /** A request that would delete a user, and what is changed in it. */
    private static List<Field> request(String... changes) {
        List<Field> fields = new ArrayList<>(List.of(new Field(":method", "DELETE"), new Field(":scheme", "https"),
                new Field(":path", "/users/2"), new Field(":authority", "portal"),
                new Field("authorization", "Bearer " + FakePortal.ADMIN_TOKEN)));
        for (String change : changes) {
            int at = change.indexOf('=');
            String name = change.substring(1, at);
            if (change.charAt(0) == '+') {
                fields.add(new Field(name, change.substring(at + 1)));
            } else {
                fields.removeIf(field -> field.name().equals(name));
                if (change.charAt(0) == '!') {
                    fields.addFirst(new Field(name, change.substring(at + 1)));
                }
            }
        }
        return fields;
    }

    static Stream<List<Field>> malformed() {
        return Stream.of(request("-:method="), request("-:scheme="), request("-:path="), request("-:authority="),
                request("!:path="), request("!:path=users/2"), request("!:path=*"), request("!:path=/users/ 2"),
                request("!:path=/users/2#x"), request("!:path=/users/2\r\nX: y"), request("!:path=/users/2\u0000"),
                request("!:path=/users/2\t"), request("!:path=https://portal/users/2"), request("!:method=DEL ETE"),
                request("!:method="), request("!:method=DELETE /users/1 HTTP/1.1\r\nX: y"), request("!:method=CONNECT"),
                request("!:scheme=ftp"), request("!:scheme=https\r\n"), request("!:authority="),
                request("!:authority=a b"), request("!:authority=u@portal"), request("!:authority=portal/x"),
                request("!:authority=portal\r\nX: y"), request("!:authority=a:99999"), request("+:authority=portal"),
                request("+:path=/users/2"), request("+:method=GET"), request("+:scheme=https"), request("+:unknown=x"),
                request("+:status=200"), request("-:path=", "+:path=/users/2"), request("+host=other"),
                request("+host=portal", "+host=portal"), request("-:authority=", "+host=a", "+host=b"),
                request("-:authority=", "+host="), request("+Host=portal"), request("+X-Name=y"), request("+x y=z"),
                request("+x\r\ny=z"), request("+x:y=z"), request("+=z"), request("+x\u0000=z"), request("+\u00e4=z"),
                request("+x=y\r\nz: a"), request("+x=y\nz"), request("+x=y\rz"), request("+x=y\u0000"),
                request("+x=\u0001"), request("+x= y"), request("+x=y "), request("+x=\ty"),
                request("+connection=close"), request("+connection=x"), request("+proxy-connection=keep-alive"),
                request("+keep-alive=1"), request("+upgrade=h2c"), request("+transfer-encoding=chunked"),
                request("+transfer-encoding=identity"), request("+transfer_encoding=chunked"), request("+te=gzip"),
                request("+te=trailers, gzip"), request("+content-length=5"), request("+content-length=+0"),
                request("+content-length=-1"), request("+content-length=x"), request("+content-length="),
                request("+content-length=0", "+content-length=5"), request("+content-length=99999999999999999999"),
                request("+expect=x"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void isResetAndNothingDone(List<Field> fields) throws Exception {
        try (Peer peer = new Peer()) {
            peer.headers(1, fields, END_STREAM);
            assertEquals("reset", peer.outcome(1), fields.toString());
        }
        assertTrue(portal.seen.none(Users.Delete.class), fields.toString());
    }

    @Test
    void bodiesAreAsLongAsTheySay() throws Exception {
        String body = "{\"username\":\"eve\",\"password\":\"a long enough one\"}";
        for (int wrong : List.of(-1, 1, -body.length(), 100)) {
            try (Peer peer = new Peer()) {
                peer.headers(1, request("!:method=POST", "!:path=/users", "+content-type=application/json",
                        "+content-length=" + (body.length() + wrong)), 0);
                peer.frame(DATA, END_STREAM, 1, body.getBytes(StandardCharsets.US_ASCII));
                assertEquals("reset", peer.outcome(1), "by " + wrong);
            }
            assertTrue(portal.seen.none(Users.Create.class));
        }
    }

    /** What an operation takes no body for isn't done before its body has fitted. */
    @Test
    void noChangeIsMadeBeforeTheRequestHasComeWhole() throws Exception {
        try (Peer peer = new Peer()) {
            peer.headers(1, request("+content-length=3"), 0);
            peer.frame(DATA, END_STREAM, 1, new byte[2]);
            assertEquals("reset", peer.outcome(1));
        }
        try (Peer peer = new Peer()) {
            peer.headers(1, request(), 0);
            peer.headers(1, List.of(new Field("content-length", "5")), END_STREAM);
            assertEquals("reset", peer.outcome(1));
        }
        try (Peer peer = new Peer()) {
            peer.headers(1, request(), 0);
            peer.headers(1, List.of(new Field(":path", "/users/1")), END_STREAM);
            assertEquals("reset", peer.outcome(1));
        }
        assertTrue(portal.seen.none(Users.Delete.class));
    }

    static Stream<List<Field>> good() {
        return Stream.of(request("!:method=GET", "!:path=/me"),
                request("!:method=GET", "!:path=/me", "+te=trailers", "+x-text=\u00e4 b\tc", "+empty="),
                request("!:method=GET", "!:path=/me", "+host=portal"),
                request("!:method=GET", "!:path=/me", "-:authority=", "+host=portal"),
                request("!:method=GET", "!:path=/me", "+content-length=0"),
                request("!:method=GET", "!:path=/me", "+cookie=a=b", "+cookie=c=d"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void whatIsWellFormedIsAnswered(List<Field> fields) throws Exception {
        try (Peer peer = new Peer()) {
            peer.headers(1, fields, END_STREAM);
            assertEquals("answer", peer.outcome(1), fields.toString());
        }
    }

    /** Frames as they stand; its fields are never indexed nor compressed. */
    private static final class Peer implements AutoCloseable {

        private final SSLSocket socket;
        private final OutputStream out;
        private final DataInputStream in;

        Peer() throws Exception {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{new TrustsAll()}, null);
            socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), portal.port());
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[]{"h2"});
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(PATIENCE_MS);
            out = socket.getOutputStream();
            in = new DataInputStream(socket.getInputStream());
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            frame(SETTINGS, 0, 0, new byte[0]);
        }

        void headers(int stream, List<Field> fields, int flags) throws IOException {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            for (Field field : fields) {
                block.write(0);
                text(block, field.name());
                text(block, field.value());
            }
            frame(HEADERS, flags | END_HEADERS, stream, block.toByteArray());
        }

        /** RFC 7541, 5.2. */
        private static void text(ByteArrayOutputStream block, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            assertTrue(bytes.length < 127, "short texts only");
            block.write(bytes.length);
            block.writeBytes(bytes);
        }

        void frame(int type, int flags, int stream, byte[] payload) throws IOException {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.write(payload.length >> 16);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
            frame.write(type);
            frame.write(flags);
            frame.write(stream >> 24);
            frame.write(stream >> 16);
            frame.write(stream >> 8);
            frame.write(stream);
            frame.writeBytes(payload);
            out.write(frame.toByteArray());
        }

        /** Of a stream: whether it was answered or reset, or the whole connection ended. */
        String outcome(int stream) throws IOException {
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.readUnsignedByte();
                int of = in.readInt();
                in.readNBytes(length);
                if (type == GOAWAY || (type == RST_STREAM && of == stream)) {
                    return "reset";
                }
                if (type == HEADERS && of == stream) {
                    return "answer";
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {
            // It is the test's own.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {
            // It is the test's own.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
