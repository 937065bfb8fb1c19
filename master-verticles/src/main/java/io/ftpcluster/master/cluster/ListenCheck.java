package io.ftpcluster.master.cluster;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.config.HostPort;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;

/** Whether a node can listen where its settings say, asked first: Hazelcast tells the operator in a hundred lines. */
final class ListenCheck {

    private ListenCheck() {}

    /** Fails INVALID when this machine doesn't have the address, UNAVAILABLE when the port is taken or forbidden. */
    static void require(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        try (ServerSocket socket = new ServerSocket()) {
            // As Hazelcast does it; else connections that have just ended would keep a node from starting again.
            socket.setReuseAddress(true);
            socket.bind(address);
        } catch (IOException e) {
            throw refused(address, e);
        }
    }

    private static FailureException refused(InetSocketAddress address, IOException cause) {
        if (!isOurs(address)) {
            return Failure
                    .of(FailureCode.INVALID,
                            "FTPCLUSTER_CLUSTER_HOST: this machine has no address "
                                    + NetUtil.toAddressString(address.getAddress()))
                    .causedBy(cause);
        }
        return Failure
                .of(FailureCode.UNAVAILABLE, "Can't take part in the cluster as "
                        + HostPort.text(NetUtil.toAddressString(address.getAddress()), address.getPort()) + ": "
                        + cause.getMessage() + ". Stop what uses that port, or choose another FTPCLUSTER_CLUSTER_PORT.")
                .causedBy(cause);
    }

    private static boolean isOurs(InetSocketAddress address) {
        try {
            return address.getAddress().isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address.getAddress()) != null;
        } catch (IOException e) {
            return true; // Nobody knows: the other answer says what the system said.
        }
    }
}
