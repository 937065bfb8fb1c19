package io.ftpcluster.master.cli;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.auth.Argon2id;
import io.ftpcluster.master.auth.Bcrypt;
import io.ftpcluster.master.config.ConfigException;
import io.ftpcluster.master.config.ConfigLoader;
import io.ftpcluster.master.persistence.ImportOptions.Mode;
import io.ftpcluster.master.persistence.ImportOptions;
import io.ftpcluster.master.persistence.ImportReport.Outcome;
import io.ftpcluster.master.persistence.ImportReport;
import io.ftpcluster.master.persistence.LegacyImport;
import io.ftpcluster.master.persistence.legacy.LegacyData;
import io.ftpcluster.master.persistence.legacy.LegacyFile;
import io.ftpcluster.master.persistence.legacy.LegacyNames;
import io.ftpcluster.master.secrets.Fernet;
import io.ftpcluster.master.secrets.KeyException;
import io.ftpcluster.master.secrets.KeyFiles;
import io.ftpcluster.master.secrets.SecretBox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes over what the portal's Python version knows. */
@Command(name = "import", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Takes users, servers and permissions of the portal's Python version from its SQLite file, in one transaction, and lists what can't be taken. The portal may run or not. Doing it again takes only what is new. Exit code 4: done, but for what is listed.")
public final class ImportCommand implements Callable<Integer> {

    static final int NOT_ALL = 4;
    private static final int REFUSED = 1;
    private static final String KEY_VARIABLE = "FTPCLUSTER_IMPORT_FERNET_KEY";
    private static final String FOLDER_PREFIX = "ftpcluster-import";

    @Spec
    private CommandSpec spec;

    @Mixin
    private PortalLocation place;

    @Parameters(paramLabel = "FILE", description = "The Python version's database, such as ftpcluster.db. It is not changed; stop the Python version first.")
    private Path file;

    @Option(names = "--fernet-key", paramLabel = "KEY", description = "FERNET_KEY of the Python version; several are separated by commas. Others on the machine can read it: prefer --fernet-key-file, or "
            + KEY_VARIABLE + " in the environment.")
    private String key;

    @Option(names = "--fernet-key-file", paramLabel = "KEYFILE", description = "File with that key, on its first line; - is standard input.")
    private Path keyFile;

    @Option(names = "--without-permissions", description = "Takes users and servers only, and needs no key.")
    private boolean withoutPermissions;

    @Option(names = "--dry-run", description = "Shows what would be done, and does nothing.")
    private boolean dryRun;

    @Option(names = "--all-or-nothing", description = "Takes nothing when something can't be taken.")
    private boolean allOrNothing;

    @Option(names = "--merge", description = "Where an account of the same name, or a server of the same alias and host, is here already, takes it for the same: it stays as it is and gets the permissions.")
    private boolean merge;

    @Option(names = "--table", paramLabel = "users=NAME", description = "What a table is called there: users, servers or permissions. May be repeated.")
    private Map<String, String> tables = new LinkedHashMap<>();

    @Option(names = "--column", paramLabel = "users.username=NAME", description = "What a column is called there. May be repeated.")
    private Map<String, String> columns = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        LegacyNames names = LegacyNames.of(tables, columns);
        Optional<SecretBox> source = source();
        ConfigLoader settings = place.settings();
        LegacyData data = read(names);
        if (source.isEmpty() && !withoutPermissions && !data.permissions().isEmpty()) {
            throw new ConfigException("give the key of the Python version by --fernet-key-file or " + KEY_VARIABLE
                    + ", or take users and servers only, with --without-permissions");
        }
        LegacyImport portal = LegacyImport.into(settings.database(), settings.dataDir());
        ImportOptions options = new ImportOptions(mode(), merge, withoutPermissions ? Optional.empty() : source,
                portalBox(settings), Bcrypt::isUsable, new Secret(new Argon2id().unmatchable()));
        ImportReport report = portal.run(data, options);
        new ImportListing(spec.commandLine().getOut(), dryRun).print(report);
        if (!report.has(Outcome.LEFT_OUT)) {
            return 0;
        }
        return report.done() || dryRun ? NOT_ALL : REFUSED;
    }

    private Mode mode() {
        if (dryRun) {
            return Mode.DRY_RUN;
        }
        return allOrNothing ? Mode.ALL_OR_NOTHING : Mode.TAKE;
    }

    private LegacyData read(LegacyNames names) throws IOException {
        TemporaryFolder.removeThoseOfTheDead(FOLDER_PREFIX);
        TemporaryFolder folder = TemporaryFolder.make(FOLDER_PREFIX);
        try (LegacyFile source = LegacyFile.open(file, folder.path())) {
            return LegacyData.read(source, names);
        } finally {
            folder.remove();
        }
    }

    /** Empty: no key was given. */
    private Optional<SecretBox> source() {
        String fromEnvironment = System.getenv(KEY_VARIABLE);
        if (key != null && keyFile != null) {
            throw new ConfigException("--fernet-key and --fernet-key-file exclude each other");
        }
        if (keyFile != null) {
            return Optional.of(box(FirstLine.of(keyFile, "--fernet-key-file"), "--fernet-key-file"));
        }
        if (key != null) {
            return Optional.of(box(new Secret(key), "--fernet-key"));
        }
        return Optional.ofNullable(fromEnvironment)
                .filter(text -> !text.isEmpty())
                .map(text -> box(new Secret(text), KEY_VARIABLE));
    }

    private static SecretBox box(Secret keys, String origin) {
        try {
            return new Fernet(keys);
        } catch (KeyException e) {
            throw new ConfigException(origin + ": " + e.getMessage(), e);
        }
    }

    private static SecretBox portalBox(ConfigLoader settings) {
        return new Fernet(
                settings.keys().fernetKeys().orElseGet(() -> new KeyFiles(settings.dataDir()).existingFernetKeys()));
    }
}
