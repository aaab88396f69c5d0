package dev.rookery.atproto.car;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.cid.InvalidCidException;
import dev.rookery.atproto.data.CborReader;
import dev.rookery.atproto.data.CborWriter;
import dev.rookery.atproto.data.InvalidDataException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The header of an archive.
final class CarHeader {
    private static final int VERSION = 1;

    private CarHeader() {}

    static byte[] encode(@Nullable Cid root) {
        var writer = new CborWriter(64).mapHeader(2).text("roots");
        if (root == null) {
            writer.arrayHeader(0);
        } else {
            writer.arrayHeader(1).link(root);
        }
        return writer.text("version").integer(VERSION).toByteArray();
    }

    static List<Cid> decode(byte[] bytes) {
        try {
            return read(new CborReader(bytes));
        } catch (InvalidDataException | InvalidCidException e) {
            throw new InvalidCarException("Invalid CAR: no header: " + e.getMessage(), e);
        }
    }

    private static List<Cid> read(CborReader reader) {
        if (reader.mapHeader() != 2 || !reader.text().equals("roots")) {
            throw new InvalidCarException("Invalid CAR: a header without roots");
        }
        var roots = new ArrayList<Cid>();
        for (int left = reader.arrayHeader(); left > 0; left--) {
            roots.add(reader.link());
        }
        if (!reader.text().equals("version") || reader.integer() != VERSION) {
            throw new InvalidCarException("Invalid CAR: another version than " + VERSION);
        }
        reader.end();
        return List.copyOf(roots);
    }
}
