package dev.rookery.pds.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// An operator's command, which speaks with the running server.
@Command(
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:refused, or no answer", "2:wrong arguments"})
abstract class AdminCommand implements Callable<Integer> {
    private static final String PORT_USUAL = "2583";

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The running server; http://localhost:<PDS_PORT> if not given.")
    private @Nullable URI server;

    @Option(names = "--json", description = "Print JSON, one object a line, for programs.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    CommandSpec spec;

    private final Map<String, String> env;

    AdminCommand(Map<String, String> env) {
        this.env = env;
    }

    /// Does what the command is for.
    abstract void run(AdminClient server, PrintWriter out);

    /// Does it, and says what to do where that fails.
    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        URI url = url();
        String password = env.get("PDS_ADMIN_PASSWORD");
        if (password == null || password.isBlank()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Set PDS_ADMIN_PASSWORD to the server's admin password, for example with: env $(cat pds.env) "
                            + spec.qualifiedName());
        }
        try {
            run(new AdminClient(url, password.strip()), spec.commandLine().getOut());
            return 0;
        } catch (AdminClient.RefusedException e) {
            err.println(refusal(url, e));
        } catch (AdminClient.UnreachableException e) {
            err.println("No answer from " + url + " (" + e.getMessage()
                    + "). Is the server running? PDS_PORT or --server says where it is");
        } catch (UncheckedIOException e) {
            err.println("Cannot read or write a file: " + e.getMessage());
        } finally {
            spec.commandLine().getOut().flush();
            err.flush();
        }
        return Cli.FAILED;
    }

    private static String refusal(URI url, AdminClient.RefusedException e) {
        return e.status() == 401
                ? url + " does not take the admin password: set PDS_ADMIN_PASSWORD to that of the running server"
                : e.getMessage() + " (" + e.error() + ")";
    }

    private URI url() {
        try {
            URI url = server == null
                    ? URI.create("http://localhost:"
                            + env.getOrDefault("PDS_PORT", PORT_USUAL).strip())
                    : server;
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new ParameterException(
                spec.commandLine(), "Not the address of a server: --server takes one such as http://localhost:2583");
    }
}
