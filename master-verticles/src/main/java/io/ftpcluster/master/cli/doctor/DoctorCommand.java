package io.ftpcluster.master.cli.doctor;

import io.ftpcluster.master.cli.VersionOption;
import io.ftpcluster.master.config.Config;
import io.ftpcluster.master.config.ConfigLoader;
import io.ftpcluster.master.config.Variable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what keeps a portal from working on this machine with these settings. */
@Command(name = "doctor", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Looks at this machine and at the settings of a portal, which may run or not, and says what is wrong and what to do. Changes nothing; takes ten seconds at most. Run it as the user that runs the portal.", footer = {
        "", "Exit codes: 0 no failure, 1 a failure, 2 wrong usage or settings.", "", "Examples:",
        "  sudo -u ftpcluster-master ftpcluster doctor --config /etc/ftpcluster/master.env",
        "  ftpcluster doctor --json"})
public final class DoctorCommand implements Callable<Integer> {

    /** So that all of it takes less than ten seconds. */
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private final Duration limit;

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "The settings that the portal is started with.")
    private Path file;

    @Option(names = "--port", paramLabel = "N", description = "As for master.")
    private String port;

    @Option(names = "--data", paramLabel = "DIR", description = "As for master.")
    private String data;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    public DoctorCommand() {
        this(LIMIT);
    }

    /** @param limit of each check */
    DoctorCommand(Duration limit) {
        this.limit = limit;
    }

    @Override
    public Integer call() throws InterruptedException {
        Config config = new ConfigLoader(Optional.ofNullable(file), System.getenv(), flags()).load();
        Report report = new Report(new Examination(checks(config), limit).run());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(report.json().encodePrettily());
        } else {
            out.print(report.text(Ansi.AUTO));
        }
        out.flush();
        return report.hasFailures() ? 1 : 0;
    }

    private Map<Variable, String> flags() {
        Map<Variable, String> given = new EnumMap<>(Variable.class);
        if (port != null) {
            given.put(Variable.HTTP_PORT, port);
        }
        if (data != null) {
            given.put(Variable.DATA_DIR, data);
        }
        return given;
    }

    private List<Check> checks(Config config) {
        LocalPortal portal = new LocalPortal(config.http(), limit.dividedBy(2));
        AskedDatabase database = new AskedDatabase(config);
        List<Check> checks = new ArrayList<>(List.of(new PortalCheck(portal),
                new PortCheck("http port", config.http().host(), config.http().port(), "FTPCLUSTER_HTTP_PORT", portal),
                new CertificateCheck(config.http(), database), new DataDirectoryCheck(config),
                new DiskCheck(config.dataDir()), new DatabaseCheck(database, portal), new KeysCheck(config, database),
                new ConnectionsCheck(config, database), new ClockCheck(database), new NamesCheck(config),
                new FileLimitCheck(config.http()), new MemoryCheck(), new KernelCheck()));
        config.cluster().ifPresent(cluster -> {
            checks.add(
                    new PortCheck("cluster port", cluster.host(), cluster.port(), "FTPCLUSTER_CLUSTER_PORT", portal));
            checks.add(new PortCheck("bus port", cluster.host(), cluster.busPort(), "FTPCLUSTER_CLUSTER_BUS_PORT",
                    portal));
            checks.add(new MembersCheck(cluster));
            checks.add(new ClusterCheck(database));
        });
        return checks;
    }
}
