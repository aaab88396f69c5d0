package dev.rookery.pds.config;

import java.util.List;

/// The environment does not make a configuration, or not one for what is stored; [#problems] has every
/// reason, each with the name to change.
public final class InvalidConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public InvalidConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
