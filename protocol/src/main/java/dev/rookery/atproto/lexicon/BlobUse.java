package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.Blob;

/// One place in a record that names a blob, and what the schema takes there.
public record BlobUse(Blob blob, String path, BlobConstraint constraint) {}
