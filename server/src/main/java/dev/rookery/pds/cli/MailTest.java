package dev.rookery.pds.cli;

import dev.rookery.pds.BuildInfo;
import dev.rookery.pds.config.Config;
import dev.rookery.pds.config.ConfigReader;
import dev.rookery.pds.config.InvalidConfigException;
import dev.rookery.pds.mail.DeliveryException;
import dev.rookery.pds.mail.Letters;
import dev.rookery.pds.mail.SmtpCourier;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `rookery mail test`: sends one mail as the server would, past the outbox.
@Command(
        name = "test",
        description = "Send one mail with the settings of the environment, and show the whole conversation with the"
                + " mail server if it is not taken.",
        mixinStandardHelpOptions = true)
final class MailTest implements Callable<Integer> {
    private final Map<String, String> env;

    @Parameters(paramLabel = "ADDRESS", description = "Whom to send it to.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String address;

    @Option(names = "--verbose", description = "Show the conversation also if the mail is taken.")
    private boolean verbose;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    MailTest(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Config config;
        try {
            config = ConfigReader.read(env, BuildInfo.nameAndVersion());
        } catch (InvalidConfigException e) {
            err.println("These settings must be changed first:");
            e.problems().forEach(problem -> err.println("  " + problem));
            err.flush();
            return Cli.MISUSED;
        }
        Config.MailRoute route = config.mail().accounts();
        if (route == null) {
            err.println("No mail server is set: set PDS_EMAIL_SMTP_URL and PDS_EMAIL_FROM_ADDRESS");
            err.flush();
            return Cli.MISUSED;
        }
        return send(config.service(), route);
    }

    private int send(Config.Service service, Config.MailRoute route) {
        PrintWriter out = spec.commandLine().getOut();
        String place = route.server().host() + ":" + route.server().port();
        var conversation = new ByteArrayOutputStream();
        try (var notes = new PrintStream(conversation, true, StandardCharsets.UTF_8)) {
            var courier = new SmtpCourier(route.server(), route.from(), service.hostname(), InstantSource.system());
            courier.deliver(new Letters(service.name(), service.hostname()).test(address, Instant.MAX), notes);
            if (verbose) {
                out.println(conversation.toString(StandardCharsets.UTF_8));
            }
            out.println(place + " took the mail to " + address + ". Look whether it arrives, also among the spam");
            return 0;
        } catch (DeliveryException e) {
            out.println(conversation.toString(StandardCharsets.UTF_8));
            out.println(place + " did not take the mail to " + address + ": " + e.getMessage());
            return Cli.FAILED;
        } finally {
            out.flush();
        }
    }
}
