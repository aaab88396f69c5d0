package dev.rookery.pds.xrpc;

/// A record as it is stored, in DAG-CBOR: written into a JSON answer without being taken apart first.
///
/// The bytes are not copied; nobody changes them.
@SuppressWarnings("ArrayRecordComponent") // never compared, only passed on
public record EncodedRecord(byte[] cbor) {}
