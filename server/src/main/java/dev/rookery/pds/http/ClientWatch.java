package dev.rookery.pds.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Looks every now and then for clients that are too slow, and ends what they make wait: headers that do not come to
/// an end, bodies that drip, answers that nobody takes. The web server knows limits on silence alone.
final class ClientWatch implements AutoCloseable {
    private final HttpLimits limits;
    private final UnfinishedHeaders unfinished;
    private final Set<JettyExchange> underWay = ConcurrentHashMap.newKeySet();
    private final Thread watcher = Thread.ofVirtual().name("client-watch").unstarted(this::watch);

    ClientWatch(HttpLimits limits, UnfinishedHeaders unfinished) {
        this.limits = limits;
        this.unfinished = unfinished;
    }

    void start() {
        watcher.start();
    }

    void add(JettyExchange exchange) {
        underWay.add(exchange);
    }

    void remove(JettyExchange exchange) {
        underWay.remove(exchange);
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(limits.watchEvery());
                underWay.forEach(exchange -> {
                    if (exchange.bodyIsTooSlow()
                            || exchange.sendingNanos() > limits.writeMax().toNanos()) {
                        exchange.cut();
                    }
                });
                unfinished.giveUpAfter(limits.headerMax());
            }
        } catch (InterruptedException e) {
            // The server stops.
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
