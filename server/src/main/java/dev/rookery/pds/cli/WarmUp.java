package dev.rookery.pds.cli;

import dev.rookery.pds.config.Config.Logging;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// Starts everything once, asks it a few things and ends: what the JVM loads on the way goes into its start-up cache.
@Command(name = "warm-up", description = "Start and stop once.", hidden = true)
final class WarmUp implements Callable<Integer> {
    private static final List<String> PATHS = List.of(
            "/",
            "/xrpc/_health",
            "/xrpc/com.atproto.server.describeServer",
            "/xrpc/com.atproto.identity.resolveHandle?handle=nobody.test",
            "/xrpc/com.atproto.repo.listRecords?repo=nobody.test&collection=app.bsky.feed.post");

    @Override
    public Integer call() throws IOException {
        Logs.configure(new Logging(true, Logging.Level.WARN, Logging.Format.TEXT, null));
        Path folder = Files.createTempDirectory("rookery-warm-up");
        try (Devnet net = Devnet.start(folder, 0, 0, InstantSource.system())) {
            for (String path : PATHS) {
                ask(net, path);
            }
        } finally {
            delete(folder);
        }
        return 0;
    }

    private static void ask(Devnet net, String path) {
        try (InputStream answer = net.pds().localUrl().resolve(path).toURL().openStream()) {
            answer.readAllBytes();
        } catch (IOException e) {
            // a refusal is as good an exercise as an answer
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
