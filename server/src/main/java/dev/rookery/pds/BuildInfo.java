package dev.rookery.pds;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/// What this build calls itself.
public final class BuildInfo {
    private BuildInfo() {}

    /// The name and version, such as `rookery 0.1.0`.
    public static String nameAndVersion() {
        var properties = new Properties();
        try (InputStream in =
                Objects.requireNonNull(BuildInfo.class.getResourceAsStream("build.properties"), "build.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "rookery " + properties.getProperty("version", "unknown");
    }
}
