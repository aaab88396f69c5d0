package dev.rookery.atproto.data;

/// A value of the data model: what a record, or any part of one, is.
///
/// Every value is immutable and compares by what it holds.
public sealed interface DataValue
        permits DataNull,
                DataBoolean,
                DataInteger,
                DataString,
                DataBytes,
                DataLink,
                DataList,
                DataMap,
                Blob,
                LegacyBlob {}
