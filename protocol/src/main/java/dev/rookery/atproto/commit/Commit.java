package dev.rookery.atproto.commit;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.data.CborReader;
import dev.rookery.atproto.data.CborWriter;
import dev.rookery.atproto.data.InvalidDataException;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.InvalidSyntaxException;
import dev.rookery.atproto.syntax.Tid;
import org.jspecify.annotations.Nullable;

/// A signed commit of repository format 3: whose repository, its revision, and the root of its tree.
///
/// @param prev always null in commits we write; older software put the commit before it here
/// @param sig 64 bytes over the commit without this field; not to be changed
public record Commit(Did did, Tid rev, Cid data, @Nullable Cid prev, byte[] sig) {
    /// The repository format version.
    public static final int VERSION = 3;

    private static final int UNSIGNED_FIELDS = 5;

    /// A new commit, signed.
    public static Commit sign(Did did, Tid rev, Cid data, SigningKey key) {
        return new Commit(did, rev, data, null, key.sign(encode(did, rev, data, null, null)));
    }

    /// Whether the signature is the key's.
    public boolean isSignedBy(VerifyingKey key) {
        return key.verify(encode(did, rev, data, prev, null), sig);
    }

    /// The commit as a DAG-CBOR block.
    public byte[] encode() {
        return encode(did, rev, data, prev, sig);
    }

    private static byte[] encode(Did did, Tid rev, Cid data, @Nullable Cid prev, byte @Nullable [] sig) {
        var out = new CborWriter();
        out.mapHeader(sig == null ? UNSIGNED_FIELDS : UNSIGNED_FIELDS + 1);
        out.text("did");
        out.text(did.text());
        out.text("rev");
        out.text(rev.text());
        if (sig != null) {
            out.text("sig");
            out.bytes(sig);
        }
        out.text("data");
        out.link(data);
        out.text("prev");
        if (prev == null) {
            out.nul();
        } else {
            out.link(prev);
        }
        out.text("version");
        out.integer(VERSION);
        return out.toByteArray();
    }

    /// Reads a commit block.
    ///
    /// @throws InvalidCommitException where it is none of version 3
    public static Commit decode(byte[] block) {
        try {
            var in = new CborReader(block);
            var commit = decode(in);
            in.end();
            return commit;
        } catch (InvalidDataException | InvalidSyntaxException e) {
            throw new InvalidCommitException("not a commit: " + e.getMessage(), e);
        }
    }

    private static Commit decode(CborReader in) {
        if (in.mapHeader() != UNSIGNED_FIELDS + 1) {
            throw new InvalidCommitException("not a commit of version " + VERSION);
        }
        name(in, "did");
        var did = new Did(in.text());
        name(in, "rev");
        var rev = new Tid(in.text());
        name(in, "sig");
        var sig = in.bytes();
        name(in, "data");
        var data = in.link();
        name(in, "prev");
        var prev = in.tryNull() ? null : in.link();
        name(in, "version");
        if (in.integer() != VERSION) {
            throw new InvalidCommitException("not a commit of version " + VERSION);
        }
        return new Commit(did, rev, data, prev, sig);
    }

    private static void name(CborReader in, String expected) {
        if (!in.text().equals(expected)) {
            throw new InvalidCommitException("not a commit of version " + VERSION + ": no " + expected);
        }
    }
}
