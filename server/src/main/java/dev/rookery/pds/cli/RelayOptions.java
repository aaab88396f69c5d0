package dev.rookery.pds.cli;

import dev.rookery.pds.sequencer.Crawlers;
import dev.rookery.pds.sequencer.Relay;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// Which relays a command speaks with, and about which host.
final class RelayOptions {
    @Option(
            names = "--relay",
            paramLabel = "URL",
            description = "A relay, such as https://bsky.network; may be given again. PDS_CRAWLERS if not given.")
    private List<URI> relays = List.of();

    @Option(names = "--hostname", paramLabel = "NAME", description = "This server's name; PDS_HOSTNAME if not given.")
    private @Nullable String hostname;

    @Option(names = "--json", description = "Print one object a relay, for programs.")
    boolean json;

    /// The relays, at least one.
    List<Relay> relays(CommandSpec spec, Map<String, String> env) {
        var http = Crawlers.client();
        List<URI> urls = relays.isEmpty() ? configured(spec, env) : relays;
        if (urls.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Which relay? Name one with --relay, or set PDS_CRAWLERS");
        }
        for (URI url : urls) {
            if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
                throw new ParameterException(spec.commandLine(), "Not the URL of a relay: " + url);
            }
        }
        return urls.stream().map(url -> new Relay(url, http)).toList();
    }

    private static List<URI> configured(CommandSpec spec, Map<String, String> env) {
        try {
            return Arrays.stream(env.getOrDefault("PDS_CRAWLERS", "").split(",", -1))
                    .map(String::strip)
                    .filter(url -> !url.isEmpty())
                    .map(URI::create)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "PDS_CRAWLERS has what is no URL: " + e.getMessage());
        }
    }

    String hostname(CommandSpec spec, Map<String, String> env) {
        String name = hostname == null ? env.get("PDS_HOSTNAME") : hostname;
        if (name == null || name.isBlank()) {
            throw new ParameterException(
                    spec.commandLine(), "Which host? Name this server with --hostname, or set PDS_HOSTNAME");
        }
        return name.strip();
    }
}
