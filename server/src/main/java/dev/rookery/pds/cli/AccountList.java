package dev.rookery.pds.cli;

import static dev.rookery.pds.cli.AdminClient.maps;
import static dev.rookery.pds.cli.AdminClient.text;
import static dev.rookery.pds.cli.AdminClient.truth;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `rookery account list`: prints every account.
@Command(
        name = "list",
        description = "Print every account: DID, handle, state, e-mail address, day of its sign-up.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:refused, or no answer", "2:wrong arguments"})
final class AccountList implements Callable<Integer> {
    private static final String PAGE = "100";

    private final Map<String, String> env;

    @Mixin
    private AdminOptions options = new AdminOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    AccountList(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        return options.run(spec, env, (server, out) -> {
            for (String cursor = null; ; ) {
                DataMap page = cursor == null
                        ? server.get("com.atproto.sync.listRepos", "limit", PAGE)
                        : server.get("com.atproto.sync.listRepos", "limit", PAGE, "cursor", cursor);
                print(server, maps(page, "repos"), out);
                cursor = page.text("cursor");
                if (cursor == null) {
                    return 0;
                }
            }
        });
    }

    private void print(AdminClient server, List<DataMap> repos, PrintWriter out) {
        Map<String, DataMap> infos = infos(server, repos);
        for (DataMap repo : repos) {
            DataMap info = infos.get(text(repo, "did"));
            if (info == null) {
                continue; // gone in between
            }
            String status = truth(repo, "active") ? "active" : text(repo, "status");
            String day = text(info, "indexedAt").replaceFirst("T.*", "");
            out.println(
                    options.json
                            ? DataJson.toString(info.with("status", new DataString(status)))
                            : "%s  %s  %s  %s  %s"
                                    .formatted(
                                            text(info, "did"), text(info, "handle"), status, text(info, "email"), day));
        }
        out.flush();
    }

    private static Map<String, DataMap> infos(AdminClient server, List<DataMap> repos) {
        Map<String, DataMap> byDid = new HashMap<>();
        if (!repos.isEmpty()) {
            String[] dids = repos.stream()
                    .flatMap(repo -> Stream.of("dids", text(repo, "did")))
                    .toArray(String[]::new);
            maps(server.get("com.atproto.admin.getAccountInfos", dids), "infos")
                    .forEach(info -> byDid.put(text(info, "did"), info));
        }
        return byDid;
    }
}
