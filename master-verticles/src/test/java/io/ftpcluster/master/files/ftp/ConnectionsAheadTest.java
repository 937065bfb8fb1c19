package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Data connections that are made before there is a use for them, on servers that end or refuse them. */
class ConnectionsAheadTest extends WarmServer {

    private final AtomicInteger ports = new AtomicInteger();

    @Test
    void takesAnotherPortWhenTheConnectionMadeAheadHasEnded() throws Exception {
        server.on("EPSV", (client, argument) -> {
            client.say("229 Extended (|||" + client.listen() + "|)");
            if (ports.incrementAndGet() == 2) {
                client.data().close();
            }
        });
        readAndAwaitPreparation();
        // Shorter than that it is trusted.
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)).join();
        assertEquals("0123456789", read());
        assertEquals(1, server.connections());
    }

    @Test
    void opensAnotherSessionWhenThePreparedOneWasToldToGo() throws Exception {
        server.on("EPSV", (client, argument) -> {
            client.say("229 Extended (|||" + client.listen() + "|)");
            if (ports.incrementAndGet() == 2) {
                Socket data = client.data();
                client.say("421 Timeout.");
                client.hangUp();
                data.close();
            }
        });
        readAndAwaitPreparation();
        assertEquals("0123456789", read());
        assertEquals(2, server.connections());
    }

    @Test
    void givesItsPortsBackWhenTheServerHasNoMore() throws Exception {
        AtomicInteger holder = new AtomicInteger();
        server.on("EPSV", (client, argument) -> {
            boolean free = holder.compareAndSet(0, client.number()) || holder.get() == client.number();
            client.say(free ? "229 Extended (|||" + client.listen() + "|)" : "425 no more ports");
        }).on("RETR", (client, argument) -> {
            client.transfer("0123456789", null);
            holder.set(0);
            client.say("226 done");
        }).on("QUIT", (client, argument) -> {
            holder.compareAndSet(client.number(), 0);
            client.say("221 bye");
        });
        readAndAwaitPreparation();
        Harness.eventually(() -> holder.get() == 1);
        // Until then the session may not be back with its port, and nobody could end it.
        harness.open(login, "/file").close();
        login = bed.login("bob");
        assertEquals("0123456789", read());
        assertTrue(server.received().contains("QUIT"));
        assertEquals(0, harness.files.sessions(bed.login("ann")));
        assertEquals("0123456789", read());
        assertEquals(0, holder.get(), "a port was taken ahead though there are too few");
    }

    @Test
    void givesUpPreparingWhereThereIsNoPortLeft() throws Exception {
        server.on("EPSV", (client, argument) -> client.say(
                ports.incrementAndGet() == 2 ? "425 no more ports" : "229 Extended (|||" + client.listen() + "|)"));
        readAndAwaitPreparation();
        assertEquals("0123456789", read());
        assertEquals("0123456789", read());
        assertEquals(4, count("EPSV"), "prepared again");
        assertEquals(1, server.connections());
    }
}
