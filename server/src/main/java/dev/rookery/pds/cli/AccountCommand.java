package dev.rookery.pds.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `rookery account`: sees to accounts on the running server.
@Command(
        name = "account",
        description = "See to accounts on the running server. PDS_ADMIN_PASSWORD must be set.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  rookery account create alice.example.com alice@mail.example",
            "  rookery account list --json",
            "  rookery account info alice.example.com",
            "  rookery account takedown did:plc:ewvi7nxzyoun6zhxrhs64oiz --ref case-12",
            "  rookery account export alice.example.com --to backup/alice",
            "  env $(cat pds.env) rookery account list   the password from the settings of the server"
        })
final class AccountCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
