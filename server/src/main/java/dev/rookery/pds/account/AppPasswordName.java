package dev.rookery.pds.account;

/// Which app password opened a session, and whether it may reach private messages.
public record AppPasswordName(String name, boolean privileged) {}
