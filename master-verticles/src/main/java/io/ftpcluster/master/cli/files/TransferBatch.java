package io.ftpcluster.master.cli.files;

import io.ftpcluster.master.cli.CommandException;

/** The files of one command: found one after the other, moved several at once, and told together at the end. */
final class TransferBatch {

    private TransferBatch() {}

    /** Finds the files, adds them to the queue, and tells the report what it can't find. */
    interface Finder {
        void find(TransferQueue queue, TransferReport report);
    }

    /** @param quiet whether standard output is taken, so that nothing else may be written there */
    static void run(PortalFiles files, TransferOptions options, boolean quiet, Finder finder) {
        TransferReport report = new TransferReport(files.screen(), !quiet);
        ProgressLine progress = options.showsProgress() && !quiet ? ProgressLine.start(report) : null;
        try (TransferQueue queue = new TransferQueue(options.parallel(), report)) {
            finder.find(queue, report);
            queue.finish();
        } catch (EndOfAllException e) {
            report.clear();
            if (report.endedFiles() > 0) {
                report.summarize();
            }
            throw e;
        } finally {
            if (progress != null) {
                progress.close();
            }
            report.clear();
        }
        report.summarize();
        report.requireAll();
    }

    /** What a part of the work can't do doesn't end the others. */
    static void attempt(TransferReport report, String name, Runnable work) {
        try {
            work.run();
        } catch (EndOfAllException e) {
            throw e.named(name);
        } catch (CommandException e) {
            report.failed(name, e);
        }
    }
}
