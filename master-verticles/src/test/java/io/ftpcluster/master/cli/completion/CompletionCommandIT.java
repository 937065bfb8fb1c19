package io.ftpcluster.master.cli.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ftpcluster.master.cli.remote.CliProcess;
import io.ftpcluster.master.cli.remote.RemoteCli.Result;
import io.ftpcluster.testing.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script, in a real bash. */
class CompletionCommandIT {

    @TempDir
    private static Path directory;
    private static Path script;

    @BeforeAll
    static void print() throws Exception {
        Result printed = CliProcess.run(directory, Map.of(), "completion", "bash");
        assertEquals(0, printed.code(), printed.errors());
        script = Files.writeString(directory.resolve("completion"), printed.out());
    }

    /** What bash offers when the last word is to be completed. */
    private static List<String> offered(String... words) {
        String line = "source " + script + "; COMP_WORDS=(ftpcluster \"$@\"); COMP_CWORD=$#;"
                + " COMP_LINE=\"${COMP_WORDS[*]}\"; _complete_ftpcluster; printf '%s\\n' \"${COMPREPLY[@]}\"";
        String[] command = new String[words.length + 4];
        command[0] = "bash";
        command[1] = "-c";
        command[2] = line;
        command[3] = "bash";
        System.arraycopy(words, 0, command, 4, words.length);
        return Commands.run(command).lines().map(String::strip).toList();
    }

    @Test
    void bashKnowsTheCommand() {
        String told = Commands.run("bash", "-c", "source " + script + "; complete -p ftpcluster");
        assertTrue(told.contains("_complete_ftpcluster") && told.strip().endsWith(" ftpcluster"), told);
    }

    @Test
    void commandsVerbsAndOptionsAreOffered() {
        List<String> commands = offered("");
        assertTrue(commands.containsAll(List.of("demo", "master", "login", "server", "ls", "get", "completion")),
                commands::toString);
        assertEquals(List.of("permission"), offered("perm"));
        assertTrue(offered("server", "").containsAll(List.of("list", "provision", "login")));
        assertTrue(offered("get", "--re").containsAll(List.of("--recursive", "--resume")));
    }

    @Test
    void zshTakesTheSame() throws Exception {
        Result printed = CliProcess.run(directory, Map.of(), "completion", "zsh");
        assertEquals(Files.readString(script), printed.out());
        assertTrue(printed.out().contains("bashcompinit"));
    }

    @Test
    void anotherShellIsWrongUsage() throws Exception {
        Result wrong = CliProcess.run(directory, Map.of(), "completion", "fish");
        assertEquals(2, wrong.code());
        assertEquals(1, wrong.errors().lines().count(), wrong.errors());
    }
}
