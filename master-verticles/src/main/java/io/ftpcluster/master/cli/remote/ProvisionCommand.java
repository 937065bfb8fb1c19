package io.ftpcluster.master.cli.remote;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code POST /servers/{id}/provision}, and {@code POST /provision} for a list. */
@Command(name = "provision", description = "Has the portal set a machine up over SSH: FTP daemon, agent, and a test. Password or key are used for this one job and forgotten.", footer = {
        "", "Examples:", "  ftpcluster server provision alpha --ssh-key ~/.ssh/id_ed25519 --wait",
        "  ftpcluster server provision alpha --ssh-user debian --host-key SHA256:...",
        "  ftpcluster server provision --hosts hosts.csv --ssh-key ~/.ssh/id_ed25519", "",
        "hosts.csv has lines alias,host[,port[,SHA256:...]]; all are registered first."})
final class ProvisionCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PortalOptions options;

    @Mixin
    private SshJob job;

    @Option(names = "--existing-daemon", paramLabel = "refuse|keep", description = "What becomes of an FTP daemon that isn't the portal's: the job fails and says so (default), or it stays as it is and the machine gets the agent only.")
    private String existing;

    @Option(names = "--hosts", paramLabel = "FILE", description = "Registers and sets up many machines, 100 at most, in place of ALIAS.")
    private Path hosts;

    @Parameters(arity = "0..1", paramLabel = "ALIAS", description = "Alias or id of the server.")
    private String alias;

    @Override
    public void run() {
        if ((alias == null) == (hosts == null)) {
            throw new ParameterException(spec.commandLine(), "Say which machine: ALIAS, or --hosts FILE");
        }
        RequestBody more = new RequestBody().with("existing_daemon", existing);
        try (Portal portal = options.open()) {
            if (hosts == null) {
                job.begin(portal, alias, "provision", more);
            } else {
                new BulkProvisioning(portal, job).begin(hosts, more);
            }
        }
    }
}
