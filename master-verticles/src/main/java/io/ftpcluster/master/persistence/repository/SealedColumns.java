package io.ftpcluster.master.persistence.repository;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.persistence.sql.Sql;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where secrets are stored.
 *
 * @param what its rows are called, for the log
 * @param keys of the table, texts
 * @param secrets each may be null, or empty for none
 */
public record SealedColumns(String what, String table, List<String> keys, List<String> secrets) {

    public static final List<SealedColumns> ALL = List.of(
            new SealedColumns("permission", "permissions", List.of("id"),
                    List.of("encrypted_pass", "encrypted_account")),
            // What an agent is to make so may not be what the permission has.
            new SealedColumns("account", "accounts", List.of("server_id", "name"), List.of("sealed_pass")),
            new SealedColumns("stored login", "server_logins", List.of("server_id", "name"),
                    List.of("encrypted_pass", "encrypted_account")),
            new SealedColumns("job", "jobs", List.of("id"), List.of("sealed")),
            new SealedColumns("probe account of server", "servers", List.of("id"), List.of("probe_pass")),
            new SealedColumns("signing key", "signing_keys", List.of("name"), List.of("sealed")),
            new SealedColumns("certificate", "acme_certificates", List.of("name"), List.of("sealed_key")));

    /** @param values null where there is none */
    record Entry(List<String> key, List<Secret> values) {
        Entry {
            values = Collections.unmodifiableList(new ArrayList<>(values));
        }
    }

    /** The next ones in the order of their keys. */
    List<Entry> page(Sql sql, List<String> after, int most) {
        String names = String.join(", ", keys);
        String some = secrets.stream().map(name -> name + " <> ''").collect(Collectors.joining(" OR "));
        String select = "SELECT " + names + ", " + String.join(", ", secrets) + " FROM " + table + " WHERE (" + names
                + ") > (" + places(keys.size()) + ") AND (" + some + ") ORDER BY " + names + " LIMIT ?";
        return sql.list(this::entry, select, Stream.concat(after.stream(), Stream.of(most)).toArray());
    }

    /** Before all others. */
    List<String> beginning() {
        return Collections.nCopies(keys.size(), "");
    }

    /** The list must not be empty. */
    void store(Sql sql, List<Entry> entries) {
        String set = secrets.stream().map(name -> name + " = ?").collect(Collectors.joining(", "));
        String where = keys.stream().map(name -> name + " = ?").collect(Collectors.joining(" AND "));
        sql.changeEach("UPDATE " + table + " SET " + set + " WHERE " + where,
                entries.stream().map(SealedColumns::tuple).toList());
    }

    private static Tuple tuple(Entry entry) {
        Tuple values = Tuple.tuple();
        entry.values().forEach(value -> values.addString(value == null ? null : value.value()));
        entry.key().forEach(values::addString);
        return values;
    }

    private Entry entry(Row row) {
        return new Entry(keys.stream().map(row::getString).toList(),
                secrets.stream()
                        .map(row::getString)
                        .map(text -> text == null ? null : new Secret(text))
                        .collect(Collectors.toCollection(ArrayList::new)));
    }

    private static String places(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }
}
