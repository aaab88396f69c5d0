package dev.rookery.pds.cli;

import dev.rookery.atproto.data.JsonBuffer;
import dev.rookery.pds.config.Config.Logging;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `rookery dev`: a whole local network for a developer, offline.
@Command(
        name = "dev",
        description = "Run a local network: a server and a PLC directory, with everything kept in one folder.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class Dev implements Callable<Integer> {
    @Option(names = "--port", description = "Port of the server; 0 for any free one.")
    private int port = 2583;

    @Option(names = "--plc-port", description = "Port of the PLC directory; 0 for any free one.")
    private int plcPort = 2582;

    @Option(names = "--data", description = "Folder for everything; remove it to begin anew.")
    private Path data = Path.of(".rookery");

    @Option(names = "--log-level", description = "trace, debug, info, warn or error.")
    private String logLevel = "info";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Logs.configure(
                new Logging(true, Logging.Level.valueOf(logLevel.toUpperCase(Locale.ROOT)), Logging.Format.TEXT, null));
        Devnet net = Devnet.start(data, port, plcPort, InstantSource.system());
        PrintWriter out = spec.commandLine().getOut();
        out.println(ready(net));
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        err.print(hint(net));
        err.flush();
        Lifetime.untilStopped(net);
        return 0;
    }

    /// The one line by which a program that started this learns where everything is.
    private String ready(Devnet net) {
        return new JsonBuffer(256)
                .raw("{\"pds\":")
                .text(net.pds().localUrl().toString())
                .raw(",\"plc\":")
                .text(net.plc().uri().toString())
                .raw(",\"smtp\":")
                .text(net.mailbox().uri().toString())
                .raw(",\"adminPassword\":")
                .text(net.adminPassword())
                .raw(",\"data\":")
                .text(data.toAbsolutePath().normalize().toString())
                .raw('}')
                .getValue();
    }

    private static String hint(Devnet net) {
        return """

                Ready. Some things to try:

                  curl %1$s/xrpc/com.atproto.server.describeServer
                  curl -H 'Content-Type: application/json' \\
                    -d '{"handle":"alice.test","email":"alice@example.com","password":"secret"}' \\
                    %1$s/xrpc/com.atproto.server.createAccount
                  curl '%1$s/xrpc/com.atproto.repo.describeRepo?repo=alice.test'

                Ctrl-C stops it; the data stays.

                """.formatted(net.pds().localUrl());
    }
}
