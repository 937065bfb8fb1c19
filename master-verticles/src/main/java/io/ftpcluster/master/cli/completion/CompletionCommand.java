package io.ftpcluster.master.cli.completion;

import io.ftpcluster.master.cli.VersionOption;
import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** Prints what makes a shell complete the commands and options of the root command. */
@Command(name = "completion", mixinStandardHelpOptions = true, versionProvider = VersionOption.class, description = "Prints a script by which bash or zsh completes commands and options.", footer = {
        "", "Examples:", "  source <(ftpcluster completion bash)",
        "  ftpcluster completion bash > /etc/bash_completion.d/ftpcluster"})
public final class CompletionCommand implements Runnable {

    /** For which there are scripts. */
    enum Shell {
        bash,
        /** Takes the same, by its own bashcompinit, which the script starts. */
        zsh
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh", description = "Which shell.")
    private Shell shell;

    @Override
    public void run() {
        CommandLine all = spec.root().commandLine();
        PrintWriter out = spec.commandLine().getOut();
        out.println(switch (shell) {
            case bash, zsh -> AutoComplete.bash(all.getCommandName(), all);
        });
        out.flush();
    }
}
