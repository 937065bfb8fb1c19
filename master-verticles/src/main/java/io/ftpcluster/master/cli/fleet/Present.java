package io.ftpcluster.master.cli.fleet;

import java.util.Map;

/**
 * An object as the portal has it.
 *
 * @param path of it in the API, by its id, so that another one of the same name isn't meant
 * @param values of all settings but secrets, as in {@link Entry}
 */
public record Present(Key key, String path, Map<String, Object> values) {

    boolean isManaged() {
        return Boolean.TRUE.equals(values.get("managed"));
    }

    boolean hasStoredLogin() {
        return values.get("login") != null;
    }
}
