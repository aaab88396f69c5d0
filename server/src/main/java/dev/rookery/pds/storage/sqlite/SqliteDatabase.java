package dev.rookery.pds.storage.sqlite;

import dev.rookery.pds.storage.Stalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/// One SQLite file and the platform threads that use it: one for writing, a few for reading.
///
/// A caller waits for its work to be done, which costs a virtual thread nothing. Safe for use by many threads.
final class SqliteDatabase implements AutoCloseable {
    private static final int READERS = 2;
    private static final int BUSY_TIMEOUT_MILLIS = 5_000;

    /// Work on a connection that is the caller's alone while it runs.
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private final Stalls stalls;
    private final ExecutorService writer;
    private final ExecutorService readers;
    private final Connection writing;
    private final BlockingQueue<Connection> reading = new ArrayBlockingQueue<>(READERS);

    /// Opens the file, making it and its folder if they are missing, and brings its tables up to date.
    SqliteDatabase(Path file, List<String> migrations) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            writing = connect(file);
            Migrations.run(writing, migrations);
            for (int i = 0; i < READERS; i++) {
                reading.add(connect(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new SqliteException("cannot open " + file, e);
        }
        String name = file.getFileName().toString();
        stalls = new Stalls(() -> "in " + name);
        writer = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name(name + "-writer").factory());
        readers = Executors.newFixedThreadPool(
                READERS, Thread.ofPlatform().daemon().name(name + "-reader-", 0).factory());
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /// Runs the work on a reader, which sees everything written before.
    <T> T read(Work<T> work) {
        return await(readers.submit(() -> {
            Connection connection = reading.take();
            try {
                return work.run(connection);
            } finally {
                reading.add(connection);
            }
        }));
    }

    /// Runs the work in a transaction of its own, durable when this returns.
    <T> T write(Work<T> work) {
        return await(writer.submit(() -> transaction(work)));
    }

    /// Writes the file anew without what was deleted or overwritten, and empties the log beside it.
    void compact() {
        await(writer.submit(() -> {
            execute("VACUUM");
            execute("PRAGMA wal_checkpoint(TRUNCATE)");
            return true;
        }));
    }

    private <T> T transaction(Work<T> work) throws SQLException {
        long began = System.nanoTime();
        execute("BEGIN IMMEDIATE");
        try {
            T result = work.run(writing);
            execute("COMMIT");
            stalls.waited("a transaction", began);
            return result;
        } catch (SQLException | RuntimeException e) {
            execute("ROLLBACK");
            throw e;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = writing.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Waits also when interrupted: the work is short, and giving up would leave its outcome unknown.
    private static <T> T await(Future<T> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException bug) {
                throw bug;
            }
            throw new SqliteException("cannot read or write", e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
        try {
            for (Connection connection : reading) {
                connection.close();
            }
            writing.close();
        } catch (SQLException e) {
            throw new SqliteException("cannot close", e);
        }
    }
}
