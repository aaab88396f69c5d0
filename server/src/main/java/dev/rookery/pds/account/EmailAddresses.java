package dev.rookery.pds.account;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Which e-mail addresses an account may have.
public final class EmailAddresses {
    private static final int LENGTH_MAX = 254;
    private static final int LOCAL_BYTES_MAX = 64;
    private static final String LOCAL_SYMBOLS = "!#$%&'*+-/=?^_`{|}~.";

    /// Two labels or more; the last begins with a letter, or it would be an address in numbers.
    private static final Pattern DOMAIN =
            Pattern.compile("([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\\.)+[a-zA-Z]([a-zA-Z0-9-]*[a-zA-Z0-9])?");

    /// Providers of addresses that last for minutes.
    private static final Set<String> DISPOSABLE = NameList.read("disposable-email-domains.txt");

    private EmailAddresses() {}

    /// The form in which addresses are stored and compared.
    public static String normalize(String address) {
        return address.toLowerCase(Locale.ROOT);
    }

    /// Whether the address has the shape of one and is not known to be disposable.
    public static boolean acceptable(String address) {
        return wellFormed(address)
                && !disposable(address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT));
    }

    /// Whether the address has the shape of one.
    public static boolean wellFormed(String address) {
        int at = address.lastIndexOf('@');
        return address.length() <= LENGTH_MAX
                && at > 0
                && isLocalPart(address.substring(0, at))
                && isDomain(address.substring(at + 1));
    }

    private static boolean isLocalPart(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > LOCAL_BYTES_MAX
                || text.startsWith(".")
                || text.endsWith(".")
                || text.contains("..")) {
            return false;
        }
        return text.codePoints()
                .allMatch(c -> c < 0x80 ? isAlphanumeric(c) || LOCAL_SYMBOLS.indexOf(c) >= 0 : isVisible(c));
    }

    private static boolean isVisible(int c) {
        return Character.isDefined(c)
                && !Character.isISOControl(c)
                && !Character.isSpaceChar(c)
                && Character.getType(c) != Character.SURROGATE;
    }

    private static boolean isDomain(String text) {
        try {
            String ascii = IDN.toASCII(text, IDN.ALLOW_UNASSIGNED | IDN.USE_STD3_ASCII_RULES);
            return DOMAIN.matcher(ascii).matches();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean disposable(String domain) {
        for (int dot = -1; ; ) {
            if (DISPOSABLE.contains(domain.substring(dot + 1))) {
                return true;
            }
            dot = domain.indexOf('.', dot + 1);
            if (dot < 0) {
                return false;
            }
        }
    }
}
