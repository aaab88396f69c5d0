package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A reference to a blob of certain media types and size.
///
/// What is checked is what the reference says of the blob. That this is true is for the server to check,
/// which has the blob.
public record BlobSchema(BlobConstraint constraint) implements Schema {
    @Override
    public @Nullable Issue check(DataValue value) {
        return value instanceof Blob blob ? check(blob.mimeType(), blob.size()) : Issue.type("blob", value);
    }

    private @Nullable Issue check(String mimeType, long size) {
        if (!constraint.accepts(mimeType)) {
            List<String> accepted =
                    constraint.accept().stream().map(Preview::of).toList();
            return Issue.value(accepted, new DataString(mimeType)).under("mimeType");
        }
        return size > constraint.sizeMax() ? Issue.tooBig("blob", constraint.sizeMax(), size) : null;
    }
}
