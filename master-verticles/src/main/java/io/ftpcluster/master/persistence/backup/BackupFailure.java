package io.ftpcluster.master.persistence.backup;

import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;

/** Why a backup can't be made or used, in one line for people. */
public final class BackupFailure {

    private BackupFailure() {}

    public static FailureException of(String detail) {
        return of(detail, null);
    }

    public static FailureException of(String detail, Throwable cause) {
        return Failure.of(FailureCode.UNAVAILABLE, detail).causedBy(cause);
    }

    /** What was asked for can't be meant so. */
    public static FailureException usage(String detail) {
        return Failure.of(FailureCode.INVALID, detail).exception();
    }

    /** The first line of what a driver or a program says. */
    static String firstLine(String text) {
        return String.valueOf(text).lines().filter(line -> !line.isBlank()).findFirst().orElse("it gives no reason");
    }
}
