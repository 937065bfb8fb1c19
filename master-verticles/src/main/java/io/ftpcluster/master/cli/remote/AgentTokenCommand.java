package io.ftpcluster.master.cli.remote;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code POST /servers/{id}/agent-token}. */
@Command(name = "token", description = "Makes a new token for an agent that is set up by hand, and prints it. The one before is worth nothing from then on, and its link ends.", footer = {
        "", "Example:", "  ftpcluster server token alpha --yes"})
final class AgentTokenCommand implements Runnable {

    @Mixin
    private PortalOptions options;

    @Mixin
    private Confirmation meant;

    @Parameters(paramLabel = "ALIAS", description = "Alias or id of the server.")
    private String alias;

    @Override
    public void run() {
        try (Portal portal = options.open()) {
            meant.of("Make a new token for the agent of " + alias + ", and cut off the one that has the token before?");
            portal.show(portal.send("POST", ServerPath.of(alias, "agent-token"), null),
                    made -> made.getString("agent_token") + "\n");
        }
    }
}
