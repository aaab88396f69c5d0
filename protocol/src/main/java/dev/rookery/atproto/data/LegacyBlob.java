package dev.rookery.atproto.data;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.cid.InvalidCidException;
import org.jspecify.annotations.Nullable;

/// A reference to a blob as the first servers wrote it: a map of exactly `cid`, as text, and `mimeType`.
///
/// Old repositories hold some; new records may not.
public record LegacyBlob(String cid, String mimeType) implements DataValue {
    public LegacyBlob {
        if (!isWellFormed(cid, mimeType)) {
            throw new InvalidDataException("Invalid legacy blob reference");
        }
    }

    private static boolean isWellFormed(String cid, String mimeType) {
        if (mimeType.isEmpty() || cid.length() != Cid.TEXT_LENGTH) {
            return false;
        }
        try {
            return Cid.parse(cid).codec() == Cid.Codec.RAW;
        } catch (InvalidCidException _) {
            return false;
        }
    }

    /// Returns the reference that these entries are, or null if they are anything else.
    static @Nullable LegacyBlob from(DataMap map) {
        return map.size() == 2
                        && map.get("cid") instanceof DataString(String cid)
                        && map.get("mimeType") instanceof DataString(String mimeType)
                        && isWellFormed(cid, mimeType)
                ? new LegacyBlob(cid, mimeType)
                : null;
    }

    public Cid ref() {
        return Cid.parse(cid);
    }

    /// Returns the map that this reference is.
    public DataMap toMap() {
        return DataMap.builder()
                .put("cid", new DataString(cid))
                .put("mimeType", new DataString(mimeType))
                .build();
    }
}
