package io.ftpcluster.agent.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.agent.account.AccountSettings;
import io.ftpcluster.agent.account.Accounts;
import io.ftpcluster.agent.config.AgentConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ActionRegistryTest {

    @Test
    void knowsWhatAgentsAlwaysKnew() throws Exception {
        ActionRegistry actions = ActionRegistry.standard(new Accounts(AccountSettings.standard("/home")),
                Path.of(AgentConfig.FTP_LOG), Optional.empty());
        assertTrue(actions.names().contains("ping"));
        assertEquals(Map.of(), actions.find("ping").orElseThrow().run(Map.of("new", "x"), (text, percent) -> {}));
        assertTrue(actions.find("dance").isEmpty());
    }

    @Test
    void aNameIsGivenOnce() {
        assertThrows(IllegalArgumentException.class,
                () -> new ActionRegistry(List.of(new PingAction(), new PingAction())));
    }
}
