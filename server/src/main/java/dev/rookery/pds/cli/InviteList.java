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
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rookery invite list`: prints invite codes.
@Command(
        name = "list",
        description = "Print invite codes, the newest first: code, uses left, whose it is, who used it.")
final class InviteList extends AdminCommand {
    private static final String PAGE = "500";

    @Option(names = "--unused", description = "Only codes that are good for an account still.")
    private boolean unused;

    InviteList(Map<String, String> env) {
        super(env);
    }

    @Override
    void run(AdminClient server, PrintWriter out) {
        server.pages("com.atproto.admin.getInviteCodes", "limit", PAGE)
                .flatMap(page -> maps(page, "codes").stream())
                .forEach(code -> print(code, out));
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
                json
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
