package io.ftpcluster.master.persistence.sql;

import io.ftpcluster.bus.SlowLog;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.persistence.engine.Engine;
import io.ftpcluster.master.persistence.engine.PostgresEngine;
import io.ftpcluster.master.persistence.engine.Schema;
import io.ftpcluster.master.persistence.engine.SqlErrorMapper;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A database that is there, migrated and ours, before anything asks it. Closing gives it up; {@link #open} takes it over. */
public final class PreparedDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PreparedDatabase.class);
    private final Engine engine;
    private final SqlErrorMapper failures;
    private final String id;

    private PreparedDatabase(Engine engine, SqlErrorMapper failures, String id) {
        this.engine = engine;
        this.failures = failures;
        this.id = id;
    }

    static PreparedDatabase prepare(Config.Database config, Path dataDir) {
        Engine engine = Engine.of(config, dataDir);
        try {
            new Schema(engine.patientSource()).migrate();
            SqlErrorMapper failures = new SqlErrorMapper(engine);
            new ClockSkew(engine, failures, InstantSource.system()).signs().forEach(LOG::warn);
            return new PreparedDatabase(engine, failures,
                    new DatabaseIdentity(engine.patientSource(), failures).ensure());
        } catch (RuntimeException e) {
            giveUp(engine);
            throw e;
        }
    }

    /** Made by whoever migrated it first, and never changed: two nodes with the same one have the same database. */
    public String id() {
        return id;
    }

    /**
     * What the cluster on this database is called, kept since a node was the first to ask. Blocking.
     *
     * @param usual if no node has asked before
     */
    public String clusterName(String usual) {
        return new DatabaseIdentity(engine.patientSource(), failures).clusterName(usual);
    }

    /** Whether each node asks it itself. */
    public boolean isServer() {
        return engine instanceof PostgresEngine;
    }

    /** Where nobody wants to know what is slow. */
    public Database open(Vertx vertx, boolean shared) {
        return open(vertx, shared, SlowLog.SILENT);
    }

    /** @param shared whether other nodes write to it too; then {@link Database#outdateOthers} must be given */
    public Database open(Vertx vertx, boolean shared, SlowLog slow) {
        return new Database(vertx, engine, failures, id, shared, slow);
    }

    @Override
    public void close() {
        giveUp(engine);
    }

    static void giveUp(Engine engine) {
        try {
            engine.close();
        } catch (IOException e) {
            LOG.warn("The lock of the database could not be given back: {}", e.toString());
        }
    }
}
