package io.ftpcluster.master.files.ftp.reply;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * What some servers still say of a transfer after its last reply, in the place of the next command's answer: a second 226, 250
 * and 226, or trouble that they noticed too late. Told from the answer by its code. For one thread.
 */
public final class LateReplies {

    /** Each on its own is one more reply than RFC 959 has; more than a few are no transfer's. */
    private static final int MOST = 4;
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Set<String> TRANSFERS = Set.of("RETR", "STOR", "APPE", "LIST", "MLSD", "NLST", "ABOR");
    /** Whose positive answers have codes of their own. */
    private static final Set<String> DISTINCT = Set.of("SIZE", "MDTM", "RNFR", "REST", "EPSV", "PASV", "PWD");
    private static final Set<Integer> TRANSFER_FAILED = Set.of(425, 426, 451, 452, 551, 552);

    private boolean possible;
    private boolean fresh;
    private boolean seen;
    private Reply trouble;

    /** Where replies come from. */
    public interface Source {
        Reply next(Duration limit) throws IOException;

        /** Whether something has arrived that nobody has read. */
        boolean hasMore() throws IOException;
    }

    /** A transfer has ended and nothing was asked since. */
    public void transferred() {
        possible = true;
        fresh = true;
        trouble = null;
    }

    /** @return the answer to the command: the reply, or one that comes after it when it is a late one */
    public Reply skip(String verb, Reply reply, Duration limit, Source replies) throws IOException {
        Reply answer = reply;
        for (int i = 0; i < MOST && (isLate(verb, answer) || isFollowed(verb, answer, replies)); i++) {
            seen = true;
            trouble = answer.isRefusal() ? answer : trouble;
            answer = replies.next(limit);
        }
        fresh = false;
        return answer;
    }

    /** Some answer so to a transfer of nothing: only if more comes at once, it was meant for the one before. */
    private boolean isFollowed(String verb, Reply reply, Source replies) throws IOException {
        if (!possible || !TRANSFERS.contains(verb) || !isEnd(reply)) {
            return false;
        }
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!replies.hasMore() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(SOON.toNanos() / 20);
        }
        return replies.hasMore();
    }

    private static boolean isEnd(Reply reply) {
        return reply.code() == 226 || reply.code() == 225;
    }

    private boolean isLate(String verb, Reply reply) {
        if (isEnd(reply)) {
            return possible && !TRANSFERS.contains(verb);
        }
        boolean success = reply.code() == 250 && DISTINCT.contains(verb);
        boolean failure = verb.equals("SIZE") && TRANSFER_FAILED.contains(reply.code());
        return fresh && (success || failure);
    }

    /** Whether there was one: nobody knows how many more will come. */
    public boolean wereSeen() {
        return seen;
    }

    /** That the last transfer failed after all, as the server said when it had confirmed it; or null. */
    public Reply trouble() {
        return trouble;
    }
}
