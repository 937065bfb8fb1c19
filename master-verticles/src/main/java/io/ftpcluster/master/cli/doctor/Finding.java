package io.ftpcluster.master.cli.doctor;

/**
 * What came of a look.
 *
 * @param detail what was found, in sentences
 * @param advice what to do about it; empty when nothing
 */
record Finding(Outcome outcome, String detail, String advice) {

    enum Outcome {
        OK,
        /** It works, and there is something to look at. */
        WARNING,
        FAILURE,
        /** There was nothing to look at; the detail says why. */
        SKIPPED
    }

    static Finding ok(String detail) {
        return new Finding(Outcome.OK, detail, "");
    }

    static Finding warning(String detail, String advice) {
        return new Finding(Outcome.WARNING, detail, advice);
    }

    static Finding failure(String detail, String advice) {
        return new Finding(Outcome.FAILURE, detail, advice);
    }

    static Finding skipped(String detail) {
        return new Finding(Outcome.SKIPPED, detail, "");
    }
}
