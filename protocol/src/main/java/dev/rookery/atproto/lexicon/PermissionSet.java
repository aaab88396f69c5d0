package dev.rookery.atproto.lexicon;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A bundle of permissions that an app can ask for by one name. Titles and details are by language, besides
/// the ones for all others.
public record PermissionSet(
        @Nullable String title,
        Map<String, String> titles,
        @Nullable String detail,
        Map<String, String> details,
        List<Permission> permissions)
        implements Definition {

    /// One permission: on a kind of resource (`repo`, `rpc`, …), with parameters. Each parameter has its
    /// values as text, a single value as a list of one.
    public record Permission(String resource, Map<String, List<String>> parameters) {
        public Permission {
            parameters = Map.copyOf(parameters);
        }
    }

    public PermissionSet {
        titles = Map.copyOf(titles);
        details = Map.copyOf(details);
        permissions = List.copyOf(permissions);
    }
}
