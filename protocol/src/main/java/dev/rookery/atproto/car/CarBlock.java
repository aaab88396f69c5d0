package dev.rookery.atproto.car;

import dev.rookery.atproto.cid.Cid;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A block and its name. The bytes are shared with whoever made it, and nobody may change them.
@SuppressWarnings("ArrayRecordComponent") // blocks are many, and copying each would cost more than reading it
public record CarBlock(Cid cid, byte[] bytes) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CarBlock block && cid.equals(block.cid) && Arrays.equals(bytes, block.bytes);
    }

    @Override
    public int hashCode() {
        return cid.hashCode();
    }

    @Override
    public String toString() {
        return "CarBlock[" + cid + ", " + bytes.length + " bytes]";
    }
}
