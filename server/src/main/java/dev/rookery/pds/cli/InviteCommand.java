package dev.rookery.pds.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `rookery invite`: sees to invite codes on the running server.
@Command(
        name = "invite",
        description = "See to invite codes on the running server. PDS_ADMIN_PASSWORD must be set.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  rookery invite create                 one code, good for one account",
            "  rookery invite create --codes 10 --uses 3",
            "  rookery invite list --unused",
            "  rookery invite disable example-com-abcde-fghij"
        })
final class InviteCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
