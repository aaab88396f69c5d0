package dev.rookery.pds.account;

/// Something that an app keeps on the server for its user. `json` is the whole object, its `$type` included.
public record Preference(String type, String json) {}
