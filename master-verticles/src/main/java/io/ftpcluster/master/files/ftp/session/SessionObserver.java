package io.ftpcluster.master.files.ftp.session;

import io.ftpcluster.master.files.ftp.reply.Reply;
import io.ftpcluster.master.files.ftp.tls.Tls;
import java.net.InetAddress;
import java.util.List;
import javax.net.ssl.SSLSession;

/** Sees how a session is opened and used, while it happens and in the thread that does it. */
public interface SessionObserver {

    SessionObserver NOBODY = new SessionObserver() {};

    /** The host's addresses are known; comes again when all is tried once more. */
    default void resolved(List<InetAddress> addresses) {}

    /** @param tls null without TLS */
    default void dialling(InetAddress address, Tls tls) {}

    /** TCP has connected. */
    default void connected() {}

    /** The greeting of a server that will be asked for TLS. Other greetings arrive as a reply. */
    default void greeted(Reply greeting) {}

    /** TLS has shaken hands on the control channel. */
    default void secured(SSLSession session) {}

    default void replied(Reply reply) {}

    default void securingData() {}

    default void securedData(SSLSession session) {}
}
