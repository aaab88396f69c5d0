package dev.rookery.pds.http;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.web.FrontPage;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pages for servers that are not about them.
public final class TestPages {
    private TestPages() {}

    public static Pages none() {
        return new Pages(
                "test",
                new FrontPage("Test", "localhost", "test", Map.of()),
                new Did("did:web:localhost"),
                URI.create("http://localhost"),
                List.of(),
                handle -> Optional.empty(),
                host -> Optional.empty(),
                () -> {});
    }
}
