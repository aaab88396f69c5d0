package dev.rookery.pds;

import dev.rookery.pds.cli.Cli;

/// Where the process begins: the arguments and the environment go to the command line, its answer is the exit code.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Cli.run(args, System.getenv()));
    }
}
