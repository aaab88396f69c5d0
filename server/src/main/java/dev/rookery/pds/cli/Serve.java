package dev.rookery.pds.cli;

import dev.rookery.pds.BuildInfo;
import dev.rookery.pds.Pds;
import dev.rookery.pds.config.Config;
import dev.rookery.pds.config.ConfigReader;
import dev.rookery.pds.config.InvalidConfigException;
import dev.rookery.pds.config.UnknownSettings;
import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `rookery serve`: a server with its settings from the environment, until it is asked to stop.
@Command(
        name = "serve",
        description = "Run a server. Settings come from the environment (docs/configuration.md).",
        mixinStandardHelpOptions = true)
final class Serve implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(Serve.class.getName());

    private final Map<String, String> env;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    Serve(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() throws InterruptedException {
        Pds pds;
        try {
            pds = start(ConfigReader.read(env, BuildInfo.nameAndVersion()));
        } catch (InvalidConfigException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("These settings must be changed before the server can start:");
            e.problems().forEach(problem -> err.println("  " + problem));
            UnknownSettings.warnings(env.keySet()).forEach(warning -> err.println("  " + warning));
            return Cli.MISUSED;
        }
        Lifetime.untilStopped(pds);
        return 0;
    }

    private Pds start(Config config) {
        Logs.configure(config.logging());
        UnknownSettings.warnings(env.keySet()).forEach(warning -> LOG.log(Level.WARNING, warning));
        Pds pds = Pds.start(config, InstantSource.system());
        LOG.log(
                Level.INFO,
                "{0} serves {1} on port {2}",
                config.service().version(),
                config.service().publicUrl(),
                String.valueOf(pds.port()));
        return pds;
    }
}
