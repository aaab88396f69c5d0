package dev.rookery.pds.cli;

import static dev.rookery.pds.cli.AdminClient.text;

import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `rookery account create`: makes an account, whether or not invite codes are needed.
@Command(
        name = "create",
        description = "Make an account, whether or not invite codes are needed, and print its password.")
final class AccountCreate extends AdminCommand {
    @Parameters(index = "0", paramLabel = "HANDLE", description = "Its handle, such as alice.example.com.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String handle;

    @Parameters(index = "1", paramLabel = "EMAIL", description = "Where its holder gets mail.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String email;

    @Mixin
    private NewPassword password = new NewPassword();

    AccountCreate(Map<String, String> env) {
        super(env);
    }

    @Override
    void run(AdminClient server, PrintWriter out) {
        String secret = password.value();
        String code = text(
                server.post("com.atproto.server.createInviteCode", DataMap.of("useCount", new DataInteger(1))), "code");
        DataMap made = create(server, code, secret);
        if (json) {
            out.println(DataJson.toString(DataMap.of(
                    "did", new DataString(text(made, "did")),
                    "handle", new DataString(text(made, "handle")),
                    "password", new DataString(secret))));
        } else {
            out.println("Made " + text(made, "handle") + ", " + text(made, "did"));
            if (!password.fromInput) {
                out.println("Password: " + secret + "   (shown this once)");
            }
        }
    }

    /// A code that was made for an account which is not must not be left lying about.
    private DataMap create(AdminClient server, String code, String secret) {
        DataMap input = DataMap.builder()
                .put("handle", handle)
                .put("email", email)
                .put("password", secret)
                .put("inviteCode", code)
                .build();
        try {
            return server.postAnonymously("com.atproto.server.createAccount", input);
        } catch (AdminClient.RefusedException e) {
            server.post(
                    "com.atproto.admin.disableInviteCodes",
                    DataMap.of("codes", new DataList(List.of(new DataString(code)))));
            throw e;
        }
    }
}
