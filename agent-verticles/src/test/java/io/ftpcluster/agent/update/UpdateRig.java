package io.ftpcluster.agent.update;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ftpcluster.agent.config.AgentConfig;
import io.ftpcluster.agent.config.Endpoint;
import io.ftpcluster.agent.log.Log;
import io.ftpcluster.bus.Secret;
import io.ftpcluster.frames.UpdateStatement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A portal, as far as an agent that is updated sees it, and an agent that was installed as version 1.0. */
final class UpdateRig implements AutoCloseable {

    static final String RUNNING = "1.0-aaaaaaaaaaaa";
    private static final String TOKEN = "fca_0123456789012345678901234567890123456789abc";

    final Path opt;
    final Path keyFile;
    final KeyPair key = pair();
    final List<String> asked = new CopyOnWriteArrayList<>();
    final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final HttpServer server;
    /** What the portal sends, whatever is asked for. */
    volatile byte[] body = {};
    volatile int status = 200;
    /** So many requests are answered by 503 first. */
    final AtomicInteger unavailable = new AtomicInteger();
    /** Sent in place of the body's; -1: in chunks. */
    volatile Long length;

    UpdateRig(Path folder) throws IOException {
        opt = Files.createDirectories(folder.resolve("opt"));
        Files.createDirectory(opt.resolve(RUNNING));
        Files.writeString(opt.resolve(RUNNING).resolve(InstallFolder.JAR), "");
        Files.createSymbolicLink(opt.resolve("current"), Path.of(RUNNING));
        keyFile = folder.resolve("pubkey_master.pub");
        pin(key);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    void pin(KeyPair pair) throws IOException {
        Files.writeString(keyFile,
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(pair.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI().getPath() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        if (unavailable.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            return;
        }
        byte[] sent = body;
        exchange.sendResponseHeaders(status, length == null ? sent.length : length == -1 ? 0 : length);
        try {
            exchange.getResponseBody().write(sent);
            exchange.close();
        } catch (IOException fewer) {
            // The head said another length.
            exchange.getHttpContext().getServer();
        }
    }

    AgentUpdates updates() {
        AgentConfig config = new AgentConfig(List.of(new Endpoint(false, "127.0.0.1", server.getAddress().getPort())),
                new Secret(TOKEN), null, 21, "/home", AgentConfig.FTP_LOG, null, null, null, keyFile);
        return new AgentUpdates(new InstallFolder(opt, RUNNING), config, "1.0",
                new Log(new PrintStream(log, true, StandardCharsets.UTF_8)));
    }

    /** The archive of an agent that is a script, as the portal's build packs it. */
    static byte[] archive(String version) throws IOException {
        return new TarBytes().folder("ftpcluster-agent/")
                .file("ftpcluster-agent/ftpcluster-agent", 0755, "#!/bin/sh\necho ftpcluster agent " + version + "\n")
                .file("ftpcluster-agent/ftpcluster-agent.jar", 0644, "x".repeat(1000))
                .gzip();
    }

    /** Has the portal send this. */
    UpdateStatement offer(String version, byte[] archive, String replaces) {
        body = archive;
        return new UpdateStatement(version, sha256(archive), archive.length, replaces);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String sign(UpdateStatement statement) {
        return sign(key, statement.signedBytes());
    }

    static String sign(KeyPair pair, byte[] text) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(text);
            return Base64.getEncoder().encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String current() throws IOException {
        return Files.readSymbolicLink(opt.resolve("current")).toString();
    }

    /** All that is there, without what the start script and the agent say to each other. */
    List<String> files() throws IOException {
        try (var all = Files.list(opt)) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("update"))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
