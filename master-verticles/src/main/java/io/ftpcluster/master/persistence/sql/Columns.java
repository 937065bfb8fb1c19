package io.ftpcluster.master.persistence.sql;

import io.vertx.sqlclient.Row;
import java.util.function.Function;

/** One row of an answer, by the names of its columns. */
public interface Columns {

    String getString(String name);

    Long getLong(String name);

    Integer getInteger(String name);

    /** For rows of the asynchronous client. */
    static <T> Function<Row, T> reader(Function<Columns, T> reader) {
        return row -> reader.apply(of(row));
    }

    private static Columns of(Row row) {
        return new Columns() {
            @Override
            public String getString(String name) {
                return row.getString(name);
            }

            @Override
            public Long getLong(String name) {
                return row.getLong(name);
            }

            @Override
            public Integer getInteger(String name) {
                return row.getInteger(name);
            }
        };
    }
}
