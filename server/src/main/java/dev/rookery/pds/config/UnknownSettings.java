package dev.rookery.pds.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Finds variables that look like settings and are none, most likely by a slip of the fingers.
public final class UnknownSettings {
    private static final int DISTANCE_MAX = 5;

    private UnknownSettings() {}

    /// Returns one warning for each name that begins with `PDS_` and is not a [Setting].
    public static List<String> warnings(Collection<String> names) {
        return names.stream()
                .filter(name -> name.startsWith("PDS_") && !known(name))
                .sorted()
                .map(name -> name + " is not a setting and has no effect"
                        + nearest(name)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""))
                .toList();
    }

    private static boolean known(String name) {
        return Arrays.stream(Setting.values())
                .anyMatch(setting -> setting.name().equals(name));
    }

    private static Optional<String> nearest(String name) {
        int best = DISTANCE_MAX + 1;
        Optional<String> found = Optional.empty();
        for (Setting setting : Setting.values()) {
            int distance = distance(name, setting.name());
            if (distance < best) {
                best = distance;
                found = Optional.of(setting.name());
            }
        }
        return found;
    }

    /// How many letters must be put in, taken out or exchanged to get from one to the other.
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int exchanged = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(exchanged, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
