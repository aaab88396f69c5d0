package dev.rookery.pds.repo;

import dev.rookery.atproto.car.CarWriter;
import dev.rookery.atproto.cid.Cid;
import java.io.ByteArrayOutputStream;

/// The CARs that events carry.
final class Cars {
    /// A CAR of the commit alone, as `#sync` has it.
    static byte[] commitOnly(RepoHead head) {
        var out = new ByteArrayOutputStream(head.commitBlock().length + 128);
        new CarWriter(out, head.commit()).block(head.commit(), head.commitBlock());
        return out.toByteArray();
    }

    /// The size of a block in a CAR.
    static long size(byte[] block) {
        return (long) Cid.LENGTH + block.length;
    }

    private Cars() {}
}
