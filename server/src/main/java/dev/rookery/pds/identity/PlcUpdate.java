package dev.rookery.pds.identity;

import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataNull;
import dev.rookery.atproto.data.DataString;
import org.jspecify.annotations.Nullable;

/// The operation that states all of an identity's data, the first or a later one.
public record PlcUpdate(PlcData content, @Nullable String prev, String signature) implements PlcOperation {
    static final String TYPE = "plc_operation";
    private static final int PROPERTIES = 7;

    /// Signs the operation that founds an identity.
    public static PlcUpdate genesis(PlcData content, SigningKey rotationKey) {
        return signed(content, null, rotationKey);
    }

    /// Signs the operation that follows another.
    public static PlcUpdate after(PlcOperation before, PlcData content, SigningKey rotationKey) {
        return signed(content, before.cid().toString(), rotationKey);
    }

    private static PlcUpdate signed(PlcData content, @Nullable String prev, SigningKey rotationKey) {
        DataMap unsigned = new PlcUpdate(content, prev, "").unsigned();
        return new PlcUpdate(content, prev, PlcOperation.sign(unsigned, rotationKey));
    }

    @Override
    public DataMap unsigned() {
        return content.putInto(DataMap.builder())
                .put("type", TYPE)
                .put("prev", prev == null ? DataNull.NULL : new DataString(prev))
                .build();
    }

    static PlcUpdate parse(DataMap data) {
        String signature = data.text("sig");
        if (data.size() != PROPERTIES || signature == null) {
            throw new IdentityException("not a PLC operation: " + data);
        }
        String prev = switch (data.get("prev")) {
            case DataNull ignored -> null;
            case DataString text -> text.value();
            case null, default -> throw new IdentityException("not a PLC operation: " + data);
        };
        return new PlcUpdate(PlcData.parse(data), prev, signature);
    }
}
