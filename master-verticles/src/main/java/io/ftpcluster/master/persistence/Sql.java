package io.ftpcluster.master.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Statements on one connection, in straight-line code for virtual threads. Values are always parameters. Fails with
 * {@link UniqueViolation} where a unique value exists already, else as {@link StoreFailures} says.
 */
final class Sql {

    private final SqlClient client;

    Sql(SqlClient client) {
        this.client = client;
    }

    <T> List<T> list(Function<Row, T> reader, String sql, Object... values) {
        List<T> found = new ArrayList<>();
        for (Row row : run(sql, values)) {
            found.add(reader.apply(row));
        }
        return found;
    }

    <T> Optional<T> first(Function<Row, T> reader, String sql, Object... values) {
        return list(reader, sql, values).stream().findFirst();
    }

    /** How many rows it changed. */
    int change(String sql, Object... values) {
        return run(sql, values).rowCount();
    }

    /** One statement many times; the list must not be empty. */
    void changeEach(String sql, List<Tuple> values) {
        await(client.preparedQuery(sql).executeBatch(values));
    }

    private RowSet<Row> run(String sql, Object... values) {
        return await(client.preparedQuery(sql).execute(Tuple.wrap(Arrays.asList(values))));
    }

    private static RowSet<Row> await(Future<RowSet<Row>> rows) {
        return rows.recover(cause -> Future.failedFuture(StoreFailures.of(cause))).await();
    }
}
