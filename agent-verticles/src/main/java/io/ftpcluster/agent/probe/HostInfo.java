package io.ftpcluster.agent.probe;

import io.ftpcluster.frames.FrameText;
import io.ftpcluster.frames.HelloFrame;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Supplier;

/** What kind of system this is, for the hello. */
public final class HostInfo {

    private static final int MOST_ADDRESSES = 64;

    private final SystemFiles files;
    private final String agentVersion;
    private final String alias;
    private final Supplier<FtpDaemon.Found> daemon;

    HostInfo(SystemFiles files, String agentVersion, String alias, Supplier<FtpDaemon.Found> daemon) {
        this.files = files;
        this.agentVersion = agentVersion;
        this.alias = alias;
        this.daemon = daemon;
    }

    public synchronized HelloFrame hello() {
        FtpDaemon.Found found = daemon.get();
        return new HelloFrame(HelloFrame.PROTOCOL, agentVersion, alias, System.currentTimeMillis(),
                FrameText.clean(system()), FrameText.clean(files.word("/proc/sys/kernel/osrelease")),
                System.getProperty("os.arch"), FrameText.clean(files.word("/proc/sys/kernel/hostname")), addresses(),
                found.name(), found.version());
    }

    /** As os-release(5) names it; null when it doesn't. */
    private String system() {
        String text = files.text("/etc/os-release");
        if (text == null) {
            text = files.text("/usr/lib/os-release");
        }
        if (text == null) {
            return null;
        }
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("PRETTY_NAME=")) {
                return line.substring("PRETTY_NAME=".length()).strip().replaceAll("^[\"']|[\"']$", "");
            }
        }
        return null;
    }

    /** Without loopback and those that are good on one link only. */
    private static List<String> addresses() {
        List<String> addresses = new ArrayList<>();
        try {
            Enumeration<NetworkInterface> interfaces = NetworkInterface.getNetworkInterfaces();
            while (interfaces.hasMoreElements()) {
                Enumeration<InetAddress> own = interfaces.nextElement().getInetAddresses();
                while (own.hasMoreElements()) {
                    InetAddress address = own.nextElement();
                    if (!address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
                        addresses.add(address.getHostAddress().replaceAll("%.*", ""));
                    }
                }
            }
        } catch (SocketException unknown) {
            return List.of();
        }
        return addresses.size() <= MOST_ADDRESSES ? addresses : addresses.subList(0, MOST_ADDRESSES);
    }
}
