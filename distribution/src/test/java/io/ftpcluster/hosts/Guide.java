package io.ftpcluster.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of a chapter of the documents, in their order, as somebody who reads it types them. */
record Guide(List<Step> steps) {

    private static final Pattern MACHINE = Pattern.compile("[Oo]n (192\\.0\\.2\\.\\d+)[^:]*:$");
    private static final String INDENT = "    ";

    /**
     * @param title of the section
     * @param machine the address on which they are typed, which the text says at last
     */
    record Step(String title, String machine, String commands) {}

    /** @param chapter its heading, without the signs of its level */
    static Guide read(String document, String chapter) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(System.getProperty("ftpcluster.root"), document));
        int begin = lines.indexOf("## " + chapter);
        if (begin < 0) {
            throw new IOException(document + " has no chapter " + chapter);
        }
        List<Step> steps = new ArrayList<>();
        String title = "";
        String machine = "";
        String paragraph = "";
        for (int i = begin + 1; i < lines.size() && !lines.get(i).startsWith("## "); i++) {
            String line = lines.get(i);
            if (line.startsWith("### ")) {
                title = line.substring("### ".length());
            } else if (line.startsWith(INDENT)) {
                StringBuilder commands = new StringBuilder();
                for (; i < lines.size() && lines.get(i).startsWith(INDENT); i++) {
                    commands.append(lines.get(i).substring(INDENT.length())).append('\n');
                }
                steps.add(new Step(title, machine, commands.toString()));
                paragraph = "";
            } else {
                paragraph = line.isEmpty() ? "" : (paragraph + " " + line).strip();
                Matcher named = MACHINE.matcher(paragraph);
                if (named.find()) {
                    machine = named.group(1);
                }
            }
        }
        return new Guide(List.copyOf(steps));
    }

    /** @param number that the section's title begins with */
    List<Step> section(int number) {
        return steps.stream().filter(step -> step.title().startsWith(number + ". ")).toList();
    }
}
