package io.ftpcluster.master.persistence;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.secrets.SecretBox;
import java.util.List;

/** Keeps texts readable and only marks them with the key's name, so that a test sees which key sealed what. */
public record FakeBox(List<String> keys) implements SecretBox {

    public FakeBox(String... keys) {
        this(List.of(keys));
    }

    @Override
    public Secret seal(Secret plain) {
        return new Secret(keys.getFirst() + ":" + plain.value());
    }

    @Override
    public Secret open(Secret sealed) {
        int colon = sealed.value().indexOf(':');
        if (!keys.contains(sealed.value().substring(0, colon))) {
            throw Failure.of(FailureCode.INTERNAL, "No key fits.").exception();
        }
        return new Secret(sealed.value().substring(colon + 1));
    }

    @Override
    public List<String> fingerprints() {
        return keys;
    }

    @Override
    public boolean isCurrent(Secret sealed) {
        return sealed.value().startsWith(keys.getFirst() + ":");
    }
}
