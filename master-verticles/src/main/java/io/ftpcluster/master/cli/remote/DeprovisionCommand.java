package io.ftpcluster.master.cli.remote;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code POST /servers/{id}/deprovision}. */
@Command(name = "deprovision", description = "Has the portal take the agent and its configuration off a machine over SSH, and put back what was there before. The server stays registered.", footer = {
        "", "Example:", "  ftpcluster server deprovision alpha --ssh-key ~/.ssh/id_ed25519 --wait"})
final class DeprovisionCommand implements Runnable {

    @Mixin
    private PortalOptions options;

    @Mixin
    private SshJob job;

    @Mixin
    private Confirmation meant;

    @Parameters(paramLabel = "ALIAS", description = "Alias or id of the server.")
    private String alias;

    @Override
    public void run() {
        try (Portal portal = options.open()) {
            meant.of("Take the agent and its configuration off " + alias + "?");
            job.begin(portal, alias, "deprovision", new RequestBody());
        }
    }
}
