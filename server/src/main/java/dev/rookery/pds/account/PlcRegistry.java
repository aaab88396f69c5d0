package dev.rookery.pds.account;

import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.identity.PlcOperation;
import dev.rookery.pds.identity.PlcTombstone;

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
    public void end(Did did) {
        plc.last(did)
                .filter(last -> !(last instanceof PlcTombstone))
                .ifPresent(last -> plc.submit(did, PlcTombstone.after(last, rotationKey)));
    }
}
