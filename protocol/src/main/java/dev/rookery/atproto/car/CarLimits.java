package dev.rookery.atproto.car;

/// How much an archive may hold: of its header, of one block, and of everything together, in bytes.
public record CarLimits(int headerSizeMax, int blockSizeMax, long sizeMax) {
    /// What no repository exceeds: blocks of 2 MiB, and any number of them.
    public static final CarLimits REPOSITORY = new CarLimits(4096, 2 << 20, Long.MAX_VALUE);

    public CarLimits withSizeMax(long newSizeMax) {
        return new CarLimits(headerSizeMax, blockSizeMax, newSizeMax);
    }
}
