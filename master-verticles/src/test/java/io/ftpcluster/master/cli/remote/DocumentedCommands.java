package io.ftpcluster.master.cli.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that a document shows: in indented lines, as a shell would take them, and between backticks. */
final class DocumentedCommands {

    private static final String INDENT = "    ";
    private static final Pattern SPAN = Pattern.compile("`((?:\\./)?ftpcluster [a-z][^`]*)`");
    private static final Pattern PROGRAM = Pattern.compile("(?:\\S*/)?ftpcluster");
    private static final Pattern WORD = Pattern
            .compile("\\G\\s*(?:(#.*)|(\\|\\||&&|[|;&()]|\\$\\()|((?:\"[^\"]*\"|'[^']*'|[^\\s|;&()\"'])+))");

    private DocumentedCommands() {}

    /** Arguments of each command that stands in a line of its own, in this order. */
    static List<List<String>> lines(Path document) throws IOException {
        List<List<String>> found = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String next : Files.readAllLines(document)) {
            if (next.startsWith(INDENT)) {
                line.append(next.strip());
                if (line.charAt(line.length() - 1) == '\\') {
                    line.setLength(line.length() - 1);
                    line.append(' ');
                } else {
                    found.addAll(commands(line.toString()));
                    line.setLength(0);
                }
            }
        }
        return found;
    }

    /** Arguments of each command that the text mentions. */
    static List<List<String>> mentions(Path document) throws IOException {
        List<List<String>> found = new ArrayList<>();
        SPAN.matcher(Files.readString(document)).results().forEach(span -> found.addAll(commands(span.group(1))));
        return found;
    }

    private static List<List<String>> commands(String line) {
        List<List<String>> found = new ArrayList<>();
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            if (word.group(3) != null) {
                words.add(word.group(3));
            } else {
                keep(words, found);
                words = new ArrayList<>();
            }
        }
        keep(words, found);
        return found;
    }

    /** What stands before the program (variables, sudo) is the shell's; brackets are around what may be left out. */
    private static void keep(List<String> words, List<List<String>> found) {
        for (int i = 0; i < words.size(); i++) {
            // Alone it is the name of something else, such as a database.
            if (PROGRAM.matcher(words.get(i)).matches() && i + 1 < words.size()) {
                found.add(words.subList(i + 1, words.size())
                        .stream()
                        .takeWhile(word -> !word.matches("\\d?[<>].*"))
                        .map(word -> word.replaceAll("^[\"'\\[]|[\"'\\]]$", ""))
                        .toList());
                return;
            }
            if (!words.get(i).matches("[A-Z_]+=.*|sudo")) {
                return;
            }
        }
    }
}
