package io.ftpcluster.frames;

/** The portal has the samples of a {@link History} up to this {@code at}; the agent may forget them. */
public record Stored(long at) implements Frame.FromPortal {}
