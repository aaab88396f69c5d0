package dev.rookery.pds.auth;

/// The tokens that a client gets when it logs in or renews its session.
public record Session(String accessJwt, String refreshJwt) {}
