package dev.rookery.pds.identity;

import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;

/// The operation that ends an identity.
public record PlcTombstone(String prev, String signature) implements PlcOperation {
    static final String TYPE = "plc_tombstone";
    private static final int PROPERTIES = 3;

    /// Signs the end of the identity whose last operation is given.
    public static PlcTombstone after(PlcOperation before, SigningKey rotationKey) {
        String prev = before.cid().toString();
        DataMap unsigned = new PlcTombstone(prev, "").unsigned();
        return new PlcTombstone(prev, PlcOperation.sign(unsigned, rotationKey));
    }

    @Override
    public DataMap unsigned() {
        return DataMap.of("type", new DataString(TYPE), "prev", new DataString(prev));
    }

    static PlcTombstone parse(DataMap data) {
        String prev = data.text("prev");
        String signature = data.text("sig");
        if (data.size() != PROPERTIES || prev == null || signature == null) {
            throw new IdentityException("not a PLC operation: " + data);
        }
        return new PlcTombstone(prev, signature);
    }
}
