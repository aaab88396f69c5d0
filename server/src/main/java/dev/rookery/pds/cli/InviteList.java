package dev.rookery.pds.cli;

import static dev.rookery.pds.cli.AdminClient.maps;
import static dev.rookery.pds.cli.AdminClient.text;
import static dev.rookery.pds.cli.AdminClient.truth;

import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `rookery invite list`: prints invite codes.
@Command(
        name = "list",
        description = "Print invite codes, the newest first: code, uses left, whose it is, who used it.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:refused, or no answer", "2:wrong arguments"})
final class InviteList implements Callable<Integer> {
    private static final String PAGE = "500";

    private final Map<String, String> env;

    @Mixin
    private AdminOptions options = new AdminOptions();

    @Option(names = "--unused", description = "Only codes that are good for an account still.")
    private boolean unused;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    InviteList(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        return options.run(spec, env, (server, out) -> {
            for (String cursor = null; ; ) {
                DataMap page = cursor == null
                        ? server.get("com.atproto.admin.getInviteCodes", "limit", PAGE)
                        : server.get("com.atproto.admin.getInviteCodes", "limit", PAGE, "cursor", cursor);
                for (DataMap code : maps(page, "codes")) {
                    print(code, out);
                }
                cursor = page.text("cursor");
                if (cursor == null) {
                    return 0;
                }
            }
        });
    }

    private void print(DataMap code, PrintWriter out) {
        List<String> users =
                maps(code, "uses").stream().map(use -> text(use, "usedBy")).toList();
        boolean disabled = truth(code, "disabled");
        long left = code.get("available") instanceof DataInteger available ? available.value() - users.size() : 0;
        if (unused && (disabled || left <= 0)) {
            return;
        }
        out.println(
                options.json
                        ? DataJson.toString(code)
                        : "%s  %s  %s  %s"
                                .formatted(
                                        text(code, "code"),
                                        disabled ? "disabled" : left + " left",
                                        text(code, "forAccount"),
                                        String.join(" ", users))
                                .strip());
    }
}
