package io.ftpcluster.bus;

/** The reply that says only that it is done. */
@Wire("done.v1")
public record Done() {
    public static final Done DONE = new Done();
}
