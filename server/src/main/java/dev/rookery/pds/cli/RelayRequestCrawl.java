package dev.rookery.pds.cli;

import dev.rookery.atproto.data.JsonBuffer;
import dev.rookery.pds.sequencer.Relay;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `rookery relay request-crawl`: asks relays to follow this server.
@Command(
        name = "request-crawl",
        description = "Ask relays to follow this server's events. A running server does so by itself.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every relay accepted", "1:one did not", "2:wrong arguments"})
final class RelayRequestCrawl implements Callable<Integer> {
    private final Map<String, String> env;

    @Mixin
    private RelayOptions options = new RelayOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    RelayRequestCrawl(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        String hostname = options.hostname(spec, env);
        PrintWriter out = spec.commandLine().getOut();
        boolean all = true;
        for (Relay relay : options.relays(spec, env)) {
            String problem = switch (relay.requestCrawl(hostname)) {
                case Relay.Answer.Accepted _, Relay.Answer.Known _ -> "";
                case Relay.Answer.Refused(int status, String reason) -> "refused (" + status + "): " + reason;
                case Relay.Answer.Unreachable(String reason) -> "unreachable: " + reason;
            };
            all &= problem.isEmpty();
            out.println(options.json ? json(relay, problem) : words(relay, hostname, problem));
            out.flush();
        }
        return all ? 0 : Cli.FAILED;
    }

    private static String words(Relay relay, String hostname, String problem) {
        return relay.url() + ": " + (problem.isEmpty() ? "accepted, it will follow " + hostname : problem);
    }

    private static String json(Relay relay, String problem) {
        JsonBuffer json =
                new JsonBuffer(256).raw("{\"relay\":").text(relay.url().toString());
        json.raw(",\"accepted\":").raw(problem.isEmpty() ? "true" : "false");
        if (!problem.isEmpty()) {
            json.raw(",\"problem\":").text(problem);
        }
        return json.raw('}').getValue();
    }
}
