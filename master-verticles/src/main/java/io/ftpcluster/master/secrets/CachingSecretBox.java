package io.ftpcluster.master.secrets;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ftpcluster.bus.Secret;
import java.time.Duration;
import java.util.List;

/**
 * Remembers for a minute what it has opened: every request for a file needs the same password, and opening it costs as
 * much as the rest of a small request. A changed password is another token, so nothing old is ever given out.
 */
public final class CachingSecretBox implements SecretBox {

    private static final int MOST = 1000;
    /** No longer than a session that was logged in with it is kept when nobody uses it. */
    private static final Duration UNUSED = Duration.ofMinutes(1);

    private final SecretBox box;
    private final Cache<Secret, Secret> opened = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(UNUSED)
            .build();

    public CachingSecretBox(SecretBox box) {
        this.box = box;
    }

    @Override
    public Secret seal(Secret plain) {
        return box.seal(plain);
    }

    @Override
    public Secret open(Secret sealed) {
        return opened.get(sealed, box::open);
    }

    @Override
    public List<String> fingerprints() {
        return box.fingerprints();
    }

    @Override
    public boolean isCurrent(Secret sealed) {
        return box.isCurrent(sealed);
    }
}
