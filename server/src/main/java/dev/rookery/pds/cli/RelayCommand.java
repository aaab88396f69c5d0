package dev.rookery.pds.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `rookery relay`: speaks with the relays that carry this server's events to the network.
@Command(
        name = "relay",
        description = "Speak with the relays that carry this server's events to the network.",
        mixinStandardHelpOptions = true)
final class RelayCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
