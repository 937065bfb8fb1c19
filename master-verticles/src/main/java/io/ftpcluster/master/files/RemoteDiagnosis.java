package io.ftpcluster.master.files;

import io.ftpcluster.messages.Diagnosis;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Servers;
import java.util.List;
import java.util.Set;

/**
 * Tries one kind of server step by step. Thread-safe; a test blocks for up to a minute, and half a minute more when it has
 * to clean up after itself.
 */
public interface RemoteDiagnosis extends AutoCloseable {

    /** Fails with no server's fault; what is wrong there is in the steps. Without a login it ends before that. */
    List<Diagnosis.Step> withoutLogin(Servers.Server server);

    /** @param rights of the permission: without upload and delete nothing is written */
    List<Diagnosis.Step> run(RemoteLogin login, Set<Right> rights);

    /** Whether it answers, and takes the login; without a user name it ends before that. Blocks for 10 s at most. */
    Diagnosis.ProbeOutcome probe(RemoteLogin login);

    @Override
    void close();
}
