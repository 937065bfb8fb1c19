package io.ftpcluster.agent.account;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A rig for each test, and a name on it. */
@Timeout(120)
abstract class OnAccountsRig {

    @TempDir
    Path folder;
    AccountsRig rig;
    String anna;

    @BeforeEach
    final void makeRig() throws Exception {
        rig = new AccountsRig(folder);
        anna = rig.name("anna");
    }

    @AfterEach
    final void removeUsers() throws Exception {
        rig.removeUsers();
    }
}
