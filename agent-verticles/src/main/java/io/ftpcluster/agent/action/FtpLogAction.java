package io.ftpcluster.agent.action;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the FTP daemon has logged last. */
final class FtpLogAction implements Action {

    /** With the file's name no more than an answer may hold. */
    private static final int MOST = 60;

    private final Path file;

    FtpLogAction(Path file) {
        this.file = file;
    }

    @Override
    public String name() {
        return "ftp.log";
    }

    @Override
    public Map<String, String> run(Map<String, String> arguments, Progress progress) throws ActionException {
        String wanted = arguments.getOrDefault("lines", Integer.toString(MOST));
        if (!wanted.matches("[0-9]{1,4}") || Integer.parseInt(wanted) < 1) {
            throw ActionException.invalid("lines must be a number from 1 to " + MOST);
        }
        List<String> lines = new LogTail(file).last(Math.min(MOST, Integer.parseInt(wanted)));
        Map<String, String> answer = new HashMap<>();
        answer.put("path", file.toString());
        for (int i = 0; i < lines.size(); i++) {
            answer.put("line." + i, lines.get(i));
        }
        return answer;
    }
}
