package io.ftpcluster.frames;

/** The portal has the samples of a {@link HistoryFrame} up to this {@code at}; the agent may forget them. */
public record StoredFrame(long at) implements Frame.FromPortal {}
