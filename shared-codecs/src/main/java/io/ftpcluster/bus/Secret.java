package io.ftpcluster.bus;

import java.util.Objects;

/** A value that must not be printed: a password, a token. Travels on the bus, shows as stars everywhere else. */
public record Secret(String value) {

    public Secret {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return "***";
    }
}
