package io.ftpcluster.master.cli;

import java.io.Console;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIGHUP, by which services are told to read their files again. By reflection: the JDK has no other way, and warns of its own. */
final class HangUpSignal {

    private static final Logger LOG = LoggerFactory.getLogger(HangUpSignal.class);

    private HangUpSignal() {}

    /** In a terminal it still ends the program, as that goes when its terminal does. */
    @SuppressWarnings("SystemConsoleNull") // From JDK 25 on it is null again where there is no terminal.
    static void handle(Runnable reload) {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            return;
        }
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(HangUpSignal.class.getClassLoader(), new Class<?>[]{handler},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            run(reload);
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
        } catch (ReflectiveOperationException e) {
            LOG.warn("SIGHUP can't be taken here, and ends the portal", e);
        }
    }

    private static void run(Runnable reload) {
        try {
            reload.run();
        } catch (RuntimeException e) {
            LOG.error("What SIGHUP asks for could not be done", e);
        }
    }
}
