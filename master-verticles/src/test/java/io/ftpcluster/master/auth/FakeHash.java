package io.ftpcluster.master.auth;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Hashes that cost nothing, of which those that begin with "old:" are to be replaced; counted, and held back while the gate is closed. */
final class FakeHash implements PasswordHash {

    final AtomicInteger verifications = new AtomicInteger();
    final AtomicInteger dummyVerifications = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    void closeGate() {
        gate = new CountDownLatch(1);
    }

    void openGate() {
        gate.countDown();
    }

    @Override
    public String hash(String password) {
        return "fake:" + password;
    }

    @Override
    public boolean matches(String password, String hash) {
        verifications.incrementAndGet();
        if (hash.equals(unmatchable())) {
            dummyVerifications.incrementAndGet();
        }
        try {
            if (!gate.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody opened the gate");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return hash.equals(hash(password)) || hash.equals("old:" + password);
    }

    @Override
    public boolean isOutdated(String hash) {
        return hash.startsWith("old:");
    }

    @Override
    public String unmatchable() {
        return "nothing";
    }
}
