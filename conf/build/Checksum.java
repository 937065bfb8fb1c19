import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes the SHA-256 of a file beside it, as sha256sum does. Run by the build: Checksum FILE. */
final class Checksum {

    private Checksum() {}

    public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
        Path file = Path.of(arguments[0]);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        Files.writeString(file.resolveSibling(file.getFileName() + ".sha256"),
                HexFormat.of().formatHex(digest.digest()) + "  " + file.getFileName() + "\n");
    }
}
