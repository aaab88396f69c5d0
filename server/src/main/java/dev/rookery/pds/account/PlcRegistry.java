package dev.rookery.pds.account;

import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.identity.PlcData;
import dev.rookery.pds.identity.PlcLegacyCreate;
import dev.rookery.pds.identity.PlcOperation;
import dev.rookery.pds.identity.PlcRefusalException;
import dev.rookery.pds.identity.PlcTombstone;
import dev.rookery.pds.identity.PlcUpdate;
import java.util.function.UnaryOperator;

/// The PLC directory, written to with this server's rotation key.
public final class PlcRegistry implements DidRegistry {
    private final PlcClient plc;
    private final SigningKey rotationKey;

    public PlcRegistry(PlcClient plc, SigningKey rotationKey) {
        this.plc = plc;
        this.rotationKey = rotationKey;
    }

    @Override
    public void found(Did did, PlcOperation genesis) {
        plc.submit(did, genesis);
    }

    @Override
    public void rename(Did did, Handle handle) {
        update(did, data -> data.withHandle(handle));
    }

    @Override
    public void stateKey(Did did, VerifyingKey key) {
        update(did, data -> data.withSigningKey(key));
    }

    private void update(Did did, UnaryOperator<PlcData> change) {
        PlcOperation last = plc.last(did).orElseThrow(() -> new PlcRefusalException("no such DID: " + did));
        PlcData now = switch (last) {
            case PlcUpdate update -> update.content();
            case PlcLegacyCreate create -> create.content();
            case PlcTombstone _ -> throw new PlcRefusalException("the DID has ended: " + did);
        };
        PlcData changed = change.apply(now);
        if (!changed.equals(now)) {
            plc.submit(did, PlcUpdate.after(last, changed, rotationKey));
        }
    }

    @Override
    public void end(Did did) {
        plc.last(did)
                .filter(last -> !(last instanceof PlcTombstone))
                .ifPresent(last -> plc.submit(did, PlcTombstone.after(last, rotationKey)));
    }
}
