package io.ftpcluster.master.files.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** The two ends of one connection on loopback. */
record SocketPair(Socket far, Socket near) implements AutoCloseable {

    static SocketPair open() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket far = new Socket(server.getInetAddress(), server.getLocalPort());
            return new SocketPair(far, server.accept());
        }
    }

    @Override
    public void close() throws IOException {
        far.close();
        near.close();
    }
}
