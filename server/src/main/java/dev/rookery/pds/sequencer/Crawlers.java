package dev.rookery.pds.sequencer;

import dev.rookery.pds.outbound.AddressPolicy;
import dev.rookery.pds.outbound.OutboundHttp;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/// Tells relays that there is news here: at the start, and then when events were added, but not more often than relays
/// like. One that has lost its connection finds its way back by that.
///
/// Each relay has a virtual thread of its own that looks at the log now and then, so no writer waits, and one that does
/// not answer holds up no other.
public final class Crawlers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Crawlers.class.getName());
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int ANSWER_BYTES_MAX = 64 << 10;

    /// How often it does things.
    ///
    /// @param look at the log, for news
    /// @param quiet after a relay was told, before it is told again
    /// @param retryFirst after it could not be told; twice as long each time after that
    /// @param retryMax what that ends at
    public record Pace(Duration look, Duration quiet, Duration retryFirst, Duration retryMax) {
        /// The reference's twenty minutes.
        public static final Pace USUAL =
                new Pace(Duration.ofSeconds(5), Duration.ofMinutes(20), Duration.ofSeconds(10), Duration.ofMinutes(20));
    }

    private final String hostname;
    private final LongSupplier newest;
    private final Pace pace;
    private final List<Thread> threads;

    /// @param hostname under which this server is reached
    /// @param newest the number of the newest event
    public Crawlers(List<URI> relays, String hostname, LongSupplier newest, Pace pace) {
        this.hostname = hostname;
        this.newest = newest;
        this.pace = pace;
        var http = client();
        threads = relays.stream()
                .map(url -> new Relay(url, http))
                .map(relay -> Thread.ofVirtual().name("crawler " + relay.url()).start(() -> tellNews(relay)))
                .toList();
    }

    /// What relays are asked with: the operator named them, so they may be anywhere.
    public static OutboundHttp client() {
        return new OutboundHttp(AddressPolicy.ANY, TIMEOUT, ANSWER_BYTES_MAX, 0);
    }

    private void tellNews(Relay relay) {
        long told = -1;
        var retry = pace.retryFirst();
        try {
            while (true) {
                long last = newest.getAsLong();
                if (last == told) {
                    Thread.sleep(pace.look());
                } else if (tell(relay, retry)) {
                    told = last;
                    retry = pace.retryFirst();
                    Thread.sleep(pace.quiet());
                } else {
                    Thread.sleep(retry);
                    retry = retry.multipliedBy(2).compareTo(pace.retryMax()) < 0
                            ? retry.multipliedBy(2)
                            : pace.retryMax();
                }
            }
        } catch (InterruptedException e) {
            // The server stops.
        }
    }

    private boolean tell(Relay relay, Duration retry) {
        return switch (relay.requestCrawl(hostname)) {
            case Relay.Answer.Accepted _, Relay.Answer.Known _ -> {
                LOG.log(Level.INFO, "told {0} that there is news on {1}", relay.url(), hostname);
                yield true;
            }
            case Relay.Answer.Refused(int status, String reason) ->
                failed(relay, "it answered " + status + ": " + reason, retry);
            case Relay.Answer.Unreachable(String reason) -> failed(relay, reason, retry);
        };
    }

    private static boolean failed(Relay relay, String reason, Duration retry) {
        LOG.log(
                Level.WARNING,
                "could not tell {0} that there is news, and try again in {1} s: {2}",
                relay.url(),
                String.valueOf(retry.toSeconds()),
                reason);
        return false;
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
