package io.ftpcluster.master.files.relay;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.net.Socket;
import java.net.SocketImpl;

/**
 * Under which number the system knows a socket. The JDK has no public way to it, so the manifest opens two of its
 * packages ({@code Add-Opens}); without that all transfers go the slow way.
 */
final class SocketNumber {

    private SocketNumber() {}

    /**
     * The caller sees to it that nobody closes the socket meanwhile.
     *
     * @throws UnsupportedOperationException when the JVM doesn't tell
     */
    static int of(Socket socket) {
        try {
            Method impl = Socket.class.getDeclaredMethod("impl");
            impl.setAccessible(true);
            Method descriptor = SocketImpl.class.getDeclaredMethod("getFileDescriptor");
            descriptor.setAccessible(true);
            Field number = FileDescriptor.class.getDeclaredField("fd");
            number.setAccessible(true);
            return number.getInt(descriptor.invoke(impl.invoke(socket)));
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new UnsupportedOperationException("the JVM doesn't tell a socket's number", e);
        }
    }
}
