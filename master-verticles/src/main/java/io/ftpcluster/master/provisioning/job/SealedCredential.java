package io.ftpcluster.master.provisioning.job;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.secrets.SecretBox;
import io.ftpcluster.messages.Provisioning.SshCredential;
import io.vertx.core.json.JsonObject;

/** A job's credential as its row has it: JSON in a Fernet token. */
public final class SealedCredential {

    private static final String PASSWORD = "password";
    private static final String PRIVATE_KEY = "private_key";
    private static final String PASSPHRASE = "passphrase";
    private static final String SUDO_PASSWORD = "sudo_password";

    private SealedCredential() {}

    public static Secret seal(SecretBox box, SshCredential credential) {
        JsonObject json = new JsonObject();
        put(json, PASSWORD, credential.password());
        put(json, PRIVATE_KEY, credential.privateKey());
        put(json, PASSPHRASE, credential.passphrase());
        put(json, SUDO_PASSWORD, credential.sudoPassword());
        return box.seal(new Secret(json.encode()));
    }

    static SshCredential open(SecretBox box, Secret sealed) {
        JsonObject json = new JsonObject(box.open(sealed).value());
        return new SshCredential(get(json, PASSWORD), get(json, PRIVATE_KEY), get(json, PASSPHRASE),
                get(json, SUDO_PASSWORD));
    }

    private static void put(JsonObject json, String name, Secret secret) {
        if (secret != null) {
            json.put(name, secret.value());
        }
    }

    private static Secret get(JsonObject json, String name) {
        String text = json.getString(name);
        return text == null ? null : new Secret(text);
    }
}
