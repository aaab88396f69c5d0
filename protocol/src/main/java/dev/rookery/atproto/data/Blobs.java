package dev.rookery.atproto.data;

/// Tells blob references from other maps.
final class Blobs {
    private Blobs() {}

    /// Returns the blob reference that a map is, or the map itself.
    static DataValue recognize(DataMap map) {
        if (map.size() == 4 && map.keyAt(0).equals("ref")) {
            var blob = Blob.from(map);
            return blob == null ? map : blob;
        }
        if (map.size() == 2 && map.keyAt(0).equals("cid")) {
            var blob = LegacyBlob.from(map);
            return blob == null ? map : blob;
        }
        return map;
    }
}
