package io.ftpcluster.testing;

import io.ftpcluster.messages.Servers.FtpSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Python's pyftpdlib on a free port of 127.0.0.1, as a user of its own. It has MLSD and shows the home as the top. */
public final class Pyftpdlib extends BaseDaemon {

    private static final String PROGRAM = """
            import os, sys
            from pyftpdlib.authorizers import DummyAuthorizer
            from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
            from pyftpdlib.servers import FTPServer

            port, security, uid, user, password, home, pem = sys.argv[1:]

            class Implicit(TLS_FTPHandler):
                def handle(self):
                    self.secure_connection(self.ssl_context)

                def handle_ssl_established(self):
                    TLS_FTPHandler.handle(self)

                def ftp_AUTH(self, line):
                    self.respond("550 not here")

            handler = {"NONE": FTPHandler, "EXPLICIT": TLS_FTPHandler, "IMPLICIT": Implicit}[security]
            if security != "NONE":
                handler.certfile = pem
                handler.tls_control_required = True
                handler.tls_data_required = True
            handler.authorizer = DummyAuthorizer()
            handler.authorizer.add_user(user, password, home, perm="elradfmwMT")
            server = FTPServer(("127.0.0.1", int(port)), handler)
            server.max_cons = 100
            handler.auth_failed_timeout = 0
            os.setgroups([])
            os.setgid(int(uid))
            os.setuid(int(uid))
            server.serve_forever()
            """;

    public Pyftpdlib(Path directory, FtpSecurity security) {
        super(directory, security);
        start();
    }

    @Override
    List<String> command() throws IOException {
        Path program = Files.writeString(directory().resolve("server.py"), PROGRAM);
        // Debian's Python, whichever else comes first in the path.
        return List.of("/usr/bin/python3", program.toString(), String.valueOf(port()), security().name(),
                String.valueOf(UID), user(), password(), home().toString(),
                security() == FtpSecurity.NONE ? "" : pem().toString());
    }
}
