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
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// `rookery account list`: prints every account.
@Command(name = "list", description = "Print every account: DID, handle, state, e-mail address, day of its sign-up.")
final class AccountList extends AdminCommand {
    private static final String PAGE = "100";

    AccountList(Map<String, String> env) {
        super(env);
    }

    @Override
    void run(AdminClient server, PrintWriter out) {
        server.pages("com.atproto.sync.listRepos", "limit", PAGE)
                .forEach(page -> print(server, maps(page, "repos"), out));
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
                    json
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
