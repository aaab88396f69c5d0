package dev.rookery.pds.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StallsTest {
    @Test
    void firstStall_isSaid_andThoseRightBehindItAreCounted() {
        var stalls = new Stalls(() -> "all is well");

        assertThat(stalls.line("a write", 70, 1_000)).isEqualTo("a write took 70 ms (all is well)");
        assertThat(stalls.line("a write", 80, 2_000)).isNull();
        assertThat(stalls.line("a write", 80, 10_999)).isNull();
        assertThat(stalls.line("a write", 90, 11_000))
                .isEqualTo("a write took 90 ms (all is well; before it 2 more did)");
    }
}
