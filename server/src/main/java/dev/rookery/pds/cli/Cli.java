package dev.rookery.pds.cli;

import java.net.BindException;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `rookery` command.
@Command(
        name = "rookery",
        description = "A Personal Data Server for the AT Protocol.",
        subcommands = HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:stopped as asked", "1:failed", "2:wrong arguments or settings"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  rookery dev                       a whole local network, offline",
            "  rookery dev --port 3000           the same on another port",
            "  env $(cat pds.env) rookery serve  production, settings from the environment",
            "  rookery account list              who has an account on the running server",
            "  rookery invite create             an invite code",
            "  rookery repo verify --data .rookery   check everything that is stored",
            "  rookery repo resync --all         after restoring an older copy of the data folder",
            "  rookery relay status              what the relays in PDS_CRAWLERS know of this server",
            "  rookery mail test me@example.com  sends a mail with the settings of the environment"
        })
public final class Cli implements Runnable {
    static final int FAILED = 1;
    static final int MISUSED = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    private Cli() {}

    /// Runs the command that the arguments name, and returns the exit code.
    public static int run(String[] args, Map<String, String> env) {
        return new CommandLine(new Cli())
                .addSubcommand(new Serve(env))
                .addSubcommand(new Dev())
                .addSubcommand(new CommandLine(new AccountCommand())
                        .addSubcommand(new AccountCreate(env))
                        .addSubcommand(new AccountList(env))
                        .addSubcommand(new AccountInfo(env))
                        .addSubcommand(new AccountUpdateHandle(env))
                        .addSubcommand(new AccountResetPassword(env))
                        .addSubcommand(new AccountTakedown(env))
                        .addSubcommand(new AccountUntakedown(env))
                        .addSubcommand(new AccountDelete(env))
                        .addSubcommand(new AccountExport(env)))
                .addSubcommand(new CommandLine(new InviteCommand())
                        .addSubcommand(new InviteCreate(env))
                        .addSubcommand(new InviteList(env))
                        .addSubcommand(new InviteDisable(env)))
                .addSubcommand(new CommandLine(new Repo())
                        .addSubcommand(new RepoVerify(env))
                        .addSubcommand(new RepoRebuild(env))
                        .addSubcommand(new RepoResync(env)))
                .addSubcommand(new CommandLine(new RelayCommand())
                        .addSubcommand(new RelayRequestCrawl(env))
                        .addSubcommand(new RelayStatus(env)))
                .addSubcommand(new CommandLine(new MailCommand()).addSubcommand(new MailTest(env)))
                .addSubcommand(new WarmUp())
                .setExecutionExceptionHandler((failure, line, _) -> explain(failure, line))
                .execute(args);
    }

    /// Says why a command failed: in a sentence where the reason is known, with all there is to know where not.
    private static int explain(Exception failure, CommandLine line) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                line.getErr()
                        .println("rookery: the port is in use by another program; choose another one"
                                + " (PDS_PORT, or --port and --plc-port of dev)");
                return FAILED;
            }
        }
        failure.printStackTrace(line.getErr());
        return FAILED;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
