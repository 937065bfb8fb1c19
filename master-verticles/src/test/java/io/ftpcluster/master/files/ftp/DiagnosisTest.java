package io.ftpcluster.master.files.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Diagnosis.Outcome;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.messages.Servers;
import java.net.Socket;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the test of a server says about servers that misbehave in one way each. */
class DiagnosisTest extends DiagnosedServer {

    @Test
    void saysThatAllIsWell() {
        diagnosed().isWellBut(Name.TLS, Name.DATA_TLS)
                .has(Name.RESOLVE, Outcome.OK, "127.0.0.1")
                .has(Name.GREETING, Outcome.OK, "220 ready")
                .has(Name.LOGIN, Outcome.OK, "'ann'")
                .has(Name.FEATURES, Outcome.OK, "REST STREAM", "No MLST")
                .has(Name.PASSIVE, Outcome.OK, "EPSV: 229", "Dialled 127.0.0.1 port ")
                .has(Name.LISTING, Outcome.OK, "0 entries in /, by LIST")
                .has(Name.UPLOAD, Outcome.OK, "/.ftpcluster-test-")
                .has(Name.DOWNLOAD, Outcome.OK, "the same")
                .has(Name.OTHER_CLIENTS, Outcome.OK, "names the address");
        assertEquals(Set.of(), disk);
        assertEquals(1, server.connections());
        assertTrue(server.received().contains("QUIT"));
    }

    @Test
    void writesNothingWithoutTheRights() {
        Diagnosed diagnosed = Diagnosed.of(login(), EnumSet.complementOf(EnumSet.of(Right.DELETE)), Harness.LIMITS,
                Harness.TRUST, Diagnosed.MINUTE);
        diagnosed.isWellBut(Name.TLS, Name.DATA_TLS, Name.UPLOAD, Name.DOWNLOAD, Name.CLOCK, Name.DELETE)
                .has(Name.UPLOAD, Outcome.SKIPPED, "permission");
        assertTrue(server.received().stream().noneMatch(line -> line.startsWith("STOR")));
    }

    @Test
    void endsBeforeTheLoginWhenThereIsNone() {
        try (FtpDiagnosis diagnosis = new FtpDiagnosis(Harness.LIMITS)) {
            new Diagnosed(diagnosis.withoutLogin(login().server())).has(Name.GREETING, Outcome.OK, "220 ready")
                    .has(Name.LOGIN, Outcome.SKIPPED, "no permission")
                    .has(Name.OTHER_CLIENTS, Outcome.SKIPPED, "no permission");
        }
        assertTrue(server.received().stream().noneMatch(line -> line.startsWith("USER")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"257 nowhere", "550 no", "257 \"\"", "200 fine"})
    void warnsWhenNobodyKnowsWhereALoginLands(String reply) {
        server.answers("PWD", reply);
        Diagnosed.of(login()).has(Name.FEATURES, Outcome.WARNING, reply, "root folder").has(Name.LISTING, Outcome.OK);
    }

    @ParameterizedTest
    @CsvSource({"GREETING,GREETING,hung up", "PASS,LOGIN,lost", "EPSV,PASSIVE,lost", "LIST,LISTING,lost",
            "STOR,UPLOAD,lost", "RETR,DOWNLOAD,lost"})
    void namesTheStepWhereTheServerHangsUp(String verb, Name name, String words) {
        server.on(verb, (client, argument) -> client.hangUp());
        diagnosed().fails(name, words);
    }

    @ParameterizedTest
    @CsvSource({"GREETING,HTTP/1.1 400 Bad Request,GREETING,other than an FTP server",
            "GREETING,530 go away,GREETING,530 go away", "GREETING,421 too many,GREETING,limit of sessions",
            "PASS,530 Login incorrect,LOGIN,password of this permission",
            "PASS,530 Non-anonymous sessions must use encryption,LOGIN,security to explicit",
            "PASS,500 OOPS: refusing to run with writable root inside chroot(),LOGIN,allow_writeable_chroot",
            "EPSV,550 Permission denied.,PASSIVE,pasv_enable", "EPSV,229 (|||1|),PASSIVE,firewall",
            "CWD,550 none,LISTING,may not enter", "STOR,550 Permission denied,UPLOAD,write_enable",
            "STOR,452 Disk full,UPLOAD,452 Disk full", "STOR,550 x: No space left on device,UPLOAD,inodes",
            "STOR,553 Could not create file.,UPLOAD,inodes", "STOR,552 Disk quota exceeded,UPLOAD,quota",
            "USER,530 Please log in with TLS first,LOGIN,security to explicit",
            "USER,421 Cleartext sessions are not accepted on this server,LOGIN,security to explicit",
            "PASS,550 SSL/TLS required on the control channel,LOGIN,security to explicit",
            "PASS,534 Policy requires SSL.,LOGIN,security to explicit",
            "PASS,530 User cannot log in; home directory inaccessible.,LOGIN,home folder is missing",
            "PASS,530 Sorry the maximum number of clients (1) for this user are already connected.,LOGIN,limit of sessions",
            "PASS,530 Account expired,LOGIN,unlock it",
            "PASS,530 Your IP is not allowed here,LOGIN,portal's address in",
            "LIST,522 Data connections must be encrypted.,LISTING,security to explicit"})
    void saysWhatToDo(String verb, String reply, Name name, String words) {
        server.answers("PASV", "502 no");
        server.answers(verb, reply);
        diagnosed().fails(name, words);
    }

    @Test
    void saysWhichPassivePortsAreToBeOpen() {
        server.answers("PASV", "502 no").answers("EPSV", "229 (|||1|)");
        RemoteLogin plain = login();
        Servers.Settings old = plain.settings();
        RemoteLogin known = new RemoteLogin(
                new Servers.Server("1",
                        new Servers.Settings(old.alias(), old.host(), old.ftpPort(), old.ftpSecurity(), null, null,
                                null, null, null, null, null, "40000-40010"),
                        Instant.EPOCH),
                plain.username(), plain.password(), null);
        Diagnosed.of(known).fails(Name.PASSIVE, "Open the ports 40000-40010");
    }

    @Test
    void saysThatARootFolderIsMissing() {
        Diagnosed.of(Harness.login("127.0.0.1", server.port(), FtpSecurity.NONE, null, "ann", "secret-word", "/srv/x"))
                .fails(Name.LISTING, "The root folder of this permission, /srv/x");
    }

    @Test
    void saysWhenNobodyListens() throws Exception {
        try (Socket deaf = Harness.deafPort()) {
            int port = deaf.getLocalPort();
            Diagnosed.of(Harness.login(port, FtpSecurity.NONE, null, "ann", "secret-word"))
                    .fails(Name.CONNECT, "nothing listens at port " + port);
        }
    }

    @Test
    void saysWhenTheHostIsUnknown() {
        Diagnosed.of(Harness.login("no-such-host.invalid", 21, FtpSecurity.NONE, null, "ann", "secret-word", null))
                .fails(Name.RESOLVE, "not known", "DNS");
    }

    @Test
    void tellsOfAllAddressesOfAHost() {
        Diagnosed.of(Harness.login("localhost", server.port(), FtpSecurity.NONE, null, "ann", "secret-word", null))
                .has(Name.RESOLVE, Outcome.OK, "localhost is ")
                .has(Name.LISTING, Outcome.OK);
    }

    @ParameterizedTest
    @CsvSource({"EXPLICIT,500 AUTH unknown", "IMPLICIT,Set FTP security to explicit"})
    void tellsAPlainServerFromOneWithTls(FtpSecurity security, String words) {
        Diagnosed.of(Harness.login(server.port(), security, null, "ann", "secret-word")).fails(Name.TLS, words);
        assertTrue(server.received().stream().noneMatch(line -> line.startsWith("USER")));
    }

    @Test
    void doesNotLetAnOffendedServerHideBehindTls() {
        server.answers("GREETING", "530 go away");
        Diagnosed.of(Harness.login(server.port(), FtpSecurity.EXPLICIT, null, "ann", "secret-word"))
                .fails(Name.GREETING, "530 go away");
    }

    @Test
    void hidesAnEchoedPassword() {
        server.on("PASS", (client, argument) -> client.say("530 " + argument + " is wrong"));
        diagnosed().fails(Name.LOGIN, "530, with words that aren't shown");
        server.on("PASS", (client, argument) -> client.say("230 " + argument + " is right"));
        diagnosed().has(Name.LOGIN, Outcome.OK);
    }

    @Test
    void livesWithoutFeat() {
        server.answers("FEAT", "500 what");
        diagnosed().has(Name.FEATURES, Outcome.WARNING, "FEAT").has(Name.DELETE, Outcome.OK);
    }

    @Test
    void advisesTlsWhereTheServerOffersIt() {
        server.answers("FEAT", "211-Features:\r\n AUTH TLS\r\n211 end");
        diagnosed().has(Name.FEATURES, Outcome.WARNING, "Set FTP security to explicit", "No REST STREAM", "No SIZE");
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.5,a private address", "192.168.1.9,a private address", "203.0.113.7,another address"})
    void warnsOfAnAddressThatOnlyThePortalIgnores(String address, String words) {
        String numbers = address.replace('.', ',');
        server.on("PASV", (client, argument) -> client.say(pasv(numbers, client)));
        diagnosed().isWellBut(Name.TLS, Name.DATA_TLS, Name.OTHER_CLIENTS)
                .has(Name.OTHER_CLIENTS, Outcome.WARNING, words, address, "pasv_address");
        server.answers("EPSV", "500 what");
        diagnosed().isWellBut(Name.TLS, Name.DATA_TLS, Name.PASSIVE, Name.OTHER_CLIENTS)
                .has(Name.PASSIVE, Outcome.WARNING, "PASV: 227", words, "Dialled 127.0.0.1")
                .has(Name.OTHER_CLIENTS, Outcome.SKIPPED);
    }

    @ParameterizedTest
    @CsvSource({"7200,local time", "-19800,local time", "500,NTP"})
    void warnsWhenTheClocksDiffer(int seconds, String words) {
        server.on("MDTM", (client, path) -> client
                .say("213 " + MDTM.format(Instant.now().atOffset(ZoneOffset.UTC).plusSeconds(seconds))));
        diagnosed().isWellBut(Name.TLS, Name.DATA_TLS, Name.CLOCK).has(Name.CLOCK, Outcome.WARNING, words);
    }

    @Test
    void doesNotNeedTheTimeOfAFile() {
        server.answers("MDTM", "500 what");
        diagnosed().has(Name.CLOCK, Outcome.SKIPPED, "MDTM").has(Name.DELETE, Outcome.OK);
    }

    @Test
    void seesThatFilesAreChangedOnTheirWay() {
        server.on("RETR", (client, path) -> client.transfer("y", "226 done"));
        diagnosed().fails(Name.DOWNLOAD, "not what was sent").has(Name.DELETE, Outcome.OK);
        assertEquals(Set.of(), disk);
    }

    @Test
    void namesWhatItCouldNotDelete() {
        server.answers("DELE", "550 Permission denied.");
        String leftover = diagnosed().fails(Name.DELETE, "by hand").step(Name.DELETE).advice();
        assertTrue(disk.stream().allMatch(leftover::contains), leftover);
        assertEquals(1, disk.size());
    }

    @Test
    void showsOnlyWhatCanBePrinted() {
        server.answers("GREETING", "220 \u001b[31mred\u202e\u0007 " + "long ".repeat(100))
                .answers("FEAT", "211-Features:\r\n \u001b[31mX\r\n" + " Y\r\n".repeat(500) + "211 end");
        diagnosed().has(Name.GREETING, Outcome.OK, "220 ?[31mred??").has(Name.FEATURES, Outcome.OK, "?");
    }
}
