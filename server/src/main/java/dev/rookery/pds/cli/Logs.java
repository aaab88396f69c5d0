package dev.rookery.pds.cli;

import dev.rookery.pds.config.Config.Logging;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sends what is logged anywhere in the process to one place, in one format.
///
/// Everything logs through [System.Logger], which ends in `java.util.logging`; nothing else configures that.
final class Logs {
    /// Held here, as the next one: the settings of a logger that nobody holds are forgotten.
    private static final Logger OURS = Logger.getLogger("dev.rookery");

    /// Libraries whose good news nobody wants to read.
    private static final Logger LIBRARIES = Logger.getLogger("org.eclipse.jetty");

    private static final Logger ROOT = Logger.getLogger("");

    private Logs() {}

    static void configure(Logging logging) {
        LogManager.getLogManager().reset();
        if (!logging.enabled()) {
            ROOT.setLevel(Level.OFF);
            return;
        }
        Level level = level(logging.level());
        ROOT.setLevel(Level.WARNING.intValue() > level.intValue() ? Level.WARNING : level);
        LIBRARIES.setLevel(Level.SEVERE);
        OURS.setLevel(level);
        Handler handler = new LineHandler(open(logging.file()));
        handler.setFormatter(new LogFormat(logging.format() == Logging.Format.JSON));
        handler.setLevel(level);
        ROOT.addHandler(handler);
        LastingLogManager.last();
    }

    private static Level level(Logging.Level level) {
        return switch (level) {
            case TRACE -> Level.FINER;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARN -> Level.WARNING;
            case ERROR -> Level.SEVERE;
        };
    }

    private static OutputStream open(@Nullable Path file) {
        if (file == null) {
            return new FileOutputStream(FileDescriptor.err);
        }
        try {
            return new FileOutputStream(file.toFile(), true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the log to " + file, e);
        }
    }

    /// Writes each record at once, as one piece, so that nothing is lost when the process ends.
    private static final class LineHandler extends Handler {
        private final OutputStream out;

        LineHandler(OutputStream out) {
            this.out = out;
        }

        @Override
        public void publish(LogRecord record) {
            if (!isLoggable(record)) {
                return;
            }
            byte[] line = getFormatter().format(record).getBytes(StandardCharsets.UTF_8);
            synchronized (this) {
                try {
                    out.write(line);
                } catch (IOException e) {
                    reportError("cannot write to the log", e, 0);
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
