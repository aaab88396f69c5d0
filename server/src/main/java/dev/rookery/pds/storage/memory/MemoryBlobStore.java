package dev.rookery.pds.storage.memory;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.blob.BlobContent;
import dev.rookery.pds.blob.BlobIntake;
import dev.rookery.pds.blob.BlobStore;
import dev.rookery.pds.blob.ReceivedBlob;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps blobs in memory, as long as the process runs.
public final class MemoryBlobStore implements BlobStore {
    private final InstantSource time;
    private final Map<Place<String>, Temporary> temporary = new HashMap<>();
    private final Map<Place<Cid>, byte[]> permanent = new HashMap<>();
    private int keys;

    private record Place<N>(Did account, N name) {}

    @SuppressWarnings("ArrayRecordComponent") // held here and compared nowhere
    private record Temporary(byte[] content, Instant received) {}

    public MemoryBlobStore(InstantSource time) {
        this.time = time;
    }

    @Override
    public ReceivedBlob receive(Did account, InputStream content, long sizeMax) {
        var out = new ByteArrayOutputStream();
        var received = BlobIntake.copy(content, out, sizeMax, newKey());
        synchronized (this) {
            temporary.put(
                    new Place<>(account, received.temporaryKey()), new Temporary(out.toByteArray(), time.instant()));
        }
        return received;
    }

    private synchronized String newKey() {
        return "key" + keys++;
    }

    @Override
    public synchronized boolean makePermanent(Did account, String temporaryKey, Cid cid) {
        var source = temporary.remove(new Place<>(account, temporaryKey));
        if (source != null) {
            permanent.put(new Place<>(account, cid), source.content());
        }
        return has(account, cid);
    }

    @Override
    public synchronized Optional<BlobContent> open(Did account, Cid cid) {
        byte @Nullable [] content = permanent.get(new Place<>(account, cid));
        return content == null
                ? Optional.empty()
                : Optional.of(new BlobContent(new ByteArrayInputStream(content), content.length));
    }

    @Override
    public synchronized boolean has(Did account, Cid cid) {
        return permanent.containsKey(new Place<>(account, cid));
    }

    @Override
    public synchronized void delete(Did account, Cid cid) {
        permanent.remove(new Place<>(account, cid));
    }

    @Override
    public synchronized void deleteAll(Did account) {
        temporary.keySet().removeIf(place -> place.account().equals(account));
        permanent.keySet().removeIf(place -> place.account().equals(account));
    }

    @Override
    public void forEach(Did account, Consumer<Cid> action) {
        List<Cid> found;
        synchronized (this) {
            found = permanent.keySet().stream()
                    .filter(place -> place.account().equals(account))
                    .map(Place::name)
                    .toList();
        }
        found.forEach(action);
    }

    @Override
    public synchronized void discard(Did account, String temporaryKey) {
        temporary.remove(new Place<>(account, temporaryKey));
    }

    @Override
    public synchronized int discardReceivedBefore(Instant limit) {
        int before = temporary.size();
        temporary.values().removeIf(blob -> blob.received().isBefore(limit));
        return before - temporary.size();
    }

    /// The number of temporary blobs, for tests to count.
    synchronized int temporaryCount() {
        return temporary.size();
    }
}
