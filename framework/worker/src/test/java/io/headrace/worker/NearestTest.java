package io.headrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({"port,port,0", "prot,port,1", "por,port,1", "ports,port,1", "fort,port,1", "abc,xyz,3", "'',abc,3"})
    void distance_countsEdits(String one, String other, int edits) {
        assertThat(Nearest.distance(one, other)).isEqualTo(edits);
    }

    @Test
    void nameFarFromAll_hasNoNearest() {
        assertThat(Nearest.to("timeout", List.of("order", "uri"))).isEmpty();
        assertThat(Nearest.to("timeuot", List.of("order", "timeout"))).contains("timeout");
    }
}
