package io.ftpcluster.messages;

import io.ftpcluster.frames.Sample.FtpState;
import io.ftpcluster.messages.Diagnosis.Name;
import io.ftpcluster.messages.Permissions.Right;
import io.ftpcluster.messages.Telemetry.Condition;
import io.ftpcluster.messages.Transfers.Direction;
import io.ftpcluster.text.EnumNames;
import java.util.Locale;

/**
 * What people read for the constants of the messages, on pages, in mails and in refusals alike. For programs there is
 * {@link EnumNames}. {@code fleet-text.js} has the labels of what changes while a page is open.
 */
public final class Labels {

    private Labels() {}

    public static String of(Alerts.Kind kind) {
        return switch (kind) {
            case DISK_FULL -> "Disk almost full";
            case MEMORY_FULL -> "Memory almost full";
            case OFFLINE -> "Offline";
            case ACCOUNT_FAILED -> "Failing accounts";
            case UPDATE_FAILED -> "Failed update of the agent";
            case CERTIFICATE_EXPIRES -> "Certificate expires soon";
            case CERTIFICATE_EXPIRED -> "Expired certificate";
            case BACKUP_FAILED -> "Failed backup";
            case BACKUP_TOO_OLD -> "Backup too old";
        };
    }

    public static String of(Rollouts.State state) {
        return switch (state) {
            case RUNNING -> "Running";
            case SUCCEEDED -> "Done";
            case FAILED -> "Stopped by failures";
            case CANCELLED -> "Cancelled";
        };
    }

    public static String of(Rollouts.MemberState state) {
        return switch (state) {
            case PENDING -> "Waiting";
            case UPDATING -> "Being updated";
            case INSTALLED -> "Waits for its hello";
            case UPDATED -> "Updated";
            case FAILED -> "Failed";
            case SKIPPED -> "Skipped";
        };
    }

    /** Beside the server's condition: what that doesn't say already. */
    public static String besideCondition(Alerts.Kind kind) {
        return kind == Alerts.Kind.OFFLINE ? "Offline for long" : of(kind);
    }

    public static String of(Condition condition) {
        return switch (condition) {
            case NEVER_SEEN -> "Never seen";
            case LIVE -> "Live";
            case STALE -> "Stale";
            case OFFLINE -> "Offline";
        };
    }

    public static String of(Accounts.State state) {
        return switch (state) {
            case WAITING -> "Waits for the server";
            case MAKING -> "Being made";
            case WORKING -> "Working";
            case LOCKED -> "Locked";
            case FAILED -> "Failed";
            case REMOVED -> "Removed";
        };
    }

    public static String of(Jobs.Kind kind) {
        return switch (kind) {
            case PROVISION -> "Setting up";
            case DEPROVISION -> "Removing";
        };
    }

    public static String of(Jobs.State state) {
        return switch (state) {
            case RUNNING -> "Running";
            case SUCCEEDED -> "Succeeded";
            case FAILED -> "Failed";
            case CANCELLED -> "Cancelled";
        };
    }

    public static String of(Jobs.StepState state) {
        return switch (state) {
            case PENDING -> "Waiting";
            case RUNNING -> "Running";
            case SUCCEEDED -> "Done";
            case FAILED -> "Failed";
            case CANCELLED -> "Not done";
        };
    }

    public static String of(Copies.Operation operation) {
        return switch (operation) {
            case COPY -> "Copy";
            case MOVE -> "Move";
        };
    }

    public static String of(Copies.Conflict conflict) {
        return switch (conflict) {
            case SKIP -> "Skip them";
            case REPLACE -> "Replace them";
            case RENAME -> "Keep both";
        };
    }

    public static String of(Copies.State state) {
        return switch (state) {
            case WAITING -> "Waiting";
            case RUNNING -> "Running";
            case CANCELLING -> "Being cancelled";
            case SUCCEEDED -> "Succeeded";
            case FAILED -> "Failed";
            case CANCELLED -> "Cancelled";
        };
    }

    public static String of(FtpState state) {
        return switch (state) {
            case RUNNING -> "Running";
            case STOPPED -> "Not running";
            case UNKNOWN -> "Unknown";
        };
    }

    /** What a right allows. */
    public static String of(Right right) {
        return switch (right) {
            case LIST -> "Listing";
            case DOWNLOAD -> "Downloads";
            case UPLOAD -> "Uploads";
            case OVERWRITE -> "Overwriting";
            case DELETE -> "Deleting";
            case RENAME -> "Renaming";
            case MKDIR -> "Making folders";
        };
    }

    /** What a step of a server's test tries. */
    public static String of(Name step) {
        return switch (step) {
            case RESOLVE -> "Looking up the host";
            case CONNECT -> "Connecting";
            case GREETING -> "Greeting";
            case TLS -> "TLS and certificate";
            case LOGIN -> "Login";
            case FEATURES -> "Features";
            case PASSIVE -> "Passive mode";
            case DATA_TLS -> "TLS of data connections";
            case LISTING -> "Listing";
            case UPLOAD -> "Uploading a byte";
            case DOWNLOAD -> "Downloading it";
            case CLOCK -> "Clock";
            case DELETE -> "Deleting it";
            case REUSE -> "Using the session again";
            case OTHER_CLIENTS -> "Passive mode of other clients";
        };
    }

    /** A step by its name, as words inside a sentence. */
    public static String shortOf(Name step) {
        return EnumNames.of(step).replace('_', ' ').replace("tls", "TLS");
    }

    /** One transfer, inside a sentence. */
    public static String withArticle(Direction direction) {
        return switch (direction) {
            case DOWNLOAD -> "a download";
            case UPLOAD -> "an upload";
        };
    }

    /** A label that goes on in a sentence: without its capital. Not for those that begin with an abbreviation. */
    public static String inSentence(String label) {
        return label.substring(0, 1).toLowerCase(Locale.ROOT) + label.substring(1);
    }
}
