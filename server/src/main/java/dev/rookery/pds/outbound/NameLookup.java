package dev.rookery.pds.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks the system for the addresses of hosts, and does not wait longer than there is time. The system's
/// look-up cannot be broken off, so it has platform threads of its own, and one that nobody waits for any
/// more keeps its thread.
final class NameLookup {
    /// How many look-ups may be under way.
    static final int MAX = 64;

    private static final long IDLE_SECONDS = 10;

    /// Finds all addresses of a host.
    interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final Names names;
    private final ExecutorService threads = new ThreadPoolExecutor(
            0,
            MAX,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().name("name-lookup-", 0).daemon().factory());

    NameLookup(Names names) {
        this.names = names;
    }

    InetAddress[] addresses(String host, Deadline deadline) throws IOException {
        Future<InetAddress[]> found;
        try {
            found = threads.submit(() -> names.addresses(host));
        } catch (RejectedExecutionException e) {
            throw new IOException("too many names are being looked up", e);
        }
        try {
            return found.get(deadline.millisLeft(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("cannot find " + host, e);
        } catch (TimeoutException e) {
            throw new IOException("no name server answers for " + host, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
