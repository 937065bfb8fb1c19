package io.ftpcluster.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ftpcluster.messages.Copies;
import io.ftpcluster.messages.RemotePath;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.Commands;
import io.ftpcluster.testing.Eventually;
import io.ftpcluster.testing.PortalClient.Answer;
import io.ftpcluster.testing.PortalClient;
import io.ftpcluster.testing.RunningPortal;
import io.ftpcluster.testing.Vsftpd;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Copies and moves between real servers through the whole portal; each test has folders of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopiesIT {

    private static final String PASSWORD = "a user's passphrase";
    /** Bytes a second that the slow server sends, of a file that takes it some ten seconds. */
    private static final int RATE = 2_000_000;
    private static final int LARGE = 20_000_000;

    private Path directory;
    private Vsftpd from;
    private Vsftpd to;
    private Vsftpd slow;
    private RunningPortal portal;
    private PortalClient client;
    private String ann;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        this.directory = directory;
        from = server("from");
        to = server("to", "log_ftp_protocol=YES", "xferlog_enable=YES", "vsftpd_log_file=" + directory.resolve("log"));
        slow = server("slow", "local_max_rate=" + RATE);
        portal = RunningPortal.start(directory.resolve("data"));
        client = portal.client();
        portal.addUser("ann", PASSWORD);
        for (String alias : List.of("from", "to", "slow")) {
            Vsftpd server = serverOf(alias);
            portal.addServer(alias, server.port());
            portal.permit("ann", alias, server.user(), server.password());
        }
        ann = client.login("ann", PASSWORD);
    }

    private Vsftpd server(String name, String... extra) throws IOException {
        return new Vsftpd(Files.createDirectory(directory.resolve(name)), FtpSecurity.NONE, extra);
    }

    private Vsftpd serverOf(String alias) {
        return switch (alias) {
            case "from" -> from;
            case "to" -> to;
            default -> slow;
        };
    }

    @AfterAll
    void stop() {
        portal.close();
        List.of(from, to, slow).forEach(Vsftpd::close);
    }

    /** Java can't name all files, a shell can. */
    private static String shell(Vsftpd server, String script) {
        String said = Commands.run("bash", "-c", "cd '" + server.home() + "' && " + script);
        server.own(server.home());
        return said;
    }

    /** Names, kinds, times in seconds and contents of all in a folder. */
    private static String tree(Vsftpd server, String folder) {
        return shell(server,
                "cd " + folder + " && find . -printf '%P %y\\n' | LC_ALL=C sort"
                        + " && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r stat -c '%n %Y'"
                        + " && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum");
    }

    private static String address(String alias, String path) {
        return "/ftp/ann/" + alias + "/" + path;
    }

    private Answer ask(String operation, String conflict, String destination, String... sources) throws Exception {
        JsonObject wanted = new JsonObject().put("source", new JsonArray(List.of(sources)))
                .put("destination", destination)
                .put("operation", operation)
                .put("conflict", conflict);
        return client.post("/copies").bearer(ann).json(wanted).send();
    }

    /** Returns its path. */
    private String begin(String operation, String conflict, String destination, String... sources) throws Exception {
        Answer begun = ask(operation, conflict, destination, sources);
        assertEquals(201, begun.status(), begun.text());
        assertEquals("/copies/" + begun.json().getString("id"), begun.header("Location"));
        return begun.header("Location");
    }

    private JsonObject get(String path) throws Exception {
        return client.get(path).bearer(ann).send().json();
    }

    private JsonObject await(String path, Predicate<JsonObject> condition) throws Exception {
        JsonObject[] seen = new JsonObject[1];
        boolean came = Eventually.holds(() -> {
            seen[0] = get(path);
            return condition.test(seen[0]);
        });
        assertTrue(came, () -> seen[0].encodePrettily());
        return seen[0];
    }

    private JsonObject end(String path, String state) throws Exception {
        JsonObject ended = await(path, copy -> copy.getString("ended_at") != null);
        assertEquals(state, ended.getString("state"), ended::encodePrettily);
        return ended;
    }

    private JsonObject run(String operation, String conflict, String destination, String... sources) throws Exception {
        return end(begin(operation, conflict, destination, sources), "succeeded");
    }

    private void assertAudited(String what) throws Exception {
        assertTrue(
                Eventually.holds(() -> client.get("/audit").bearer(portal.adminToken()).send().text().contains(what)),
                what);
    }

    private static final String HOSTILE = " && mkdir -p empty 'with space/deeper' && printf one > 'grüße – 日本.txt'"
            + " && printf two > $'caf\\xe9' && mkdir $'d\\xff' && printf three > $'d\\xff/\\xfe\\xff'"
            + " && printf four > 'with space/deeper/100%25 #?;&=\"*.txt' && : > nothing"
            + " && printf five > $(printf 'n%.0s' {1..255}) && printf six > ' lead' && printf seven > 'trail '"
            + " && head -c 3000000 /dev/urandom > large && touch -d '2020-02-03 04:05:06 UTC' large nothing";

    @Test
    void aTreeIsCopied() throws Exception {
        shell(from, "mkdir tree && cd tree" + HOSTILE);
        shell(to, "mkdir tree-in");
        JsonObject copy = run("copy", "skip", address("to", "tree-in/"), address("from", "tree/"));
        assertEquals(tree(from, "tree"), tree(to, "tree-in/tree"));
        assertEquals(9, copy.getInteger("files_total"));
        assertEquals(9, copy.getInteger("files_done"));
        assertEquals(copy.getLong("bytes_total"), copy.getLong("bytes_done"));
        assertEquals("9 of 9 files", copy.getString("detail"));
        assertEquals("test", copy.getString("node"));
        assertEquals(List.of(), copy.getJsonArray("errors").getList());
        assertAudited("copy " + copy.getString("id") + " from from:/tree");
        assertAudited("copy " + copy.getString("id") + " of ann succeeded: 9 of 9 files");
    }

    @Test
    void aTreeIsMoved() throws Exception {
        shell(from, "mkdir move && cd move" + HOSTILE);
        shell(to, "mkdir move-in");
        String before = tree(from, "move");
        JsonObject copy = run("move", "skip", address("to", "move-in/"), address("from", "move/"));
        assertEquals(before, tree(to, "move-in/move"));
        assertFalse(Files.exists(from.home().resolve("move")));
        assertEquals(9, copy.getInteger("files_done"));
    }

    /** What a link leads to may be anybody's. */
    @Test
    void aMoveEmptiesNothingThroughALink() throws Exception {
        shell(from,
                "mkdir -p kept/deep links && printf a > kept/a && printf b > kept/deep/b && printf c > links/c"
                        + " && ln -s ../kept links/folder && ln -s ../kept/a links/file && ln -s nowhere links/lost"
                        + " && ln -s kept door");
        shell(to, "mkdir links-in");
        JsonObject copy = end(
                begin("move", "skip", address("to", "links-in/"), address("from", "links/"), address("from", "door/")),
                "failed");
        List<?> errors = copy.getJsonArray("errors").getList();
        assertEquals(List.of("/links/folder", "/links/lost", "/door"),
                errors.stream().map(line -> line.toString().replaceFirst(": .*", "")).toList(), errors::toString);
        assertEquals("kept/a kept/deep/b", shell(from, "echo $(find kept -type f | LC_ALL=C sort)").strip());
        assertEquals("folder\nlost\n", shell(from, "ls links"));
        assertEquals("c\nfile\n", shell(to, "ls links-in/links"));
        assertEquals("ac", shell(to, "cat links-in/links/file links-in/links/c"));

        run("copy", "skip", address("to", "links-in/"), address("from", "door/"));
        assertEquals("a\nb\ndeep\n",
                shell(to, "cd links-in/door && ls -A . deep | grep -v : | grep . | LC_ALL=C sort"));
    }

    @Test
    void theTopOfAServerStandsForWhatIsInIt() throws Exception {
        Answer permission = client.post("/permissions")
                .bearer(portal.adminToken())
                .json(new JsonObject().put("user_id", "admin")
                        .put("server_id", "from")
                        .put("ftp_username", from.user())
                        .put("user_pass", from.password())
                        .put("root", from.home().resolve("whole").toString()))
                .send();
        assertEquals(201, permission.status(), permission.text());
        shell(from, "mkdir -p whole/dir && printf a > whole/a && printf b > whole/dir/b");
        shell(to, "mkdir whole-in");
        Answer begun = client.post("/copies")
                .bearer(portal.adminToken())
                .json(new JsonObject().put("source", new JsonArray().add("/ftp/admin/from/"))
                        .put("destination", address("to", "whole-in/"))
                        .put("operation", "move"))
                .send();
        assertEquals(201, begun.status(), begun.text());
        String path = begun.header("Location");
        assertEquals(404, client.get(path).bearer(ann).send().status(), "it is somebody else's");
        assertTrue(Eventually.holds(() -> client.get(path)
                .bearer(portal.adminToken())
                .send()
                .json()
                .getString("state")
                .equals("succeeded")));
        assertEquals("a b dir", shell(to, "cd whole-in && echo a $(ls dir) dir").strip());
        assertEquals("", shell(from, "ls -A whole"));
    }

    @Test
    void whatIsThereIsSkippedReplacedOrKept() throws Exception {
        shell(from, "mkdir -p both/dir && printf new > both/a.txt && printf newer > both/dir/b && printf n > both/c");
        String there = "/dir && printf old > $d/both/a.txt && printf old > $d/both/dir/b";
        for (String way : List.of("skip", "replace", "rename")) {
            shell(to, "d=both-" + way + " && mkdir -p $d/both" + there);
            JsonObject copy = run("copy", way, address("to", "both-" + way + "/"), address("from", "both"));
            boolean skips = way.equals("skip");
            assertEquals(skips ? 1 : 3, copy.getInteger("files_done"), copy::encode);
            assertEquals(skips ? 2 : 0, copy.getInteger("files_skipped"), copy::encode);
        }
        String show = " && for f in * */*; do test -d \"$f\" || echo \"$f\" $(cat \"$f\"); done";
        assertEquals("a.txt old\nc n\ndir/b old\n", shell(to, "cd both-skip/both" + show));
        assertEquals("a.txt new\nc n\ndir/b newer\n", shell(to, "cd both-replace/both" + show));
        assertEquals("a (2).txt new\na.txt old\nc n\ndir/b old\ndir/b (2) newer\n",
                shell(to, "cd both-rename/both" + show));
        // What was skipped isn't moved: nothing else has it.
        JsonObject moved = run("move", "skip", address("to", "both-skip/"), address("from", "both"));
        assertEquals(3, moved.getInteger("files_skipped"));
        assertEquals("a.txt new\nc n\ndir/b newer\n", shell(from, "cd both" + show));
    }

    @Test
    void onOneServerAMoveIsARename() throws Exception {
        shell(to, "mkdir -p ren/a/sub ren/b/a/sub ren/c && printf 1 > ren/a/x && printf 2 > ren/a/sub/y"
                + " && printf old > ren/b/a/x && printf f > ren/file && printf g > ren/c/file");
        long inode = Long.parseLong(shell(to, "stat -c %i ren/a/sub/y").strip());
        run("move", "rename", address("to", "ren/b/"), address("to", "ren/a"));
        assertEquals("old 1 2",
                shell(to, "cd ren/b/a && cat x && echo -n ' ' && cat 'x (2)' && echo -n ' ' && cat sub/y"));
        assertEquals(inode, Long.parseLong(shell(to, "stat -c %i ren/b/a/sub/y").strip()));
        assertFalse(Files.exists(to.home().resolve("ren/a")));
        JsonObject skipped = run("move", "skip", address("to", "ren/c/"), address("to", "ren/file"));
        assertEquals(1, skipped.getInteger("files_skipped"));
        run("move", "replace", address("to", "ren/c/"), address("to", "ren/file"));
        assertEquals("f", Files.readString(to.home().resolve("ren/c/file")));
    }

    @Test
    void aCopyOntoItsOwnServerWorksToo() throws Exception {
        shell(from, "mkdir -p own/a own/b && head -c 500000 /dev/urandom > own/a/f");
        run("copy", "skip", address("from", "own/b/"), address("from", "own/a/"));
        assertEquals(tree(from, "own/a"), tree(from, "own/b/a"));
    }

    @Test
    void whatCouldNeverEndWellIsRefused() throws Exception {
        String dir = address("from", "some/dir/");
        for (List<String> wrong : List.of(List.of(dir, dir), List.of(address("from", "some/dir/sub/deep/"), dir),
                List.of(address("from", "some/"), dir), List.of(address("from", ""), address("from", "")),
                List.of("/ftp/ANN/from/some/dir/sub/", dir))) {
            Answer refused = ask("copy", "skip", wrong.get(0), wrong.get(1));
            assertEquals(400, refused.status(), wrong + refused.text());
            assertTrue(refused.text().contains("destination"), refused.text());
        }
        assertEquals(400, ask("copy", "skip", address("to", ""), dir, address("from", "some/dir/x")).status());
        assertEquals(403, ask("copy", "skip", "/ftp/admin/to/", dir).status(), "somebody else's folder");
        assertEquals(403, ask("copy", "skip", address("nowhere", ""), dir).status());
        assertEquals(401, client.post("/copies").json(new JsonObject()).send().status());
    }

    @Test
    void aMissingRightIsNamed() throws Exception {
        portal.addUser("ben", PASSWORD);
        String ben = client.login("ben", PASSWORD);
        rights("ben", "from", from, "list", "download");
        rights("ben", "to", to, "upload", "mkdir");
        JsonObject copy = new JsonObject().put("source", new JsonArray().add("/ftp/ben/from/rights/"))
                .put("destination", "/ftp/ben/to/rights-in/");
        refused(ben, copy.copy().put("operation", "move"), "ben for from doesn't include deleting");
        refused(ben, copy.copy().put("conflict", "replace"), "ben for to doesn't include overwriting");
        refused(ben, new JsonObject().put("source", new JsonArray().add("/ftp/ben/to/x"))
                .put("destination", "/ftp/ben/from/"), "ben for to doesn't include listing");
        // A drop box takes files though nobody may look into it.
        shell(from, "mkdir rights && printf x > rights/x");
        shell(to, "mkdir rights-in");
        Answer begun = client.post("/copies").bearer(ben).json(copy).send();
        assertEquals(201, begun.status(), begun.text());
        assertTrue(Eventually.holds(() -> client.get(begun.header("Location"))
                .bearer(ben)
                .send()
                .json()
                .getString("state")
                .equals("succeeded")));
        assertEquals("x", Files.readString(to.home().resolve("rights-in/rights/x")));
    }

    private void rights(String user, String alias, Vsftpd server, String... rights) throws Exception {
        Answer answer = client.post("/permissions")
                .bearer(portal.adminToken())
                .json(new JsonObject().put("user_id", user)
                        .put("server_id", alias)
                        .put("ftp_username", server.user())
                        .put("user_pass", server.password())
                        .put("rights", new JsonArray(List.of(rights))))
                .send();
        assertEquals(201, answer.status(), answer.text());
    }

    private void refused(String token, JsonObject copy, String why) throws Exception {
        Answer answer = client.post("/copies").bearer(token).json(copy).send();
        assertEquals(403, answer.status(), answer.text());
        assertTrue(answer.text().contains(why), answer.text());
    }

    @Test
    void whatFailsIsToldAndTheOthersGoOn() throws Exception {
        shell(from, "mkdir some && printf a > some/a && printf b > some/b && printf z > some/z");
        Commands.run("chmod", "0", from.home().resolve("some/b").toString());
        shell(to, "mkdir some-in");
        Commands.run("chmod", "0", from.home().resolve("some/b").toString());
        JsonObject copy = end(begin("move", "skip", address("to", "some-in/"), address("from", "some"),
                address("from", "gone.txt"), address("from", "gone/")), "failed");
        assertEquals("2 of 5 files", copy.getString("detail"), copy::encodePrettily);
        assertEquals(3, copy.getInteger("files_failed"));
        List<?> errors = copy.getJsonArray("errors").getList();
        assertEquals(3, errors.size(), errors::toString);
        assertTrue(errors.get(0).toString().startsWith("/some/b: "), errors::toString);
        assertTrue(errors.get(1).toString().startsWith("/gone.txt: "), errors::toString);
        assertEquals("a\nz\n", shell(to, "ls -A some-in/some"));
        assertEquals("b\n", shell(from, "ls -A some"));
    }

    @Test
    void aFullDiskIsTold() throws Exception {
        shell(from, "mkdir full && for n in 1 2 3 4 5; do head -c 200000 /dev/urandom > full/$n; done");
        Path small = Files.createDirectory(to.home().resolve("full-in"));
        int status = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=256k,mode=777", "tmpfs", small.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("mount.out").toFile())
                .start()
                .waitFor();
        assumeTrue(status == 0, "this machine lets nobody mount anything");
        try {
            JsonObject copy = end(begin("copy", "skip", address("to", "full-in/"), address("from", "full/")), "failed");
            assertTrue(copy.getString("detail").startsWith("It was given up after 3 failures in a row: "),
                    copy::encodePrettily);
            assertTrue(copy.getString("detail").endsWith(" 1 of 5 files were done."), copy::encodePrettily);
            assertEquals("1\n", shell(to, "ls -A full-in/full"), "nothing is left of those that didn't fit");
        } finally {
            Commands.run("umount", "--lazy", small.toString());
        }
    }

    @Test
    void aDestinationThatRefusesIsTold() throws Exception {
        shell(from, "printf x > refused");
        Path closed = Files.createDirectory(to.home().resolve("closed"));
        to.own(to.home());
        Commands.run("chmod", "555", closed.toString());
        JsonObject refused = end(begin("copy", "skip", address("to", "closed/"), address("from", "refused")), "failed");
        assertEquals("0 of 1 files", refused.getString("detail"));
        JsonObject missing = end(begin("copy", "skip", address("to", "none/"), address("from", "refused")), "failed");
        assertTrue(missing.getJsonArray("errors").getString(0).contains("none"), missing::encodePrettily);
    }

    private String beginSlowly(String name, String operation) throws Exception {
        shell(slow, "mkdir " + name + " && head -c " + LARGE + " /dev/urandom > " + name + "/large && printf z > "
                + name + "/z");
        shell(to, "mkdir " + name + "-in");
        String path = begin(operation, "skip", address("to", name + "-in/"), address("slow", name + "/"));
        await(path, copy -> copy.getLong("bytes_done") > 1_000_000);
        return path;
    }

    private void assertNothingLeft(String name) throws Exception {
        assertTrue(Eventually.holds(() -> shell(to, "ls -A " + name + "-in/" + name).isEmpty()),
                () -> shell(to, "ls -lA " + name + "-in/" + name));
        assertEquals("large\nz\n", shell(slow, "ls " + name));
    }

    @Test
    void oneIsCancelled() throws Exception {
        String path = beginSlowly("cancel", "move");
        JsonObject listed = get("/copies").getJsonArray("copies")
                .stream()
                .map(JsonObject.class::cast)
                .filter(copy -> path.endsWith(copy.getString("id")))
                .findFirst()
                .orElseThrow();
        assertEquals("running", listed.getString("state"));
        assertEquals("/cancel/large", listed.getString("current"));
        assertEquals(LARGE + 1, listed.getLong("bytes_total"));
        Answer cancelled = client.call("DELETE", path).bearer(ann).send();
        assertEquals(202, cancelled.status());
        JsonObject ended = end(path, "cancelled");
        assertEquals("after 0 of 2 files", ended.getString("detail"));
        assertNothingLeft("cancel");
        assertEquals("cancelled", client.call("DELETE", path).bearer(ann).send().json().getString("state"));
    }

    @Test
    void aPermissionThatIsWithdrawnEndsIt() throws Exception {
        portal.addUser("cleo", PASSWORD);
        String cleo = client.login("cleo", PASSWORD);
        shell(slow, "mkdir lost && head -c " + LARGE + " /dev/urandom > lost/large && printf z > lost/z");
        shell(to, "mkdir lost-in");
        portal.permit("cleo", "slow", slow.user(), slow.password());
        String permission = portal.permit("cleo", "to", to.user(), to.password());
        String path = client.post("/copies")
                .bearer(cleo)
                .json(new JsonObject().put("source", new JsonArray().add("/ftp/cleo/slow/lost/"))
                        .put("destination", "/ftp/cleo/to/lost-in/"))
                .send()
                .header("Location");
        assertTrue(
                Eventually.holds(() -> client.get(path).bearer(cleo).send().json().getLong("bytes_done") > 1_000_000));
        client.call("PATCH", "/permissions/" + permission)
                .bearer(portal.adminToken())
                .json(new JsonObject().put("rights", new JsonArray().add("list").add("mkdir")))
                .send();
        JsonObject[] ended = new JsonObject[1];
        assertTrue(Eventually.holds(() -> {
            ended[0] = client.get(path).bearer(cleo).send().json();
            return ended[0].getString("ended_at") != null;
        }), () -> ended[0].encodePrettily());
        assertEquals("failed", ended[0].getString("state"));
        assertEquals("The permission of cleo for to doesn't include uploads. 0 of 2 files were done.",
                ended[0].getString("detail"));
        assertNothingLeft("lost");
    }

    @Test
    void whatIsStoredMeanwhileStays() throws Exception {
        String path = beginSlowly("meanwhile", "move");
        shell(to, "printf first > meanwhile-in/meanwhile/large");
        JsonObject ended = end(path, "succeeded");
        assertEquals(1, ended.getInteger("files_skipped"), ended::encodePrettily);
        assertEquals("large\nz\n", shell(to, "ls -A meanwhile-in/meanwhile"));
        assertEquals("first", shell(to, "cat meanwhile-in/meanwhile/large"));
        assertEquals("large\n", shell(slow, "ls meanwhile"));
        String again = begin("move", "rename", address("to", "meanwhile-in/"), address("slow", "meanwhile/large"));
        await(again, copy -> copy.getLong("bytes_done") > 1_000_000);
        shell(to, "printf second > meanwhile-in/large");
        assertEquals(1, end(again, "succeeded").getInteger("files_done"));
        assertEquals("large\nlarge (2)\nmeanwhile\n", shell(to, "ls -A meanwhile-in"));
        assertEquals("second", shell(to, "cat meanwhile-in/large"));
        assertEquals("", shell(slow, "ls meanwhile"));
    }

    @Test
    void aSourceThatChangesIsNeverDeleted() throws Exception {
        String path = beginSlowly("changing", "move");
        shell(slow, "printf more >> changing/large");
        JsonObject ended = end(path, "failed");
        assertEquals("1 of 2 files", ended.getString("detail"), ended::encodePrettily);
        assertEquals(List.of("/changing/large: it was changed while it was read"),
                ended.getJsonArray("errors").getList());
        assertEquals("z\n", shell(to, "ls -A changing-in/changing"));
        assertEquals("large\n", shell(slow, "ls changing"));
    }

    @Test
    void aBrokenConnectionIsResumed() throws Exception {
        String path = beginSlowly("broken", "move");
        String before = shell(slow, "sha256sum < broken/large");
        slow.stop();
        slow.start();
        JsonObject ended = end(path, "succeeded");
        assertEquals(2, ended.getInteger("files_done"));
        assertEquals(before, shell(to, "sha256sum < broken-in/broken/large"));
        assertEquals("large\nz\n", shell(to, "ls -A broken-in/broken"));
        assertTrue(
                Files.readString(directory.resolve("log")).lines().anyMatch(line -> line.matches(".*\"REST [1-9].*")),
                "it was gone on with where it had ended");
    }

    @Test
    void oneServerWithTwoNamesLosesNothing() throws Exception {
        portal.addServer("twin", from.port());
        portal.permit("ann", "twin", from.user(), from.password());
        shell(from, "mkdir twin && printf precious > twin/file");
        JsonObject copy = end(begin("move", "replace", address("twin", "twin/"), address("from", "twin/file")),
                "failed");
        assertTrue(copy.getJsonArray("errors").getString(0).contains("may be the same file, so nothing was done"),
                copy::encodePrettily);
        // By a name that nobody could compare.
        Answer other = client.post("/servers")
                .bearer(portal.adminToken())
                .json(new JsonObject().put("alias", "triplet")
                        .put("host", "localhost")
                        .put("ftp_port", from.port())
                        .put("ftp_security", "none"))
                .send();
        assertEquals(201, other.status(), other.text());
        portal.permit("ann", "triplet", from.user(), from.password());
        copy = end(begin("move", "replace", address("triplet", "twin/"), address("from", "twin/file")), "failed");
        assertTrue(copy.getJsonArray("errors").getString(0).contains("are the same file, so nothing was done"),
                copy::encodePrettily);
        assertEquals("precious", Files.readString(from.home().resolve("twin/file")));
        assertEquals("file\n", shell(from, "ls -A twin"));
    }

    /**
     * A copy of one file that a node was at when it died, as the database and the servers have it then.
     *
     * @param pending what that node had said of the file last
     */
    private JsonObject goOn(String operation, String conflict, String name, Copies.Pending pending) throws Exception {
        shell(slow, "mkdir -p busy && for n in 1 2; do head -c 3000000 /dev/urandom > busy/" + name + "$n; done");
        shell(to, "mkdir -p busy-in");
        // Until these are done this node leaves it alone.
        List<String> before = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            before.add(begin("copy", "skip", address("to", "busy-in/"), address("slow", "busy/" + name + i)));
            await(before.getLast(), copy -> copy.getString("state").equals("running"));
        }
        String path = begin(operation, conflict, address("to", name + "-in/"), address("from", name));
        Copies.Progress progress = new Copies.Progress(0, 0, 0, 1, 0, pending.size(), 0, null, null, pending);
        portal.bus()
                .request(Copies.STORE,
                        new Copies.Store(path.substring("/copies/".length()), progress, null, "dead", null))
                .await();
        assertEquals("dead", get(path).getString("node"));
        for (String each : before) {
            end(each, "succeeded");
        }
        return end(path, "succeeded");
    }

    private static Copies.Pending pending(String name, long size, boolean inPlace, boolean whole) {
        return new Copies.Pending(new Copies.Position(0, List.of()), RemotePath.parse("/" + name + "-in/" + name), size,
                inPlace, whole);
    }

    @Test
    void whatHadItsNameAlreadyIsNotCopiedTwice() throws Exception {
        shell(from, "printf four > named");
        shell(to, "mkdir named-in && printf four > named-in/named");
        JsonObject copy = goOn("move", "rename", "named", pending("named", 4, false, true));
        assertEquals(1, copy.getInteger("files_done"));
        assertEquals("named\n", shell(to, "ls -A named-in"));
        assertFalse(Files.exists(from.home().resolve("named")));
    }

    @Test
    void whatWasDeletedAtItsSourceAlreadyIsDone() throws Exception {
        shell(to, "mkdir deleted-in && printf four > deleted-in/deleted");
        JsonObject copy = goOn("move", "skip", "deleted", pending("deleted", 4, false, true));
        assertEquals("1 of 1 files", copy.getString("detail"));
        assertEquals("four", shell(to, "cat deleted-in/*"));
    }

    @Test
    void whatWasThereBeforeIsNotTakenForOurs() throws Exception {
        shell(from, "printf anew > before");
        shell(to, "mkdir before-in && printf gold > before-in/before");
        goOn("move", "replace", "before", pending("before", 4, false, true));
        assertEquals("anew", shell(to, "cat before-in/*"));
        assertFalse(Files.exists(from.home().resolve("before")));
        shell(from, "printf more > other");
        shell(to, "mkdir other-in && printf gold > other-in/other");
        // All bytes hadn't been sent, so the one that is there is somebody else's.
        JsonObject copy = goOn("move", "skip", "other", pending("other", 4, false, false));
        assertEquals(1, copy.getInteger("files_skipped"));
        assertEquals("gold", shell(to, "cat other-in/*"));
        assertEquals("more", shell(from, "cat other"));
    }

    @Test
    void whatWasBeingWrittenInPlaceIsWrittenAnew() throws Exception {
        shell(from, "printf whole > place");
        shell(to, "mkdir place-in && printf wh > place-in/place");
        JsonObject copy = goOn("copy", "skip", "place", pending("place", 5, true, false));
        assertEquals(1, copy.getInteger("files_done"));
        assertEquals("whole", shell(to, "cat place-in/*"));
    }

    @Test
    void someWaitForTheirTurn() throws Exception {
        shell(slow, "mkdir turns && for n in 1 2 3; do head -c 3000000 /dev/urandom > turns/$n; done");
        shell(to, "mkdir turns-in");
        String[] paths = new String[3];
        for (int i = 0; i < 3; i++) {
            paths[i] = begin("copy", "skip", address("to", "turns-in/"), address("slow", "turns/" + (i + 1)));
        }
        await(paths[1], copy -> copy.getString("state").equals("running"));
        assertEquals("waiting", get(paths[2]).getString("state"));
        for (String path : paths) {
            end(path, "succeeded");
        }
        assertEquals(shell(slow, "cat turns/* | sha256sum"), shell(to, "cat turns-in/* | sha256sum"));
    }
}
