package io.ftpcluster.master.cli.fleet;

import java.util.List;

/** What an object can't be made without. */
final class NewEntry {

    private static final String USER_PASS = "user_pass";

    private final Entry entry;
    private final List<Problem> problems;

    /** @param problems to be added to */
    NewEntry(Entry entry, List<Problem> problems) {
        this.entry = entry;
        this.problems = problems;
    }

    void check() {
        switch (entry.key().kind()) {
            case SERVER -> {
                require("host");
                if (entry.values().get("probe_username") != null) {
                    require("probe_password");
                }
            }
            case LOGIN -> {
                require("ftp_username");
                require(USER_PASS);
            }
            case PERMISSION -> {
                if (Boolean.FALSE.equals(entry.values().get("managed"))) {
                    require(USER_PASS);
                }
            }
            case USER -> {
                // A password may be made up.
            }
        }
    }

    private void require(String field) {
        if (!entry.has(field)) {
            problems.add(entry.problem(field,
                    "is needed, as the portal doesn't have it yet"
                            + (entry.key().kind().field(field).orElseThrow().isSecret()
                                    ? ": {file: PATH} or {env: NAME}"
                                    : "")));
        }
    }
}
