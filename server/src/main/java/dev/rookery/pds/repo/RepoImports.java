package dev.rookery.pds.repo;

import dev.rookery.atproto.car.CarLimits;
import dev.rookery.atproto.car.CarReader;
import dev.rookery.atproto.car.InvalidCarException;
import dev.rookery.atproto.car.Varint;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.syntax.Did;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Takes in repositories, a few at a time: one of each account, two of all, the others wait or are turned away.
///
/// A CAR is received into a file first, at the pace of who sends it; only a whole one takes a place among those that
/// are worked on. That work fills a core for seconds, so it has platform threads of its own.
///
/// Safe for use by several threads.
public final class RepoImports implements AutoCloseable {
    private static final int AT_ONCE = 2;
    private static final int WAITING_MAX = 16;

    private final RepoImporter importer;
    private final StagingFolder staging;
    private final Set<Did> underWay = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor workers;

    /// @param folder where CARs are staged; what is in it is deleted
    /// @param threads that let others go first
    public RepoImports(RepoImporter importer, Path folder, ThreadFactory threads) {
        this.importer = importer;
        this.staging = new StagingFolder(folder);
        this.workers = new ThreadPoolExecutor(
                AT_ONCE, AT_ONCE, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(WAITING_MAX), threads);
        workers.allowCoreThreadTimeOut(true);
    }

    /// Imports a repository. Returns once it is durable.
    ///
    /// @param signers the keys that may have signed it, asked for when it is not signed with ours
    /// @param announced whether the network shall be told with a `#sync`
    /// @throws InvalidImportException where it cannot be taken over; nothing is changed then
    /// @throws ImportsBusyException where that may be otherwise later
    public void importRepo(
            Did did, InputStream content, Supplier<? extends Collection<VerifyingKey>> signers, boolean announced)
            throws IOException {
        if (!underWay.add(did)) {
            throw new ImportsBusyException("Another import of this repository is under way", true);
        }
        try {
            refuseIfFull();
            try (var received = staging.receive(begunAsCar(content))) {
                Collection<VerifyingKey> others =
                        importer.needsOtherSigners(did, received.file) ? signers.get() : List.of();
                await(begin(() -> importer.importCar(did, received.file, others, announced)));
            }
        } finally {
            underWay.remove(did);
        }
    }

    /// Before a body is received for nothing.
    private void refuseIfFull() {
        if (workers.getQueue().remainingCapacity() == 0) {
            throw full();
        }
    }

    private static ImportsBusyException full() {
        return new ImportsBusyException("Too many repositories are being imported, try again later", false);
    }

    /// Refuses what does not begin as a CAR of one root before the rest is received.
    private static InputStream begunAsCar(InputStream content) throws IOException {
        byte[] start = content.readNBytes(CarLimits.REPOSITORY.headerSizeMax() + Varint.LENGTH_MAX);
        try {
            CarReader.unverified(new ByteArrayInputStream(start), CarLimits.REPOSITORY)
                    .root();
        } catch (InvalidCarException e) {
            throw new InvalidImportException("Invalid repository: " + e.getMessage());
        }
        return new SequenceInputStream(new ByteArrayInputStream(start), content);
    }

    private interface Work {
        void run() throws IOException;
    }

    private Future<?> begin(Work work) {
        try {
            return workers.submit(() -> {
                work.run();
                return true;
            });
        } catch (RejectedExecutionException e) {
            throw full();
        }
    }

    /// Waits also when interrupted: the file must stay as long as it is read.
    private static void await(Future<?> work) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    work.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (CancellationException e) {
            throw new ImportsBusyException("The server is stopping", false);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException("an import failed", e.getCause());
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Breaks off what is under way: it changes nothing before its end.
    @Override
    public void close() {
        for (var waiting : workers.shutdownNow()) {
            if (waiting instanceof Future<?> work) {
                work.cancel(false);
            }
        }
        workers.close();
    }
}
