package dev.rookery.pds.identity;

import java.util.List;

/// Asks the domain name system for TXT records.
@FunctionalInterface
public interface TxtLookup {
    /// Asks nobody and finds nothing.
    TxtLookup NONE = name -> List.of();

    /// The texts of the records, each joined from its parts; empty if there are none or they cannot be had.
    List<String> texts(String name);
}
