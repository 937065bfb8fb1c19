package io.ftpcluster.agent.datalink;

import io.ftpcluster.agent.file.PrivateFile;
import io.ftpcluster.env.FileProblem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The datalink's own certificate and its key, in a PKCS#12 that only the agent's user may read; made once, by the keytool of the
 * Java that runs.
 *
 * @param fingerprint SHA-256, in 64 lower-case hex digits
 */
record DatalinkCertificate(SSLContext context, String fingerprint) {

    private static final String FILE = "datalink.p12";
    private static final String TYPE = "PKCS12";
    private static final String ALIAS = "datalink";
    /** The format wants one. What keeps the key is the file's mode: a password would have to lie beside it. */
    private static final String PASSWORD = "ftpcluster";
    private static final String PASSWORD_NAME = "FTPCLUSTER_KEYSTORE_PASSWORD";
    private static final int PATIENCE_SECONDS = 60;
    private static final int DAYS = 7300;
    private static final int LONGEST_OUTPUT = 200;

    /** @throws IOException saying what is wrong, and what to do */
    static DatalinkCertificate of(Path folder, String host) throws IOException, InterruptedException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            make(file, host);
        }
        try {
            PrivateFile.restrict(file);
            return read(file);
        } catch (GeneralSecurityException | IOException e) {
            throw new IOException(file + " can't be used (" + e.getMessage()
                    + "). Remove it and start the agent again, which makes a new one; whoever pinned the old certificate must"
                    + " be told", e);
        }
    }

    private static DatalinkCertificate read(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(TYPE);
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        if (!store.isKeyEntry(ALIAS)) {
            throw new IOException("it has no key called " + ALIAS);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        byte[] der = store.getCertificate(ALIAS).getEncoded();
        return new DatalinkCertificate(context,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der)));
    }

    /** In a folder of its own, as keytool's files may be read by others for a moment. */
    private static void make(Path file, String host) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(file.toAbsolutePath().getParent(), ".datalink-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path made = folder.resolve(FILE);
        try {
            keytool("-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-groupname", "secp256r1", "-sigalg",
                    "SHA256withECDSA", "-dname", "CN=" + hostName() + ", O=FTPCluster datalink", "-ext",
                    "san=" + names(host), "-startdate", "-1d", "-validity", Integer.toString(DAYS), "-storetype", TYPE,
                    "-keystore", made.toString(), "-storepass:env", PASSWORD_NAME);
            PrivateFile.write(file, Files.readAllBytes(made));
        } catch (IOException e) {
            throw new IOException("the certificate " + file + " can't be made: " + FileProblem.text(e), e);
        } finally {
            Files.deleteIfExists(made);
            Files.deleteIfExists(folder);
        }
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Path output = Path.of(arguments[arguments.length - 3]).resolveSibling("output");
        ProcessBuilder command = new ProcessBuilder(program.toString(), "-J-Xmx32m", "-J-XX:+UseSerialGC");
        command.command().addAll(List.of(arguments));
        command.environment().clear();
        command.environment().put("LC_ALL", "C");
        command.environment().put(PASSWORD_NAME, PASSWORD);
        command.redirectErrorStream(true).redirectOutput(output.toFile()).directory(new File("/"));
        Process process = command.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("keytool wasn't done within " + PATIENCE_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                String said = Files.readString(output, StandardCharsets.ISO_8859_1);
                throw new IOException(
                        "keytool failed: " + said.substring(0, Math.min(said.length(), LONGEST_OUTPUT)).strip());
            }
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }

    private static String hostName() {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname"), StandardCharsets.ISO_8859_1).strip();
            return name.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,62}") ? name : "localhost";
        } catch (IOException e) {
            return "localhost";
        }
    }

    private static String names(String host) {
        String names = "dns:localhost,dns:" + hostName() + ",ip:127.0.0.1";
        if (host.matches("[A-Za-z][A-Za-z0-9.-]*")) {
            return names + ",dns:" + host;
        }
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isAnyLocalAddress() || address.getHostAddress().equals("127.0.0.1")
                    ? names
                    : names + ",ip:" + address.getHostAddress().replaceAll("%.*", "");
        } catch (UnknownHostException e) {
            return names;
        }
    }
}
