package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataValue;
import org.jspecify.annotations.Nullable;

/// What data must look like at one place. Immutable, safe to share.
public sealed interface Schema extends Definition
        permits ArraySchema,
                BlobSchema,
                BooleanSchema,
                BytesSchema,
                IntegerSchema,
                LinkSchema,
                ObjectSchema,
                ReferenceSchema,
                StringSchema,
                TokenSchema,
                UnionSchema,
                UnknownSchema {

    /// Returns the first thing that is wrong with a value, or null if it conforms.
    @Nullable
    Issue check(DataValue value);

    /// Returns the value with defaults in the places that lack one. What does not conform is left as it is.
    default DataValue complete(DataValue value) {
        return value;
    }

    /// The value to take where none is given, if the schema has one.
    default @Nullable DataValue defaultValue() {
        return null;
    }
}
