package io.ftpcluster.master.cli.doctor;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;

/** Whether the portal can listen on a port, or does. */
final class PortCheck implements Check {

    private final String name;
    private final String host;
    private final int port;
    private final String setting;
    private final LocalPortal portal;

    /** @param setting by which another port is chosen */
    PortCheck(String name, String host, int port, String setting, LocalPortal portal) {
        this.name = name;
        this.host = host;
        this.port = port;
        this.setting = setting;
        this.portal = portal;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Finding look() throws IOException, InterruptedException {
        if (port == 0) {
            return Finding.ok("The system chooses one.");
        }
        String place = host + " port " + port;
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return Finding.ok(place + " is free.");
        } catch (UnknownHostException e) {
            return Finding.failure("The host name " + host + " is not known.",
                    "Listen on an address of this machine: 'ip addr' lists them.");
        } catch (BindException e) {
            return taken(place, String.valueOf(e.getMessage()));
        } catch (SocketException e) {
            return refused(place, String.valueOf(e.getMessage()));
        }
    }

    private Finding taken(String place, String why) throws InterruptedException {
        if (!why.contains("in use")) {
            return refused(place, why);
        }
        return portal.readiness().isPresent()
                ? Finding.ok(place + " is taken, and the portal runs.")
                : Finding.failure("Another program has " + place + ", or a portal that doesn't answer.",
                        "'ss -ltnp sport = :" + port + "' as root says which. Stop it, or choose another port with "
                                + setting + ".");
    }

    private static Finding refused(String place, String why) {
        return why.contains("ermission denied")
                ? Finding.failure("This user may not listen on " + place + ".",
                        "Ports below 1024 need a right: setup_master.sh gives it to the service. By hand: AmbientCapabilities="
                                + "CAP_NET_BIND_SERVICE, or choose a port above 1023.")
                : Finding.failure("Can't listen on " + place + ": " + why + ".",
                        "It must be an address of this machine: 'ip addr' lists them.");
    }
}
