package dev.rookery.pds.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeavyWorkTest {
    private final HeavyWork heavy = new HeavyWork();

    @AfterEach
    void close() {
        heavy.close();
    }

    @Test
    void result_isReturned_fromAnotherThread() {
        Thread worker = heavy.call(Thread::currentThread);

        assertThat(worker).isNotSameAs(Thread.currentThread());
        assertThat(worker.isVirtual()).isFalse();
    }

    @Test
    void failure_comesThroughAsItIs() {
        var failure = new IllegalArgumentException("odd");
        var error = new StackOverflowError();

        assertThatThrownBy(() -> heavy.call(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThatThrownBy(() -> heavy.call(() -> {
                    throw error;
                }))
                .isSameAs(error);
        assertThat(heavy.call(() -> 1)).isEqualTo(1);
    }

    @Test
    void moreCallersThanThreads_areAllServed() {
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            var result = new CompletableFuture<Integer>();
            results.add(result);
            Thread.ofVirtual().start(() -> result.complete(heavy.call(() -> number)));
        }

        for (int i = 0; i < 100; i++) {
            assertThat(results.get(i).orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(i);
        }
    }

    @Test
    void callerThatIsInterrupted_waitsNoLonger() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        var stillInterrupted = new CompletableFuture<Boolean>();
        var caller = Thread.ofVirtual().start(() -> {
            try {
                heavy.call(() -> {
                    begun.countDown();
                    try {
                        return new CountDownLatch(1).await(1, TimeUnit.MINUTES);
                    } finally {
                        stopped.countDown();
                    }
                });
            } catch (IllegalStateException e) {
                stillInterrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

        caller.interrupt();

        assertThat(stillInterrupted.orTimeout(30, TimeUnit.SECONDS).join()).isTrue();
        assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
