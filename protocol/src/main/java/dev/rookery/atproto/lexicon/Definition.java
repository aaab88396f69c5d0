package dev.rookery.atproto.lexicon;

/// What a lexicon document gives a name to.
public sealed interface Definition permits Schema, RecordDefinition, MethodDefinition, PermissionSet {}
