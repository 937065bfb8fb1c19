package io.ftpcluster.testing;

import io.ftpcluster.master.auth.Argon2id;
import io.ftpcluster.master.auth.DelegatingPasswordHash;
import io.ftpcluster.master.auth.PasswordHasher;

/** Password hashing without its cost, which was more than half of what integration tests used of the processors. */
public final class WeakHashing {

    private static final int MEMORY_KIB = 64;

    private WeakHashing() {}

    public static PasswordHasher hasher() {
        return new PasswordHasher(new DelegatingPasswordHash(new Argon2id(MEMORY_KIB, 1)));
    }
}
