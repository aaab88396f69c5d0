package dev.rookery.atproto.data;

import dev.rookery.atproto.data.CborReader.Kind;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks for single things in encoded values without building what is around them: a value of a megabyte may be one of
/// a million items, which would take dozens of megabytes.
public final class CborScan {
    private static final int BLOB_ENTRIES = 4;
    private static final int LEGACY_ENTRIES = 2;

    private final byte[] block;
    private final CborReader in;
    private final Consumer<Blob> blobs;
    private final Consumer<LegacyBlob> legacy;

    private CborScan(byte[] block, Consumer<Blob> blobs, Consumer<LegacyBlob> legacy) {
        this.block = block;
        this.in = new CborReader(block);
        this.blobs = blobs;
        this.legacy = legacy;
    }

    /// Tells of every blob in the map that a block is, and checks the block as [DagCbor#decodeMap(byte[])] would.
    public static void blobs(byte[] block, Consumer<Blob> blobs, Consumer<LegacyBlob> legacy) {
        var scan = new CborScan(block, blobs, legacy);
        if (scan.in.peek() != Kind.MAP) {
            throw new InvalidDataException("Not a map");
        }
        scan.entries(1);
        scan.in.end();
    }

    private void value(int depth) {
        switch (in.peek()) {
            case MAP -> {
                tell(in.position());
                entries(depth);
            }
            case LIST -> {
                DagCbor.checkDepth(depth);
                for (int left = in.arrayHeader(); left > 0; left--) {
                    value(depth + 1);
                }
            }
            default -> in.skipValue();
        }
    }

    private void entries(int depth) {
        DagCbor.checkDepth(depth);
        int previous = CborReader.NO_KEY;
        for (int left = in.mapHeader(); left > 0; left--) {
            previous = in.skipKey(previous);
            value(depth + 1);
        }
    }

    private void tell(int start) {
        var ahead = new CborReader(block, start, block.length - start);
        if (mayBeBlob(ahead)) {
            switch (DagCbor.decode(block, start, ahead.position() - start)) {
                case Blob blob -> blobs.accept(blob);
                case LegacyBlob blob -> legacy.accept(blob);
                default -> {}
            }
        }
    }

    /// Whether a map has the keys and the kinds of values of a blob; if so, the reader stands behind it.
    private static boolean mayBeBlob(CborReader ahead) {
        return switch (ahead.mapHeader()) {
            case BLOB_ENTRIES ->
                has(ahead, "ref", Kind.LINK)
                        && has(ahead, "size", Kind.INTEGER)
                        && has(ahead, "$type", Kind.TEXT)
                        && has(ahead, "mimeType", Kind.TEXT);
            case LEGACY_ENTRIES -> has(ahead, "cid", Kind.TEXT) && has(ahead, "mimeType", Kind.TEXT);
            default -> false;
        };
    }

    private static boolean has(CborReader ahead, String key, Kind kind) {
        if (!ahead.text().equals(key) || ahead.peek() != kind) {
            return false;
        }
        ahead.skipValue();
        return true;
    }

    /// The text under a key, in the map that a block is, or under keys of maps in it. Null where there is none.
    public static @Nullable String text(byte[] block, String... keys) {
        var in = new CborReader(block);
        for (var key : keys) {
            if (in.peek() != Kind.MAP || !goTo(in, key)) {
                return null;
            }
        }
        return in.peek() == Kind.TEXT ? in.text() : null;
    }

    private static boolean goTo(CborReader in, String key) {
        int previous = CborReader.NO_KEY;
        for (int left = in.mapHeader(); left > 0; left--) {
            int start = in.position();
            if (in.key(previous).equals(key)) {
                return true;
            }
            previous = start;
            in.skipValue();
        }
        return false;
    }
}
