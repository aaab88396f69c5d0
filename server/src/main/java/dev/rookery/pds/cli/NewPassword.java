package dev.rookery.pds.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import picocli.CommandLine.Option;

/// The password that an operator's command gives an account: a random one, or a line of standard input. Never an
/// argument, which everybody on the machine could see.
final class NewPassword {
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int LENGTH = 24;

    @Option(names = "--password-stdin", description = "Read the password from standard input in place of making one.")
    boolean fromInput;

    String value() {
        if (!fromInput) {
            return random();
        }
        try {
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String line = in.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String random() {
        var random = new SecureRandom();
        var password = new StringBuilder(LENGTH);
        while (password.length() < LENGTH) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
