package dev.rookery.bench.load;

import java.net.URI;

/// A server under load: its name in the tables, where it listens, and its process.
record Target(String name, URI url, ServerProcess process) {

    /// Reads `NAME=URL,PID`.
    static Target parse(String text) {
        int equals = text.indexOf('=');
        int comma = text.lastIndexOf(',');
        if (equals < 1 || comma < equals) {
            throw new IllegalArgumentException("a target is NAME=URL,PID, not " + text);
        }
        long pid = Long.parseLong(text.substring(comma + 1));
        return new Target(
                text.substring(0, equals), URI.create(text.substring(equals + 1, comma)), new ServerProcess(pid));
    }
}
