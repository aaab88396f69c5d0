package dev.rookery.pds.repo;

import dev.rookery.atproto.car.CarBlock;
import dev.rookery.atproto.cid.Cid;

/// Blocks as the CARs of events carry them.
final class Cars {
    static CarBlock commit(RepoHead head) {
        return new CarBlock(head.commit(), head.commitBlock());
    }

    /// The size of a block in a CAR.
    static long size(byte[] block) {
        return (long) Cid.LENGTH + block.length;
    }

    private Cars() {}
}
