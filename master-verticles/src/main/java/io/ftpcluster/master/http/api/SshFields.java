package io.ftpcluster.master.http.api;

import io.ftpcluster.bus.Secret;
import io.ftpcluster.master.http.body.RequestFields;
import io.ftpcluster.messages.Provisioning.ExistingDaemon;
import io.ftpcluster.messages.Provisioning.SshCredential;
import java.util.Objects;

/** The fields of a login over SSH, which never go back into a page. */
final class SshFields {

    static final int USUAL_PORT = 22;

    private final RequestFields fields;
    private Secret password;
    private Secret privateKey;
    private Secret passphrase;
    private Secret sudoPassword;

    private SshFields(RequestFields fields) {
        this.fields = fields;
    }

    /** Reads them; what is wrong is told by {@link RequestFields#check}. */
    static SshFields of(RequestFields fields) {
        SshFields read = new SshFields(fields);
        read.password = fields.optionalSecret("ssh_password");
        read.privateKey = fields.optionalSecret("ssh_private_key");
        read.passphrase = fields.optionalSecret("ssh_passphrase");
        read.sudoPassword = fields.optionalSecret("sudo_password");
        if (read.password != null && read.privateKey != null) {
            fields.error("ssh_password", "must not be given beside ssh_private_key");
        }
        return read;
    }

    /** After the check. */
    SshCredential credential() {
        return new SshCredential(password, privateKey, passphrase, sudoPassword);
    }

    /** After the check; null when none was given. */
    SshCredential credentialOrNone() {
        return password == null && privateKey == null ? null : credential();
    }

    int port() {
        return Objects.requireNonNullElse(fields.optionalInteger("ssh_port"), USUAL_PORT);
    }

    ExistingDaemon existingDaemon() {
        return fields.newChoice("existing_daemon", ExistingDaemon.class);
    }
}
