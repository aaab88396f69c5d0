package dev.rookery.pds.http;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/// Starts a virtual thread for each piece of work, and knows how many of them have not had their turn yet.
final class RequestThreads implements Executor {
    /// More than clients that mean well bring in the time that a turn takes.
    private static final int WAITING_MANY = 256;

    private final Thread.Builder.OfVirtual builder = Thread.ofVirtual().name("request-", 0);
    private final LongAdder started = new LongAdder();
    private final LongAdder begun = new LongAdder();

    @Override
    public void execute(Runnable work) {
        started.increment();
        builder.start(() -> {
            begun.increment();
            work.run();
        });
    }

    /// Whether so many wait that nothing should be given to them which can be done at once.
    boolean areBehind() {
        return started.sum() - begun.sum() > WAITING_MANY;
    }
}
