package dev.rookery.pds.cli;

import dev.rookery.atproto.data.JsonBuffer;
import dev.rookery.pds.sequencer.Relay;
import dev.rookery.pds.sequencer.Relay.Answer;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `rookery relay status`: tells what relays know of this server.
@Command(
        name = "status",
        description = "Ask relays what they know of this server.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every relay knows this server", "1:one does not, or does not answer", "2:wrong arguments"})
final class RelayStatus implements Callable<Integer> {
    private final Map<String, String> env;

    @Mixin
    private RelayOptions options = new RelayOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    RelayStatus(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        String hostname = options.hostname(spec, env);
        PrintWriter out = spec.commandLine().getOut();
        boolean all = true;
        for (Relay relay : options.relays(spec, env)) {
            Answer answer = relay.hostStatus(hostname);
            all &= answer instanceof Answer.Known;
            out.println(options.json ? json(relay, answer) : relay.url() + ": " + words(hostname, answer));
            out.flush();
        }
        return all ? 0 : Cli.FAILED;
    }

    private static String words(String hostname, Answer answer) {
        return switch (answer) {
            case Answer.Accepted _ -> throw new IllegalStateException("nothing was asked for");
            case Answer.Known known -> words(hostname, known);
            case Answer.Refused(int status, String reason) ->
                status == 400 || status == 404
                        ? "does not know " + hostname + ": " + reason
                        : "answers " + status + ": " + reason;
            case Answer.Unreachable(String reason) -> "unreachable: " + reason;
        };
    }

    private static String words(String hostname, Answer.Known known) {
        String state = switch (known.status() == null ? "" : known.status()) {
            case "active" -> "follows " + hostname;
            case "idle" -> "knows " + hostname + " and has seen no events of it lately";
            case "offline" -> "knows " + hostname + " but cannot reach it";
            case "throttled" -> "follows " + hostname + " but has slowed it down";
            case "banned" -> "has banned " + hostname;
            default -> "knows " + hostname;
        };
        String seq = known.seq() == null ? "" : ", up to event " + known.seq();
        String accounts = known.accounts() == null ? "" : ", with " + known.accounts() + " accounts";
        return state + seq + accounts;
    }

    private static String json(Relay relay, Answer answer) {
        JsonBuffer json =
                new JsonBuffer(256).raw("{\"relay\":").text(relay.url().toString());
        switch (answer) {
            case Answer.Accepted _ -> throw new IllegalStateException("nothing was asked for");
            case Answer.Known known -> {
                json.raw(",\"known\":true");
                if (known.status() != null) {
                    json.raw(",\"status\":").text(known.status());
                }
                if (known.seq() != null) {
                    json.raw(",\"seq\":").raw(known.seq().toString());
                }
                if (known.accounts() != null) {
                    json.raw(",\"accountCount\":").raw(known.accounts().toString());
                }
            }
            case Answer.Refused(int status, String reason) ->
                json.raw(",\"known\":false,\"problem\":").text(status + ": " + reason);
            case Answer.Unreachable(String reason) ->
                json.raw(",\"known\":false,\"problem\":").text(reason);
        }
        return json.raw('}').getValue();
    }
}
