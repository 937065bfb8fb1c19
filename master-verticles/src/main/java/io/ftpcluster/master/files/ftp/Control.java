package io.ftpcluster.master.files.ftp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;

/** The two clients of commons-net, told to read and write over our bounded sockets. */
interface Control {

    FTPClient client();

    /** Whether something arrived that nobody asked for: the next reply would be read as the answer to another command. */
    boolean hasUnread() throws IOException;

    /** Sends what may be several commands, each with its CR LF, in one write. */
    void send(String lines) throws IOException;

    static Control plain(BoundedSocket socket, Witness witness) {
        return prepared(new Plain(witness), socket);
    }

    static Control secured(BoundedSocket socket, Tls tls, boolean implicit, Witness witness) {
        Secured control = new Secured(tls, implicit, witness);
        control.setEndpointCheckingEnabled(tls.checksHostName());
        if (tls.protocols() != null) {
            control.setEnabledProtocols(tls.protocols());
        }
        return prepared(control, socket);
    }

    private static Control prepared(Control control, BoundedSocket socket) {
        FTPClient client = control.client();
        client.setSocketFactory(new OneSocket(socket));
        // Each byte is one character, so that names pass unharmed until the charset is known.
        client.setControlEncoding(StandardCharsets.ISO_8859_1);
        // RFC 959: only the same code followed by a space ends a reply of many lines.
        client.setStrictMultilineParsing(true);
        client.setStrictReplyParsing(false);
        return control;
    }

    /** Without TLS. */
    final class Plain extends FTPClient implements Control {

        private final Witness witness;

        Plain(Witness witness) {
            this.witness = witness;
        }

        @Override
        protected void _connectAction_() throws IOException {
            witness.connected();
            super._connectAction_();
        }

        @Override
        public FTPClient client() {
            return this;
        }

        @Override
        public boolean hasUnread() throws IOException {
            return _controlInput_.ready();
        }

        @Override
        public void send(String lines) throws IOException {
            _controlOutput_.write(lines);
            _controlOutput_.flush();
        }
    }

    /** With TLS. */
    final class Secured extends FTPSClient implements Control {

        private final Tls tls;
        private final Witness witness;

        Secured(Tls tls, boolean implicit, Witness witness) {
            super(implicit, tls.context());
            this.tls = tls;
            this.witness = witness;
        }

        /** We resolve the name ourselves, but TLS must know it: for SNI, the certificate and resumption. */
        @Override
        protected void _connectAction_() throws IOException {
            _hostname_ = tls.host();
            witness.connected();
            super._connectAction_();
        }

        @Override
        protected void execAUTH() throws IOException {
            List<String> lines = Stream.of(getReplyStrings())
                    .map(raw -> new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)).toList();
            witness.greeted(new Reply(getReplyCode(), lines));
            super.execAUTH();
        }

        @Override
        protected void sslNegotiation() throws IOException {
            super.sslNegotiation();
            witness.secured(((SSLSocket) _socket_).getSession());
        }

        @Override
        public FTPClient client() {
            return this;
        }

        @Override
        public boolean hasUnread() throws IOException {
            return _controlInput_.ready();
        }

        @Override
        public void send(String lines) throws IOException {
            _controlOutput_.write(lines);
            _controlOutput_.flush();
        }
    }

    /** Hands out the socket that we made. */
    final class OneSocket extends SocketFactory {

        private final Socket socket;

        OneSocket(Socket socket) {
            this.socket = socket;
        }

        @Override
        public Socket createSocket() {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
