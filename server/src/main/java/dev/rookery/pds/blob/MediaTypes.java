package dev.rookery.pds.blob;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Tells media types from the first bytes of a file.
///
/// The names are those that the reference server gives, because a record's blob must have the type that its upload
/// was answered with, and apps compare. Where a format is a wrapping for many (zip), nothing is said, so that the
/// client's word holds.
public final class MediaTypes {
    /// How many of the first bytes are looked at.
    public static final int HEAD_LENGTH = 4096;

    private record Signature(int offset, byte[] bytes, String mediaType) {
        boolean matches(byte[] head) {
            return head.length >= offset + bytes.length
                    && Arrays.equals(head, offset, offset + bytes.length, bytes, 0, bytes.length);
        }
    }

    private static final List<Signature> SIGNATURES = List.of(
            hex(0, "ffd8fff7", "image/jls"),
            hex(0, "ffd8ff", "image/jpeg"),
            text(0, "GIF", "image/gif"),
            hex(0, "49492a00", "image/tiff"),
            hex(0, "4d4d002a", "image/tiff"),
            hex(0, "0000000c4a584c200d0a870a", "image/jxl"),
            hex(0, "ff0a", "image/jxl"),
            hex(0, "00000100", "image/x-icon"),
            hex(0, "00000200", "image/x-icon"),
            text(0, "BM", "image/bmp"),
            text(0, "8BPS", "image/vnd.adobe.photoshop"),
            text(0, "fLaC", "audio/flac"),
            text(0, "FORM", "audio/aiff"),
            text(0, "MThd", "audio/midi"),
            text(0, "#!AMR", "audio/amr"),
            text(0, "FLV\u0001", "video/x-flv"),
            text(4, "moov", "video/quicktime"),
            text(4, "mdat", "video/quicktime"),
            text(4, "wide", "video/quicktime"),
            text(4, "free", "video/quicktime"),
            hex(0, "000001ba", "video/mpeg"),
            hex(0, "000001b3", "video/mpeg"),
            text(0, "%PDF", "application/pdf"),
            hex(0, "1f8b08", "application/gzip"),
            text(0, "BZh", "application/x-bzip2"),
            hex(0, "fd377a585a00", "application/x-xz"),
            hex(0, "28b52ffd", "application/zstd"),
            hex(0, "377abcaf271c", "application/x-7z-compressed"),
            hex(0, "526172211a07", "application/x-rar-compressed"),
            hex(0, "0061736d", "application/wasm"),
            hex(0, "7f454c46", "application/x-elf"),
            text(0, "MZ", "application/x-msdownload"),
            text(0, "SQLi", "application/x-sqlite3"),
            text(0, "{\\rtf", "application/rtf"),
            text(0, "%!", "application/postscript"),
            text(0, "<?xml ", "application/xml"),
            text(0, "WEBVTT\n", "text/vtt"),
            text(0, "WEBVTT\r", "text/vtt"),
            text(0, "WEBVTT ", "text/vtt"),
            text(0, "BEGIN:VCARD", "text/vcard"),
            text(0, "BEGIN:VCALENDAR", "text/calendar"),
            hex(0, "774f4646", "font/woff"),
            hex(0, "774f4632", "font/woff2"),
            hex(0, "4f54544f00", "font/otf"),
            hex(0, "0001000000", "font/ttf"),
            text(0, "glTF\u0002\u0000\u0000\u0000", "model/gltf-binary"),
            text(257, "ustar", "application/x-tar"));

    private MediaTypes() {}

    /// Returns what the first bytes of a file say it is, or nothing.
    public static Optional<String> sniff(byte[] head) {
        if (startsWith(head, 0, "\u0089PNG\r\n\u001a\n")) {
            return Optional.of(isAnimated(head) ? "image/apng" : "image/png");
        }
        if (startsWith(head, 4, "ftyp") && head.length >= 12) {
            return Optional.of(ofBrand(
                    new String(head, 8, 4, ISO_8859_1).replace('\0', ' ').strip()));
        }
        if (startsWith(head, 0, "RIFF")) {
            return ofRiff(head);
        }
        if (startsWith(head, 0, "OggS")) {
            return Optional.of(ofOgg(head));
        }
        if (startsWith(head, 0, "\u001aE\u00df\u00a3")) {
            return ofMatroska(head);
        }
        if (startsWith(head, 0, "ID3") || isMpegAudio(head)) {
            return Optional.of(isAac(head) ? "audio/aac" : "audio/mpeg");
        }
        return SIGNATURES.stream()
                .filter(signature -> signature.matches(head))
                .map(Signature::mediaType)
                .findFirst();
    }

    /// Looks for the chunk that announces an animation, which stands before the first picture.
    private static boolean isAnimated(byte[] head) {
        var chunks = ByteBuffer.wrap(head).position(8);
        while (chunks.remaining() >= 8) {
            int length = chunks.getInt();
            int type = chunks.getInt();
            if (type == 0x6163_544c) {
                return true;
            }
            if (type == 0x4944_4154 || length < 0 || length > chunks.remaining() - 4) {
                return false;
            }
            chunks.position(chunks.position() + length + 4);
        }
        return false;
    }

    /// The families of files that begin with the name of a brand.
    private static String ofBrand(String brand) {
        return switch (brand) {
            case "avif", "avis" -> "image/avif";
            case "mif1" -> "image/heif";
            case "msf1" -> "image/heif-sequence";
            case "heic", "heix" -> "image/heic";
            case "hevc", "hevx" -> "image/heic-sequence";
            case "qt" -> "video/quicktime";
            case "M4V", "M4VH", "M4VP" -> "video/x-m4v";
            case "M4A" -> "audio/x-m4a";
            case "M4B", "F4A", "F4B" -> "audio/mp4";
            case "crx" -> "image/x-canon-cr3";
            default -> brand.startsWith("3g2") ? "video/3gpp2" : brand.startsWith("3g") ? "video/3gpp" : "video/mp4";
        };
    }

    private static Optional<String> ofRiff(byte[] head) {
        if (startsWith(head, 8, "WEBP")) {
            return Optional.of("image/webp");
        }
        if (startsWith(head, 8, "AVI")) {
            return Optional.of("video/vnd.avi");
        }
        return startsWith(head, 8, "WAVE") ? Optional.of("audio/wav") : Optional.empty();
    }

    private static String ofOgg(byte[] head) {
        if (startsWith(head, 28, "OpusHead")) {
            return "audio/ogg; codecs=opus";
        }
        if (startsWith(head, 28, "\u0080theora") || startsWith(head, 28, "\u0001video\u0000")) {
            return "video/ogg";
        }
        boolean isAudio = startsWith(head, 28, "\u0001vorbis")
                || startsWith(head, 28, "\u007fFLAC")
                || startsWith(head, 28, "Speex  ");
        return isAudio ? "audio/ogg" : "application/ogg";
    }

    /// Reads the document type among the first elements, without more of the format.
    private static Optional<String> ofMatroska(byte[] head) {
        var start = new String(head, 0, Math.min(head.length, 64), ISO_8859_1);
        int type = start.indexOf("B\u0082");
        if (type < 0) {
            return Optional.empty();
        }
        if (start.startsWith("webm", type + 3)) {
            return Optional.of("video/webm");
        }
        return start.startsWith("matroska", type + 3) ? Optional.of("video/matroska") : Optional.empty();
    }

    /// Tells whether a frame of MPEG audio begins the file: a synchronisation word, and nothing reserved after it.
    private static boolean isMpegAudio(byte[] head) {
        if (head.length < 3 || (head[0] & 0xff) != 0xff || (head[1] & 0xe0) != 0xe0) {
            return false;
        }
        boolean isVersionReserved = (head[1] & 0x18) == 0x08;
        boolean isBitRateBad = (head[2] & 0xf0) == 0xf0;
        boolean isSampleRateReserved = (head[2] & 0x0c) == 0x0c;
        boolean hasLayer = (head[1] & 0x06) != 0;
        boolean isMark = (head[1] & 0xff) == 0xfe;
        return isAac(head) || (!isVersionReserved && !isBitRateBad && !isSampleRateReserved && hasLayer && !isMark);
    }

    private static boolean isAac(byte[] head) {
        return head.length >= 2 && (head[0] & 0xff) == 0xff && (head[1] & 0xf6) == 0xf0;
    }

    private static boolean startsWith(byte[] head, int offset, String latin1) {
        if (head.length < offset + latin1.length()) {
            return false;
        }
        for (int i = 0; i < latin1.length(); i++) {
            if ((head[offset + i] & 0xff) != latin1.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static Signature hex(int offset, String bytes, String mediaType) {
        return new Signature(offset, HexFormat.of().parseHex(bytes), mediaType);
    }

    private static Signature text(int offset, String latin1, String mediaType) {
        return new Signature(offset, latin1.getBytes(ISO_8859_1), mediaType);
    }
}
