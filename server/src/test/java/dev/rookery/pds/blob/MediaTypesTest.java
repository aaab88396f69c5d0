package dev.rookery.pds.blob;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTest {
    private static final String PNG = "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489";

    @ParameterizedTest
    @CsvSource({
        "ffd8ffe000104a464946,image/jpeg",
        "474946383961,image/gif",
        "524946460000000057454250,image/webp",
        "524946460000000057415645,audio/wav",
        "0000001c667479706176696600000000,image/avif",
        "00000018667479706865696300000000,image/heic",
        "000000186674797069736f6d00000000,video/mp4",
        "00000014667479707174202000000000,video/quicktime",
        "00000018667479703367703400000000,video/3gpp",
        "1a45dfa39f4286810142f7810142f2810442f381084282847765626d,video/webm",
        "1a45dfa3a34286810142f7810142f2810442f3810842828 86d6174726f736b61,video/matroska",
        "494433030000,audio/mpeg",
        "fffb9064,audio/mpeg",
        "fff15080,audio/aac",
        "664c6143,audio/flac",
        "4f67675300020000000000000000000000000000000000000000010e4f70757348656164,audio/ogg; codecs=opus",
        "255044462d312e37,application/pdf",
        "1f8b0800,application/gzip"
    })
    void knownContent_saysWhatItIs(String hex, String mediaType) {
        assertThat(MediaTypes.sniff(HexFormat.of().parseHex(hex.replace(" ", ""))))
                .contains(mediaType);
    }

    @Test
    void png_isToldFromItsAnimatedKind() {
        var still = PNG + "0000000049444154";
        var animated = PNG + "000000086163544c";

        assertThat(MediaTypes.sniff(HexFormat.of().parseHex(still))).contains("image/png");
        assertThat(MediaTypes.sniff(HexFormat.of().parseHex(animated))).contains("image/apng");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "hello", "<html>", "{\"a\":1}", "PK\u0003\u0004", "RIFF", "\u00ff\u00fe", "ftyp"})
    void otherContent_saysNothing(String content) {
        assertThat(MediaTypes.sniff(content.getBytes(ISO_8859_1))).isEmpty();
    }
}
