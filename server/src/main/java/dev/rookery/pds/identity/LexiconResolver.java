package dev.rookery.pds.identity;

import dev.rookery.atproto.car.CarReader;
import dev.rookery.atproto.car.InvalidCarException;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.commit.InvalidCommitException;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.InvalidDataException;
import dev.rookery.atproto.mst.InvalidTreeException;
import dev.rookery.atproto.mst.MissingNodeException;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.Tree;
import dev.rookery.atproto.syntax.AtUri;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.pds.outbound.OutboundException;
import dev.rookery.pds.outbound.OutboundHttp;
import dev.rookery.pds.outbound.OutboundRequest;
import dev.rookery.pds.outbound.OutboundResponse;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds lexicons that are published in the network: DNS tells whose repository has them, and the record is believed
/// because of the signed proof that comes with it.
///
/// See <https://atproto.com/specs/lexicon#lexicon-publication-and-resolution>.
public final class LexiconResolver {
    private static final String COLLECTION = "com.atproto.lexicon.schema";

    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);
    private static final long BYTES_MAX = 4L << 20;

    private final @Nullable Did authority;
    private final TxtLookup dns;
    private final DidResolver dids;
    private final OutboundHttp web;
    private final Remembered<Nsid, Published> published;

    /// A lexicon, where it is published, and the CID of its record.
    public record Published(AtUri uri, Cid cid, DataMap schema) {}

    /// @param authority whose repository has all lexicons, or null where the DNS tells
    public LexiconResolver(
            @Nullable Did authority, TxtLookup dns, DidResolver dids, OutboundHttp web, InstantSource time) {
        this.authority = authority;
        this.dns = dns;
        this.dids = dids;
        this.web = web;
        this.published = new Remembered<>(
                nsid -> Optional.of(find(nsid)),
                REMEMBERED_FOR,
                REMEMBERED_FOR,
                time,
                BYTES_MAX,
                nsid -> nsid.text().length(),
                found -> DataWeight.of(found.schema()));
    }

    /// Returns the lexicon with this name, as it was a minute ago at the latest.
    ///
    /// @throws IdentityException if it cannot be found, or not be believed
    /// @throws BusyException if too much is being found out
    public Published resolve(Nsid nsid) {
        return published.get(nsid).orElseThrow(() -> new IdentityException("there is no lexicon " + nsid));
    }

    private Published find(Nsid nsid) {
        Did did = authority == null ? authority(nsid) : authority;
        DidDocument document = dids.resolve(did).orElseThrow(() -> new IdentityException("there is no DID " + did));
        String server = document.pdsEndpoint()
                .orElseThrow(() -> new IdentityException("the DID document of " + did + " names no server"));
        VerifyingKey key = document.signingKey()
                .orElseThrow(() -> new IdentityException("the DID document of " + did + " has no signing key"));
        return read(proof(server, did, nsid), did, nsid, key);
    }

    /// More than one record is as good as none.
    private Did authority(Nsid nsid) {
        List<String> found = dns.texts("_lexicon." + nsid.authority()).stream()
                .filter(text -> text.startsWith("did="))
                .map(text -> text.substring("did=".length()))
                .filter(Did::isValid)
                .toList();
        if (found.size() != 1) {
            throw new IdentityException("_lexicon." + nsid.authority() + " names no one DID");
        }
        return new Did(found.getFirst());
    }

    private byte[] proof(String server, Did did, Nsid nsid) {
        String base = server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
        try {
            URI address = URI.create("%s/xrpc/com.atproto.sync.getRecord?did=%s&collection=%s&rkey=%s"
                    .formatted(base, did, COLLECTION, nsid));
            OutboundResponse response = web.send(OutboundRequest.get(address, "application/vnd.ipld.car"));
            if (!response.ok()) {
                throw new IdentityException(server + " answered " + response.status());
            }
            return response.body();
        } catch (OutboundException | IllegalArgumentException e) {
            throw new IdentityException("cannot fetch the record: " + e.getMessage(), e);
        }
    }

    private static Published read(byte[] car, Did did, Nsid nsid, VerifyingKey key) {
        try {
            var reader = CarReader.of(car);
            Map<Cid, byte[]> blocks = new HashMap<>();
            for (var block = reader.next(); block != null; block = reader.next()) {
                blocks.put(block.cid(), block.bytes());
            }
            Commit commit = Commit.decode(block(blocks, reader.root()));
            if (!commit.did().equals(did) || !commit.isSignedBy(key)) {
                throw new IdentityException("the proof is not signed by " + did);
            }
            Tree tree = Tree.at(stub -> Node.decode(stub, block(blocks, stub.cid())), commit.data());
            Cid cid = tree.get(COLLECTION + "/" + nsid);
            if (cid == null) {
                throw new IdentityException(did + " has no lexicon " + nsid);
            }
            return new Published(
                    new AtUri("at://" + did + "/" + COLLECTION + "/" + nsid),
                    cid,
                    DagCbor.decodeMap(block(blocks, cid)));
        } catch (InvalidCarException | InvalidCommitException | InvalidTreeException | InvalidDataException e) {
            throw new IdentityException("malformed proof: " + e.getMessage(), e);
        } catch (MissingNodeException e) {
            throw new IdentityException("the proof is not complete", e);
        }
    }

    private static byte[] block(Map<Cid, byte[]> blocks, Cid cid) {
        byte[] block = blocks.get(cid);
        if (block == null) {
            throw new MissingNodeException(cid);
        }
        return block;
    }
}
