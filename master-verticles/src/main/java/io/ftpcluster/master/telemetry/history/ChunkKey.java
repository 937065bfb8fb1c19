package io.ftpcluster.master.telemetry.history;

import io.ftpcluster.messages.Telemetry.Chunk;
import io.ftpcluster.messages.Telemetry.Resolution;

/** Which row a chunk is. */
record ChunkKey(String serverId, Resolution resolution, long start) {

    static ChunkKey of(Chunk chunk) {
        return new ChunkKey(chunk.serverId(), chunk.resolution(), chunk.start());
    }
}
