package dev.rookery.pds.cli;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rookery account export`: writes what an account published to a folder.
@Command(
        name = "export",
        description =
                "Write the repository of an account (repo.car) and its blobs (blobs/) to a folder. What is there already is not fetched again, so that a second try goes on.")
final class AccountExport extends AdminCommand {
    @Parameters(paramLabel = "ACCOUNT", description = "A DID, a handle or an e-mail address.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String account;

    @Option(names = "--to", paramLabel = "FOLDER", description = "Where to; a folder named after the DID if not given.")
    private @Nullable Path folder;

    @Option(names = "--no-blobs", description = "The repository alone.")
    private boolean withoutBlobs;

    AccountExport(Map<String, String> env) {
        super(env);
    }

    @Override
    void run(AdminClient server, PrintWriter out) {
        String did = server.did(account);
        Path to = folder == null ? Path.of(did.replace(':', '-')) : folder;
        var export = new Export(server, did, to, this::progress);
        long repoBytes = export.repo();
        int blobs = withoutBlobs ? 0 : export.blobs();
        DataMap done = DataMap.builder()
                .put("did", did)
                .put("folder", to.toString())
                .put("repoBytes", repoBytes)
                .put("blobs", blobs)
                .build();
        out.println(
                json
                        ? DataJson.toString(done)
                        : "Wrote the repository (%d bytes) and %d blobs of %s to %s"
                                .formatted(repoBytes, blobs, did, to));
    }

    private void progress(String state) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(state);
        err.flush();
    }
}
