package io.ftpcluster.master.files.ftp;

import io.ftpcluster.master.files.RemoteLogin;
import io.ftpcluster.messages.Servers.FtpSecurity;
import io.ftpcluster.testing.ScriptedFtp.Conversation;
import io.ftpcluster.testing.ScriptedFtp;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that passes the test of servers, until it is told to misbehave. */
abstract class DiagnosedServer {

    static final DateTimeFormatter MDTM = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

    final Set<String> disk = ConcurrentHashMap.newKeySet();
    @RegisterExtension
    final FtpTestBed bed = new FtpTestBed();
    final ScriptedFtp server = behaving(bed.server());

    /** Holds files of one byte. */
    final ScriptedFtp behaving(ScriptedFtp made) {
        String[] renamed = new String[1];
        return made.answers("FEAT", "211-Features:\r\n UTF8\r\n SIZE\r\n MDTM\r\n REST STREAM\r\n EPSV\r\n211 end")
                .on("SIZE", (client, path) -> client.say(disk.contains(path) ? "213 1" : "550 none"))
                .on("CWD", (client, path) -> client.say(path.equals("/") ? "250 there" : "550 none"))
                .on("MDTM", (client, path) -> client.say("213 " + MDTM.format(Instant.now().atOffset(ZoneOffset.UTC))))
                .on("STOR", (client, path) -> store(client, path, "226 done"))
                .on("RETR", (client, path) -> client.transfer("x", "226 done"))
                .on("RNFR", (client, path) -> {
                    renamed[0] = path;
                    client.say(disk.contains(path) ? "350 and now" : "550 none");
                })
                .on("RNTO", (client, path) -> {
                    disk.remove(renamed[0]);
                    disk.add(path);
                    client.say("250 renamed");
                })
                .on("DELE", (client, path) -> client.say(disk.remove(path) ? "250 gone" : "550 none"))
                .on("PASV", (client, argument) -> client.say(pasv("127,0,0,1", client)));
    }

    static String pasv(String address, Conversation client) throws IOException {
        int port = client.listen();
        return "227 Entering Passive Mode (" + address + "," + port / 256 + "," + port % 256 + ").";
    }

    private void store(Conversation client, String path, String last) throws IOException {
        client.say("150 give");
        try (Socket data = client.data()) {
            data.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
        disk.add(path);
        client.say(last);
    }

    final RemoteLogin login() {
        return login(server);
    }

    static RemoteLogin login(ScriptedFtp server) {
        return Harness.login(server.port(), FtpSecurity.NONE, null, "ann", "secret-word");
    }

    final Diagnosed diagnosed() {
        return Diagnosed.of(login());
    }
}
