package io.ftpcluster.master.config;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses that begin with the same bits, as {@code 10.0.0.0/8} or {@code 2001:db8::/32} say.
 *
 * @param address the first one
 * @param prefix how many bits all have in common
 */
public record Network(InetAddress address, int prefix) {

    /** A zero in front means octal to some programs and nothing to others. */
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");
    private static final Pattern PREFIX = Pattern.compile("[0-9]{1,3}");

    public Network {
        if (prefix < 0 || prefix > bits(address) || !bitsAfter(address, prefix).equals(BigInteger.ZERO)) {
            throw new IllegalArgumentException(address.getHostAddress() + "/" + prefix + " is no network");
        }
    }

    /** Empty for what is neither an address nor a network, or has bits after its prefix, as 10.0.0.1/8 has. */
    public static Optional<Network> parse(String text) {
        String[] parts = text.strip().split("/", -1);
        if (parts.length > 2 || (parts.length == 2 && !PREFIX.matcher(parts[1]).matches())) {
            return Optional.empty();
        }
        try {
            return address(parts[0]).map(
                    address -> new Network(address, parts.length == 2 ? Integer.parseInt(parts[1]) : bits(address)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Of an address written in digits; never asks a resolver. An IPv4 address within IPv6 is taken as what it is. */
    public static Optional<InetAddress> address(String text) {
        String withoutZone = text.replaceFirst("%.*", "");
        if (!IPV4.matcher(withoutZone).matches() && !IPV6.matcher(withoutZone).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(withoutZone));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress other) {
        return bits(other) == bits(address) && bitsBefore(other, prefix).equals(bitsBefore(address, prefix));
    }

    private static int bits(InetAddress address) {
        return Byte.SIZE * address.getAddress().length;
    }

    private static BigInteger bitsBefore(InetAddress address, int prefix) {
        return new BigInteger(1, address.getAddress()).shiftRight(bits(address) - prefix);
    }

    private static BigInteger bitsAfter(InetAddress address, int prefix) {
        int after = bits(address) - prefix;
        return new BigInteger(1, address.getAddress()).subtract(bitsBefore(address, prefix).shiftLeft(after));
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
