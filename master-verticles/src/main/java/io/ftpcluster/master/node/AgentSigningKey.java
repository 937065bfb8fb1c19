package io.ftpcluster.master.node;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.master.secrets.SigningKey;
import io.ftpcluster.messages.Agents;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The key that the portal signs for its agents with, as the database keeps it. */
final class AgentSigningKey {

    private static final Logger LOG = LoggerFactory.getLogger(AgentSigningKey.class);

    private AgentSigningKey() {}

    /** @param made what is kept from now on if there is none yet */
    static SigningKey kept(Bus bus, SecretBox box, SigningKey made) throws TimeoutException {
        try {
            Agents.SigningKey kept = ComponentStack
                    .await(bus.request(Agents.SIGNING_KEY, new Agents.KeepSigningKey(box.seal(made.secret()))));
            return SigningKey.restored(box.open(kept.sealed()));
        } catch (FailureException | IllegalArgumentException e) {
            // A node of an older version owns the database, or the row is spoilt.
            LOG.warn("The kept key that updates of agents are signed with can't be used, so the one made of SECRET_KEY"
                    + " is: {}", e.getMessage());
            return made;
        }
    }
}
