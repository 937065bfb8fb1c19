package io.ftpcluster.agent.account;

import static io.ftpcluster.agent.account.AccountsRig.absent;
import static io.ftpcluster.agent.account.AccountsRig.active;
import static io.ftpcluster.agent.account.AccountsRig.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much accounts may store, by the real setquota, on file systems of the test's own. */
class QuotasIT extends OnAccountsRig {

    private static final String QUOTA = " quota=102400";

    @BeforeEach
    void needSetquota() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/setquota")),
                "SKIPPED: quotas are not tried here, as there is no setquota (package quota)");
        rig.allow("setquota");
    }

    /** Mounts an ext4 at the place of the homes. */
    private boolean mount(String features, String options) throws IOException, InterruptedException {
        Path image = folder.resolve("image");
        run("truncate", "-s", "16M", image.toString());
        run("mkfs.ext4", "-q", "-O", features, image.toString());
        Process mounting = new ProcessBuilder("mount", "-o", options, image.toString(), rig.root.toString())
                .redirectErrorStream(true)
                .start();
        mounting.getOutputStream().close();
        mounting.getInputStream().readAllBytes();
        return mounting.waitFor() == 0;
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (!Mounts.of(rig.root.toRealPath()).point().equals(rig.root.toRealPath().toString())) {
            return;
        }
        run("umount", rig.root.toString());
    }

    private void mountWithQuotas() throws IOException, InterruptedException {
        assumeTrue(mount("quota", "loop,usrquota"),
                "SKIPPED: quotas are not tried here, as this kernel has none for ext4 (CONFIG_QFMT_V2)");
    }

    private List<String> quotaRuns() throws IOException {
        return rig.runs().stream().filter(line -> line.startsWith("setquota")).toList();
    }

    private long written(String name, int kibibytes) throws IOException, InterruptedException {
        Path home = rig.home(name);
        // Of the folders above only root may enter all.
        Process writing = rig.start(home, name, "dd", "if=/dev/zero", "of=file", "bs=1024", "count=" + kibibytes);
        writing.getInputStream().readAllBytes();
        writing.waitFor();
        return Files.size(home.resolve("file"));
    }

    @Test
    void nobodyStoresMoreUntilItIsTakenAway() throws Exception {
        mountWithQuotas();
        assertEquals("done: quota", rig.apply(anna, active(Hashes.ONE) + QUOTA));
        long most = written(anna, 200);
        assertTrue(most > 50_000 && most <= 102_400, most + " bytes");
        assertEquals("done", rig.apply(anna, active(Hashes.TWO)), "without a word it stays");
        assertEquals(List.of("setquota -u " + anna + " 0 100 0 0 " + rig.root.toRealPath()), quotaRuns());
        assertTrue(written(anna, 200) <= 102_400);

        assertEquals("done: quota", rig.apply(anna, active(Hashes.TWO) + " quota=0"));
        assertEquals(204_800, written(anna, 200));
    }

    @Test
    void theNextUserOfTheNumberHasNoneOfIt() throws Exception {
        mountWithQuotas();
        rig.apply(anna, active(Hashes.ONE) + QUOTA);
        int uid = AccountsRig.uid(anna);
        assertEquals("done", rig.apply(anna, absent("remove")));
        run("useradd", "--no-create-home", "--uid", Integer.toString(uid), rig.name("next"));
        Files.createDirectory(rig.home(rig.name("next")));
        run("chown", rig.name("next"), rig.home(rig.name("next")).toString());
        assertEquals(204_800, written(rig.name("next"), 200));
    }

    @Test
    void aFileSystemWithoutQuotasIsSaidAndTheAccountIsMade() throws Exception {
        assumeTrue(mount("^quota", "loop"), "SKIPPED: nothing can be mounted here");
        assertEquals(Map.of(anna, "done: no quota: the file system of " + rig.root + " has none"),
                rig.apply(Map.of(anna, active(Hashes.ONE) + QUOTA)));
        assertEquals(Hashes.ONE, AccountsRig.password(anna));
        rig.assertHome(anna);
    }

    @Test
    void countingAloneIsSaidToBeNoQuota() throws Exception {
        assumeTrue(mount("quota", "loop"),
                "SKIPPED: quotas are not tried here, as this kernel has none for ext4 (CONFIG_QFMT_V2)");
        assertEquals("done: no quota: the file system of " + rig.root + " isn't mounted with usrquota",
                rig.apply(anna, active(Hashes.ONE) + QUOTA));
    }

    @Test
    void aServerWithoutSetquotaIsSaid() throws Exception {
        Files.delete(rig.programs.resolve("setquota"));
        assertEquals("done: no quota: the server has no setquota (package quota)",
                rig.apply(anna, active(Hashes.ONE) + QUOTA));
    }
}
