package io.ftpcluster.master.files.ftp;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * What some servers still say of a transfer after its last reply, in the place of the next command's answer: a second 226, 250
 * and 226, or trouble that they noticed too late. Told from the answer by its code. For one thread.
 */
final class LateReplies {

    /** Each on its own is one more reply than RFC 959 has; more than a few are no transfer's. */
    private static final int MOST = 4;
    private static final Set<String> TRANSFERS = Set.of("RETR", "STOR", "APPE", "LIST", "MLSD", "NLST", "ABOR");
    /** Whose positive answers have codes of their own. */
    private static final Set<String> DISTINCT = Set.of("SIZE", "MDTM", "RNFR", "REST", "EPSV", "PASV", "PWD");
    private static final Set<Integer> TRANSFER_FAILED = Set.of(425, 426, 451, 452, 551, 552);

    private boolean possible;
    private boolean fresh;
    private boolean seen;
    private Reply trouble;

    /** The next answer to a command. */
    interface Source {
        Reply next(Duration limit) throws IOException;
    }

    /** A transfer has ended and nothing was asked since. */
    void transferred() {
        possible = true;
        fresh = true;
        trouble = null;
    }

    /** @return the answer to the command: the reply, or one that comes after it when it is a late one */
    Reply skip(String verb, Reply reply, Duration limit, Source replies) throws IOException {
        Reply answer = reply;
        for (int i = 0; i < MOST && isLate(verb, answer); i++) {
            seen = true;
            trouble = answer.isRefusal() ? answer : trouble;
            answer = replies.next(limit);
        }
        fresh = false;
        return answer;
    }

    private boolean isLate(String verb, Reply reply) {
        if (reply.code() == 226 || reply.code() == 225) {
            return possible && !TRANSFERS.contains(verb);
        }
        return fresh && (reply.code() == 250 && DISTINCT.contains(verb)
                || verb.equals("SIZE") && TRANSFER_FAILED.contains(reply.code()));
    }

    /** Whether there was one: nobody knows how many more will come. */
    boolean wereSeen() {
        return seen;
    }

    /** That the last transfer failed after all, as the server said when it had confirmed it; or null. */
    Reply trouble() {
        return trouble;
    }
}
