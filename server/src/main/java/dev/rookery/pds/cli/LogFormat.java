package dev.rookery.pds.cli;

import dev.rookery.atproto.data.JsonBuffer;
import dev.rookery.pds.xrpc.RequestId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/// One line for each log record: a JSON object for machines, or text for people.
final class LogFormat extends Formatter {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final boolean json;

    LogFormat(boolean json) {
        this.json = json;
    }

    @Override
    public String format(LogRecord record) {
        String request = RequestId.CURRENT.isBound() ? RequestId.CURRENT.get().toString() : null;
        return json ? json(record, request) : text(record, request);
    }

    private String json(LogRecord record, @Nullable String request) {
        var line = new JsonBuffer(256)
                .raw("{\"time\":")
                .text(Instant.ofEpochMilli(record.getMillis()).toString())
                .raw(",\"level\":")
                .text(level(record.getLevel()))
                .raw(",\"logger\":")
                .text(String.valueOf(record.getLoggerName()))
                .raw(",\"message\":")
                .text(formatMessage(record));
        if (request != null) {
            line.raw(",\"request\":").text(request);
        }
        if (record.getThrown() != null) {
            line.raw(",\"error\":").text(stackTrace(record.getThrown()));
        }
        return line.raw("}\n").getValue();
    }

    private String text(LogRecord record, @Nullable String request) {
        String logger = String.valueOf(record.getLoggerName());
        return CLOCK.format(Instant.ofEpochMilli(record.getMillis()))
                + " " + "%-5s".formatted(level(record.getLevel()))
                + " " + logger.substring(logger.lastIndexOf('.') + 1)
                + ": " + formatMessage(record)
                + (request == null ? "" : " [" + request + "]")
                + "\n"
                + (record.getThrown() == null ? "" : stackTrace(record.getThrown()));
    }

    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "error";
        }
        if (value >= Level.WARNING.intValue()) {
            return "warn";
        }
        if (value >= Level.INFO.intValue()) {
            return "info";
        }
        return value >= Level.FINE.intValue() ? "debug" : "trace";
    }

    private static String stackTrace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
