package dev.rookery.pds.storage.keyvalue;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.sequencer.EventLog.Logged;
import dev.rookery.pds.storage.keyvalue.KeyValues.Batch;
import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rows of the event log: reads them, finds them by their time, and deletes what is old or scrubbed.
///
/// Safe for use by several threads.
final class EventRows {
    private static final byte[] TRIMMED = Rows.text("trimmed");
    private static final String SCRUB = "scrub";
    private static final int DELETES_AT_ONCE = 1000;

    private final KeyValues engine;
    private volatile long trimmed;
    /// The accounts whose events below a number are hidden, until [#clean] has deleted them. Replaced as a whole.
    private volatile Map<Did, Long> scrubbed;

    EventRows(KeyValues engine) {
        this.engine = engine;
        var row = engine.get(Space.META, TRIMMED);
        this.trimmed = row == null ? 0 : Rows.number(row);
        this.scrubbed = scrubMarks();
    }

    private Map<Did, Long> scrubMarks() {
        var marks = new HashMap<Did, Long>();
        try (var scan = engine.ascending(Space.META, Rows.text(SCRUB))) {
            for (var entry = scan.next(); entry != null; entry = scan.next()) {
                var key = Rows.text(entry.key(), 0);
                if (!key.startsWith(SCRUB)) {
                    break;
                }
                marks.put(new Did(key.substring(SCRUB.length())), Rows.number(entry.value()));
            }
        }
        return Map.copyOf(marks);
    }

    private static byte[] scrubMark(Did did) {
        return Rows.text(SCRUB + did.text());
    }

    /// The events behind one number, up to another.
    List<Logged> read(long after, long last, int limit, long bytes) {
        var found = new ArrayList<Logged>();
        long read = 0;
        try (var scan = engine.ascending(Space.EVENTS, Rows.number(after + 1))) {
            while (found.size() < limit && read < bytes) {
                var entry = scan.next();
                if (entry == null || Rows.number(entry.key()) > last) {
                    break;
                }
                if (!isScrubbed(entry, scrubbed)) {
                    read += entry.value().length;
                    found.add(new Logged(Rows.number(entry.key()), entry.value()));
                }
            }
        }
        return found;
    }

    private static boolean isScrubbed(Reads.Entry event, Map<Did, Long> marks) {
        if (marks.isEmpty()) {
            return false;
        }
        var below = marks.get(Rows.eventDid(event.key()));
        return below != null && Rows.number(event.key()) < below;
    }

    long trimmed() {
        return trimmed;
    }

    /// The number of the newest event before a time, trimmed ones counted, or 0.
    long lastBefore(Instant time, long last) {
        long millis = time.toEpochMilli();
        long low = trimmed;
        long high = last;
        while (low < high) { // the events up to `low` are older, those behind `high` are not
            long middle = low + (high - low) / 2;
            var entry = engine.ceiling(Space.EVENTS, Rows.number(middle + 1));
            if (entry == null || Rows.eventMillis(entry.key()) >= millis) {
                high = middle;
            } else {
                low = Rows.number(entry.key());
            }
        }
        return low;
    }

    /// Puts into a batch that an account's events below a number are hidden; [#scrubbed] is to follow.
    static void scrub(Batch rows, Did did, long below) {
        rows.put(Space.META, scrubMark(did), Rows.number(below));
    }

    /// Hides what has durably been scrubbed.
    synchronized void scrubbed(Did did, long below) {
        var marks = new HashMap<>(scrubbed);
        marks.put(did, below);
        scrubbed = Map.copyOf(marks);
    }

    /// Deletes the events up to a number, and those that were scrubbed.
    void clean(long upTo) {
        if (upTo > trimmed) {
            trimmed = upTo; // before they are gone, so that who misses them can tell
            engine.write(rows -> {
                rows.deleteRange(Space.EVENTS, Rows.number(0), Rows.number(upTo + 1));
                rows.put(Space.META, TRIMMED, Rows.number(upTo));
            });
        }
        var marks = scrubbed;
        if (!marks.isEmpty()) {
            deleteScrubbed(marks);
            forget(marks);
        }
    }

    private void deleteScrubbed(Map<Did, Long> marks) {
        long end = Collections.max(marks.values());
        var keys = new ArrayList<byte[]>();
        try (var scan = engine.ascending(Space.EVENTS, Rows.nothing())) {
            var entry = scan.next();
            for (; entry != null && Rows.number(entry.key()) < end; entry = scan.next()) {
                if (isScrubbed(entry, marks)) {
                    keys.add(entry.key());
                }
                if (keys.size() == DELETES_AT_ONCE) {
                    delete(keys);
                }
            }
        }
        delete(keys);
        engine.sync();
    }

    private void delete(List<byte[]> keys) {
        engine.writeLazily(rows -> keys.forEach(key -> rows.delete(Space.EVENTS, key)));
        keys.clear();
    }

    /// Forgets the marks that are still as they were: an account may have been scrubbed once more meanwhile.
    private synchronized void forget(Map<Did, Long> marks) {
        var left = new HashMap<>(scrubbed);
        left.entrySet().removeAll(marks.entrySet());
        engine.write(rows -> marks.keySet().stream()
                .filter(did -> !left.containsKey(did))
                .forEach(did -> rows.delete(Space.META, scrubMark(did))));
        scrubbed = Map.copyOf(left);
    }
}
