package io.ftpcluster.master.files.relay;

import java.net.Socket;

/** Tells tests a socket's descriptor. */
public final class Numbers {

    private Numbers() {}

    public static int of(Socket socket) {
        return SocketNumber.of(socket);
    }
}
