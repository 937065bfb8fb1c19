package io.ftpcluster.agent.probe;

import io.ftpcluster.frames.FrameText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Names of system users by /etc/passwd, which is read again when it has changed. */
final class UserNames {

    private static final String PASSWD = "/etc/passwd";
    private static final int MOST = 1000;
    private static final int UID = 2;

    private final SystemFiles files;
    private final Map<Integer, String> names = new HashMap<>();
    private long modified;

    UserNames(SystemFiles files) {
        this.files = files;
    }

    /** {@code uid 1234} for one that isn't in the file. */
    String of(int uid) {
        long now = files.file(PASSWD).lastModified();
        if (now != modified || names.size() > MOST) {
            names.clear();
            modified = now;
        }
        return names.computeIfAbsent(uid, this::find);
    }

    private String find(int uid) {
        String number = Integer.toString(uid);
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(files.open(PASSWD), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split(":", UID + 2);
                if (fields.length > UID && fields[UID].equals(number)) {
                    return FrameText.clean(fields[0]);
                }
            }
        } catch (IOException unknown) {
            return "uid " + uid;
        }
        return "uid " + uid;
    }
}
