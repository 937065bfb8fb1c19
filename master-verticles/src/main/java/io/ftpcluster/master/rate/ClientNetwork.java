package io.ftpcluster.master.rate;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Whom attempts are counted of: an address of IPv4, the first half of one of IPv6, as a household has a /64. */
public final class ClientNetwork {

    private static final int IPV6_PREFIX_BYTES = 8;

    private ClientNetwork() {}

    /** @param remoteAddress what isn't an IP address stands for itself */
    public static String of(String remoteAddress) {
        if (remoteAddress == null || remoteAddress.indexOf(':') < 0) {
            return String.valueOf(remoteAddress);
        }
        try {
            String withoutZone = remoteAddress.replaceFirst("%.*", "");
            InetAddress address = InetAddress.ofLiteral(withoutZone);
            return address instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_PREFIX_BYTES))
                    : address.getHostAddress();
        } catch (IllegalArgumentException e) {
            return remoteAddress;
        }
    }
}
