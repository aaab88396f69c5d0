package dev.rookery.atproto.data;

import dev.rookery.atproto.cid.Cid;
import org.jspecify.annotations.Nullable;

/// A reference to a blob: a map of exactly `$type` ("blob"), `ref`, `mimeType` and `size`.
public record Blob(Cid ref, String mimeType, long size) implements DataValue {
    public Blob {
        if (!isWellFormed(ref, mimeType, size)) {
            throw new InvalidDataException("Invalid blob reference");
        }
    }

    private static boolean isWellFormed(Cid ref, String mimeType, long size) {
        return ref.codec() == Cid.Codec.RAW
                && mimeType.indexOf('/') >= 0
                && size >= 0
                && size <= DataInteger.JSON_SAFE_MAX;
    }

    /// Returns the blob that these entries are, or null if they are anything else.
    static @Nullable Blob from(DataMap map) {
        return map.size() == 4
                        && map.get("ref") instanceof DataLink(Cid ref)
                        && map.get("size") instanceof DataInteger(long size)
                        && map.get("$type") instanceof DataString(String type)
                        && type.equals("blob")
                        && map.get("mimeType") instanceof DataString(String mimeType)
                        && isWellFormed(ref, mimeType, size)
                ? new Blob(ref, mimeType, size)
                : null;
    }

    /// Returns the map that this reference is.
    public DataMap toMap() {
        return DataMap.builder()
                .put("ref", new DataLink(ref))
                .put("size", new DataInteger(size))
                .put("$type", new DataString("blob"))
                .put("mimeType", new DataString(mimeType))
                .build();
    }
}
