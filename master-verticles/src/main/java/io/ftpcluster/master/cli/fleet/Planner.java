package io.ftpcluster.master.cli.fleet;

import io.ftpcluster.master.cli.fleet.Change.Action;
import io.ftpcluster.master.cli.fleet.Change.Difference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Compares a file with what a portal has. */
public final class Planner {

    private static final String PASSWORD = "password";

    /**
     * @param prune whether what isn't in the file goes, of those kinds that the file has a section of
     * @param updateSecrets whether secrets of what is there already are sent again
     * @param self who applies the file
     */
    public record Options(boolean prune, boolean updateSecrets, String self) {}

    private final FleetFile file;
    private final Fleet fleet;
    private final Options options;
    private final List<Change> changes = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final Set<Key> named = new HashSet<>();
    private final Set<Key> removed = new HashSet<>();
    private int unchanged;
    private int extra;

    private Planner(FleetFile file, Fleet fleet, Options options) {
        this.file = file;
        this.fleet = fleet;
        this.options = options;
    }

    public static Plan plan(FleetFile file, Fleet fleet, Options options) throws FleetFileException {
        Planner planner = new Planner(file, fleet, options);
        planner.run();
        if (!planner.problems.isEmpty()) {
            throw new FleetFileException(planner.problems);
        }
        return new Plan(List.copyOf(planner.changes), planner.unchanged, planner.extra, planner.remarks);
    }

    private void run() {
        file.sections().values().forEach(entries -> entries.forEach(entry -> named.add(entry.key().folded())));
        List<Change> removals = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            fleet.of(kind).forEach(present -> remove(present).ifPresent(removals::addFirst));
        }
        for (Kind kind : Kind.values()) {
            file.entries(kind).forEach(this::plan);
        }
        changes.addAll(removals);
    }

    private Optional<Change> remove(Present present) {
        Key key = present.key().folded();
        boolean withOwner = key.owners().stream().anyMatch(removed::contains);
        if (named.contains(key) || !(withOwner || file.names(key.kind()))) {
            return Optional.empty();
        }
        if (!options.prune()) {
            extra++;
            return Optional.empty();
        }
        if (isSelf(key)) {
            remarks.add(present.key() + " isn't in the file, and stays as it is the one that applies it");
            return Optional.empty();
        }
        removed.add(key);
        return Optional.of(new Change(Action.REMOVE, present.key(), present, List.of(), Map.of(), withOwner));
    }

    private void plan(Entry entry) {
        int before = problems.size();
        requireOwners(entry);
        Optional<Present> present = fleet.find(entry.key());
        if (present.isPresent()) {
            change(entry, present.get(), before);
        } else {
            new NewEntry(entry, problems).check();
            List<Difference> differences = entry.values()
                    .entrySet()
                    .stream()
                    .map(value -> new Difference(value.getKey(), null, value.getValue()))
                    .toList();
            changes.add(new Change(Action.ADD, entry.key(), null, differences, entry.secrets(), false));
        }
    }

    private void requireOwners(Entry entry) {
        for (Key owner : entry.key().owners()) {
            String field = owner.kind() == Kind.USER ? "user" : "server";
            require(entry, field, owner, "there is no " + owner + ", neither in the file nor on the portal");
        }
        if (entry.values().get("login") instanceof String login) {
            Key wanted = Key.login(entry.key().names().getLast(), login);
            require(entry, "login", wanted, "there is no " + wanted + ", neither in the file nor on the portal");
        }
    }

    private void require(Entry entry, String field, Key wanted, String otherwise) {
        Key key = wanted.folded();
        if (removed.contains(key)) {
            problems.add(entry.problem(field, "the " + wanted + " isn't in the file, and would be pruned"));
        } else if (!named.contains(key) && fleet.find(key).isEmpty()) {
            problems.add(entry.problem(field, otherwise));
        }
    }

    private void change(Entry entry, Present present, int before) {
        List<Difference> differences = new ArrayList<>();
        entry.values().forEach((field, after) -> {
            Object now = present.values().get(field);
            if (!Objects.equals(now, after)) {
                differences.add(new Difference(field, now, after));
            }
        });
        Map<String, SecretSource> secrets = secrets(entry, present, differences);
        if (isSelf(entry.key().folded()) && "user".equals(entry.values().get("role"))) {
            problems.add(entry.problem("role", "must stay admin, as it is the one that applies the file"));
        }
        if (problems.size() > before) {
            return;
        }
        if (differences.isEmpty() && secrets.isEmpty()) {
            unchanged++;
        } else {
            changes.add(new Change(Action.CHANGE, present.key(), present, differences, secrets, false));
        }
    }

    /** A secret can't be compared, so it goes along only where it must, or where that is asked for. */
    private Map<String, SecretSource> secrets(Entry entry, Present present, List<Difference> differences) {
        Map<String, SecretSource> sent = new LinkedHashMap<>();
        switch (entry.key().kind()) {
            case SERVER -> {
                if (differences.stream()
                        .anyMatch(each -> each.field().equals("probe_username") && each.after() != null)) {
                    sent.putAll(entry.secrets());
                    if (sent.isEmpty()) {
                        problems.add(entry.problem("probe_username", "is another one, so probe_password is needed"));
                    }
                }
            }
            case PERMISSION -> sent.putAll(LoginChange.check(entry, present, differences, problems));
            case LOGIN -> {
                if (!differences.isEmpty()) {
                    sent.putAll(entry.secrets());
                }
            }
            case USER -> {
                // Nothing that changes needs the password.
            }
        }
        if (options.updateSecrets()) {
            sent.putAll(entry.secrets());
        }
        if (isSelf(entry.key().folded()) && sent.remove(PASSWORD) != null) {
            remarks.add("The password of " + entry.key() + " stays, as it is the one that applies the file: ftpcluster"
                    + " user password changes it");
        }
        return sent;
    }

    private boolean isSelf(Key folded) {
        return folded.equals(Key.user(options.self()).folded());
    }
}
