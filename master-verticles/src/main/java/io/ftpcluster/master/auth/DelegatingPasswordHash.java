package io.ftpcluster.master.auth;

/** Makes hashes of one kind, and knows those that an import has brought, which are to be replaced when their password comes. */
public final class DelegatingPasswordHash implements PasswordHash {

    private final PasswordHash current;

    /** @param current by which new hashes are made */
    public DelegatingPasswordHash(PasswordHash current) {
        this.current = current;
    }

    @Override
    public String hash(String password) {
        return current.hash(password);
    }

    @Override
    public boolean matches(String password, String hash) {
        return Bcrypt.is(hash) ? Bcrypt.matches(password, hash) : current.matches(password, hash);
    }

    @Override
    public boolean isOutdated(String hash) {
        return Bcrypt.is(hash) || current.isOutdated(hash);
    }

    @Override
    public String unmatchable() {
        return current.unmatchable();
    }
}
