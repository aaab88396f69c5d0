package dev.rookery.pds.account;

import java.util.List;
import java.util.regex.Pattern;

/// Knows insults to groups of people, also when spelt with digits, in names that may only be ASCII: handles and record
/// keys.
public final class Slurs {
    private static final List<Pattern> SLURS = List.of(
            Pattern.compile("\\bch[i1l]nks?\\b"),
            Pattern.compile("\\bc[o0]{2}ns?\\b"),
            Pattern.compile("\\bf[a4]g{1,2}([o0e3i1]t{1,2})?(r?(y|[i1][e3]))?s?\\b"),
            Pattern.compile("\\bk[i1ly]k[e3](r?(y|[i1][e3]))?s*\\b"),
            Pattern.compile("n[i1o4a][gq]{2}(l[e3]t|[e3a4]r|n[o0]g|[a4])s?"),
            Pattern.compile("\\btr[a4]+n{1,2}([i1][e3]|y|[e3]r)s?\\b"));

    private static final Pattern SEPARATORS = Pattern.compile("[._-]");

    private Slurs() {}

    /// Whether a name is or has one, its separators counted or not.
    public static boolean isIn(String name) {
        String joined = SEPARATORS.matcher(name).replaceAll("");
        return SLURS.stream()
                .anyMatch(slur ->
                        slur.matcher(name).find() || slur.matcher(joined).find());
    }
}
