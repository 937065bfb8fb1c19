package io.ftpcluster.messages;

import io.ftpcluster.bus.Address;
import io.ftpcluster.bus.Topic;
import java.util.List;

/** Every address of the bus. What isn't here has no codec; a test compares this list with the fields above it. */
public final class Messages {

    private Messages() {}

    public static List<Address<?, ?>> addresses() {
        return List.of(Users.CREATE, Users.UPDATE, Users.INSERT, Users.STORE, Users.STORE_PASSWORD, Users.UPGRADE_HASH,
                Users.STORE_PREFERENCES, Users.FIND, Users.LIST, Users.DELETE, Users.CREDENTIALS, Users.NOTE_NETWORK,
                Users.FIND_NETWORK, Provisioning.REGISTER, Provisioning.ISSUE_TOKEN, Provisioning.MAKE_SCRIPT,
                Provisioning.ISSUE_ENROLMENT, Provisioning.FIND_SETUP, Provisioning.FIND_ARCHIVE, Provisioning.ENROL,
                Provisioning.MAKE_BUNDLE, Provisioning.PROVISION, Provisioning.PROBE_HOST_KEY,
                Provisioning.CHECK_CREDENTIAL, Provisioning.RETRY_JOB, Enrolments.STORE, Enrolments.FIND,
                Enrolments.USE, Jobs.INSERT, Jobs.FIND, Jobs.LIST, Jobs.RUNNING, Jobs.STORE_STEP, Jobs.END, Jobs.CANCEL,
                Jobs.RETRY, Servers.INSERT, Servers.UPDATE, Servers.FIND, Servers.PROBE_LOGIN, Servers.LIST,
                Servers.DELETE, Permissions.CREATE, Permissions.UPDATE, Permissions.STORE, Permissions.INSERT,
                Permissions.LIST, Permissions.FIND, Permissions.DELETE, Permissions.LOGIN, StoredLogins.CREATE,
                StoredLogins.UPDATE, StoredLogins.INSERT, StoredLogins.STORE, StoredLogins.LIST, StoredLogins.FIND,
                StoredLogins.DELETE, Accounts.ROTATE, Accounts.STORE_PASSWORD, Accounts.LIST, Accounts.DESIRED,
                Accounts.SERVERS, Accounts.STORE_RESULTS, Accounts.SET_LOCK, Accounts.STORE_UNKNOWN,
                Accounts.STORE_DATALINK, Accounts.FAILURES, Accounts.AGED, Sessions.INSERT, Sessions.FIND,
                Sessions.REVOKE, Sessions.REVOKE_ALL, Sessions.LIST, Nodes.REPORT, Auth.LOGIN, Auth.VERIFY_TOKEN,
                Auth.VERIFY_PASSWORD, Auth.LOGOUT, Auth.CHANGE_PASSWORD, Auth.SEAL, Audit.RECORD, Audit.LIST,
                Files.CHECK_ACCESS, Files.WATCH, Files.SERVERS, Files.LIST, Files.STAT, Files.OPEN, Files.UPLOAD,
                Files.REMOVE, Files.MAKE_FOLDER, Files.RENAME, Files.SET_MODIFIED, Files.TRY_LOGIN, Transfers.LIST,
                Transfers.END, Diagnosis.RUN, Diagnosis.PROBE, Health.DATABASE, Agents.STORE_TOKEN, Agents.SIGNING_KEY,
                Agents.FIND_TOKEN, Agents.VERIFY_TOKEN, Agents.REQUEST, Agents.FIND_LINK, Agents.ASK_LINK,
                Telemetry.REPORT, Telemetry.HAND_OVER, Telemetry.LINKED, Telemetry.UNLINKED, Telemetry.LINKS,
                Telemetry.STATES, Telemetry.SERIES, Telemetry.STORE, Telemetry.LOAD, Telemetry.LOAD_EACH,
                Telemetry.STORE_SEEN, Telemetry.LOAD_SEEN, Alerts.STORE, Alerts.LIST, Alerts.UNTOLD, Alerts.TOLD,
                Nodes.LIST, Nodes.DESCRIBE, Nodes.OUTDATE, Leases.TAKE, Leases.RELEASE, Rollouts.INSERT, Rollouts.FIND,
                Rollouts.LIST, Rollouts.STORE, Rollouts.CANCEL, Rollouts.FAILURES, Rollouts.START,
                Rollouts.FIND_ARCHIVE, Acme.ACCOUNT_KEY, Acme.FIND, Acme.STORE_CERTIFICATE, Acme.STORE_FAILURE,
                Acme.STORE_CHALLENGE, Acme.FIND_CHALLENGE, Copies.CREATE, Copies.INSERT, Copies.FIND, Copies.LIST,
                Copies.UNFINISHED, Copies.STORE, Copies.END, Copies.CANCEL);
    }

    /** Every topic of the bus, likewise. */
    public static List<Topic<?>> topics() {
        return List.of(Agents.TAKEN_OVER, Agents.OUTDATED, Agents.REVOKED, Agents.PROGRESS, Telemetry.TICK,
                Telemetry.FLEET_EVENTS, Certificates.SHOWN, Alerts.CHANGED, Alerts.PORTAL_CONDITION, Servers.CHANGED,
                Permissions.CHANGED, Accounts.CHANGED, Jobs.CHANGED, Nodes.CHANGED, Transfers.COUNTS, Rollouts.CHANGED,
                Acme.CHANGED, Acme.RETRY, Copies.CHANGED);
    }
}
