package io.ftpcluster.master;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import java.util.Arrays;
import java.util.stream.Stream;

/** Who may depend on whom; docs/architecture.md says why. */
@AnalyzeClasses(packages = "io.ftpcluster", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String MASTER = "io.ftpcluster.master";

    /** Parts of the master talk over the bus; only the wiring knows them all. */
    @ArchTest
    static final ArchRule partsKnowOnlyMessages = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("wiring")
            .definedBy(MASTER, MASTER + ".cli..", MASTER + ".demo..", MASTER + ".node..")
            .layer("http")
            .definedBy(MASTER + ".http..")
            .layer("auth")
            .definedBy(MASTER + ".auth..")
            .layer("provisioning")
            .definedBy(MASTER + ".provisioning..")
            .layer("accounts")
            .definedBy(MASTER + ".accounts..")
            .layer("persistence")
            .definedBy(MASTER + ".persistence..")
            .layer("telemetry")
            .definedBy(MASTER + ".telemetry..")
            .layer("files")
            .definedBy(MASTER + ".files..")
            .layer("acme")
            .definedBy(MASTER + ".acme..")
            .layer("backup")
            .definedBy(MASTER + ".backup..")
            .layer("copies")
            .definedBy(MASTER + ".copies..")
            .layer("cluster")
            .definedBy(MASTER + ".cluster..")
            .layer("leadership")
            .definedBy(MASTER + ".leadership..")
            .layer("secrets")
            .definedBy(MASTER + ".secrets..")
            .layer("config")
            .definedBy(MASTER + ".config..")
            .layer("messages")
            .definedBy("io.ftpcluster.messages..")
            .layer("bus")
            .definedBy("io.ftpcluster.bus..")
            .whereLayer("wiring")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("auth")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("provisioning")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("accounts")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("acme")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("backup")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("copies")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("persistence")
            .mayOnlyBeAccessedByLayers("wiring", "backup")
            .whereLayer("telemetry")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("files")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers("wiring")
            .whereLayer("secrets")
            .mayOnlyBeAccessedByLayers("wiring", "auth", "provisioning", "persistence", "files", "config", "backup",
                    "acme")
            .whereLayer("leadership")
            .mayOnlyBeAccessedByLayers("wiring", "http", "auth", "accounts", "provisioning", "persistence", "telemetry",
                    "files", "backup", "acme", "copies")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("wiring", "http", "auth", "persistence", "telemetry", "files", "secrets",
                    "cluster", "backup", "acme");

    /** Any part may lead, so it knows none. */
    @ArchTest
    static final ArchRule leadershipKnowsOnlyMessages = noClasses().that(resideInAnyPackage(MASTER + ".leadership.."))
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage(MASTER + "..").and(resideOutsideOfPackages(MASTER + ".leadership..")));

    @ArchTest
    static final ArchRule codecsKnowNobody = noClasses()
            .that(resideInAnyPackage("io.ftpcluster.bus..", "io.ftpcluster.messages.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage(MASTER + "..", "io.ftpcluster.agent.."));

    /** So that every part may use it. */
    @ArchTest
    static final ArchRule ratesKnowNobody = noClasses().that(resideInAnyPackage(MASTER + ".rate.."))
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("io.ftpcluster..").and(resideOutsideOfPackages(MASTER + ".rate..")));

    @ArchTest
    static final ArchRule agentsDoNotKnowTheMaster = noClasses().that(resideInAnyPackage("io.ftpcluster.agent.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage(MASTER + ".."))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyPersistenceSeesSql = noClasses().that(resideOutsideOfPackages(MASTER + ".persistence.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "io.vertx.sqlclient..",
                    "io.vertx.jdbcclient..", "org.flywaydb..", "org.sqlite..", "org.postgresql..", "io.agroal.."));

    @ArchTest
    static final ArchRule onlyFilesSpeaksFtp = noClasses().that(resideOutsideOfPackages(MASTER + ".files.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.apache.commons.net.."));

    @ArchTest
    static final ArchRule onlyProvisioningSpeaksSsh = noClasses()
            .that(resideOutsideOfPackages(MASTER + ".provisioning.ssh.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.apache.sshd.."));

    @ArchTest
    static final ArchRule onlyTheDemosOwnProgramServesFtp = noClasses()
            .that(resideOutsideOfPackages("io.ftpcluster.demo.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.apache.ftpserver..", "org.apache.mina.."));

    /** It is on the class path of tests only. */
    @ArchTest
    static final ArchRule theDemosOwnProgramStandsAlone = noClasses()
            .that(resideOutsideOfPackages("io.ftpcluster.demo.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.ftpcluster.demo.."));

    /** Agents are programs of their own; the master knows only what they say. */
    @ArchTest
    static final ArchRule onlyTheDemoRunsAgents = noClasses()
            .that(resideOutsideOfPackages(MASTER + ".demo..", "io.ftpcluster.agent.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.ftpcluster.agent.."));

    @ArchTest
    static final ArchRule onlyHttpKnowsRoutes = noClasses()
            .that(resideOutsideOfPackages(MASTER + ".http..", MASTER + ".node.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.vertx.ext.web.."));

    /** Of pages, and of the set-up script. */
    @ArchTest
    static final ArchRule whoFillsTemplates = noClasses()
            .that(resideOutsideOfPackages(MASTER + ".http..", MASTER + ".provisioning..", MASTER + ".node.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("freemarker.."));

    /** So that nothing of it is loaded where there are no traces. */
    @ArchTest
    static final ArchRule onlyTracingKnowsOpenTelemetry = noClasses()
            .that(resideOutsideOfPackages(MASTER + ".tracing.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.opentelemetry.."));

    @ArchTest
    static final ArchRule onlyTheWiringKnowsTracing = noClasses()
            .that(resideOutsideOfPackages(MASTER + ".tracing..", MASTER + ".node.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage(MASTER + ".tracing.."));

    /**
     * Telemetry holds the agents' WebSockets, which HTTP hands to it by a message, and calls the webhook; tracing sees
     * requests and never makes one. CAs ask by plain HTTP.
     */
    @ArchTest
    static final ArchRule whoSpeaksHttp = noClasses()
            .that(resideOutsideOfPackages(MASTER + ".http..", MASTER + ".telemetry..", "io.ftpcluster.messages..",
                    MASTER + ".acme..", MASTER + ".node..", MASTER + ".cluster..", MASTER + ".tracing.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.vertx.core.http.."));

    @ArchTest
    static final ArchRule onlyAcmeOrdersCertificates = noClasses().that(resideOutsideOfPackages(MASTER + ".acme.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.shredzone.acme4j.."));

    @ArchTest
    static final ArchRule onlyTelemetrySendsMail = noClasses().that(resideOutsideOfPackages(MASTER + ".telemetry.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.vertx.ext.mail.."));

    /** Everything on the bus goes through typed addresses, so that nothing travels without a wire name. */
    @ArchTest
    static final ArchRule onlyTheBusTouchesTheEventBus = noClasses()
            .that(resideOutsideOfPackages("io.ftpcluster.bus..", MASTER + ".cluster.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.vertx.core.eventbus.."));

    @ArchTest
    static final ArchRule onlyTheClusterKnowsHazelcast = noClasses()
            .that(resideOutsideOfPackages(MASTER + ".cluster.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster.."));

    @ArchTest
    static final ArchRule onlyFleetFilesAreYaml = noClasses().that(resideOutsideOfPackages(MASTER + ".cli.fleet.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.snakeyaml.."));

    /** What is public there is so for the commands. */
    @ArchTest
    static final ArchRule onlyCommandsKnowFleetFiles = noClasses().that(resideOutsideOfPackages(MASTER + ".cli.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage(MASTER + ".cli.fleet.."));

    @ArchTest
    static final ArchRule onlyTheFtpBackendTouchesItsPackages = closed(".files.ftp");

    @ArchTest
    static final ArchRule stepsOfTheFtpBackend = steps(".files.ftp", "socket", "reply", "tls", "session", "data",
            "pool", "listing", "namespace", "transfer", "diagnosis");

    @ArchTest
    static final ArchRule onlyTheListingKnowsItsFormats = closed(".files.ftp.listing");

    @ArchTest
    static final ArchRule onlyHttpTouchesItsPackages = closed(".http", ".node");

    @ArchTest
    static final ArchRule stepsOfHttp = steps(".http", "request", "framing", "connections", "tls", "body", "response",
            "security", "page", "contract");

    @ArchTest
    static final ArchRule onlyFilesOverHttpTouchTheirPackages = closed(".http.files");

    @ArchTest
    static final ArchRule stepsOfFilesOverHttp = steps(".http.files", "path", "conditions", "transfer", "folder",
            "tree", "archive", "search");

    @ArchTest
    static final ArchRule onlyPersistenceTouchesItsPackages = closed(".persistence", ".node", ".cli", ".backup");

    @ArchTest
    static final ArchRule onlyBackupsTouchTheirEncryption = closed(".backup");

    @ArchTest
    static final ArchRule stepsOfPersistence = steps(".persistence", "engine", "sql", "copy", "backup", "legacy",
            "repository", "handler");

    @ArchTest
    static final ArchRule onlyTelemetryTouchesItsPackages = closed(".telemetry", ".node");

    @ArchTest
    static final ArchRule stepsOfTelemetry = steps(".telemetry", "metrics", "links", "history", "fleet", "alerts");

    @ArchTest
    static final ArchRule onlyProvisioningTouchesItsPackages = closed(".provisioning");

    @ArchTest
    static final ArchRule stepsOfProvisioning = steps(".provisioning", "ssh", "job");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("io.ftpcluster.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noStaticState = fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule oneLoggingApi = noFields().that()
            .areNotDeclaredIn("io.ftpcluster.master.cluster.JoinLog")
            .should()
            .haveRawType("java.util.logging.Logger");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that(resideOutsideOfPackages(MASTER + ".cli..", MASTER, "io.ftpcluster.agent", "io.ftpcluster.demo"))
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    /** What is public below a package is so for that package alone, and for the wiring where it is named. */
    private static ArchRule closed(String room, String... wiring) {
        String[] allowed = Stream.concat(Stream.of(room), Stream.of(wiring))
                .map(name -> MASTER + name + "..")
                .toArray(String[]::new);
        return noClasses().that(resideOutsideOfPackages(allowed))
                .should()
                .dependOnClassesThat(resideInAnyPackage(MASTER + room + ".*.."));
    }

    /** The packages below one: each touches only those before it, and what lies in the package itself touches them all. */
    private static ArchRule steps(String room, String... names) {
        Architectures.LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String name : names) {
            layers = layers.layer(name).definedBy(MASTER + room + "." + name + "..");
        }
        for (int i = 0; i < names.length; i++) {
            String[] later = Arrays.copyOfRange(names, i + 1, names.length);
            layers = later.length == 0
                    ? layers.whereLayer(names[i]).mayNotBeAccessedByAnyLayer()
                    : layers.whereLayer(names[i]).mayOnlyBeAccessedByLayers(later);
        }
        return layers;
    }
}
