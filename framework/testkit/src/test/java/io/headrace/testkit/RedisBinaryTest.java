package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisBinaryTest {
    @Test
    void embedded_namesItsVersionAndRuns() {
        RedisBinary embedded = RedisBinary.embedded();

        assertThat(embedded).hasToString("Redis 7.0.15 (embedded)");
        assertThat(RedisBinary.of(Path.of(embedded.program())).version()).isEqualTo("Redis 7.0.15");
    }

    @Test
    void platformWithoutBinary_saysWhatToDo() {
        assertThatThrownBy(() -> RedisBinary.unpack("Windows 11", "amd64"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Windows 11 (amd64)")
                .hasMessageContaining("HEADRACE_REDIS_SERVER")
                .hasMessageContaining("memory:");
    }

    @Test
    void missingProgram_isRefusedByName() {
        assertThatThrownBy(() -> RedisBinary.of(Path.of("/no/such/redis-server")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/no/such/redis-server");
    }

    @Test
    void programThatIsNoServer_isRefusedWithTheFirstLineOfItsAnswer() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");

        assertThatThrownBy(() -> RedisBinary.of(java))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + java + "\" is no Redis server")
                .hasMessageMatching(".*answers \"\\w+ " + Runtime.version().feature() + "[^\n]*");
    }

    @Test
    void listOfPrograms_isSplitAtCommasInOrder() {
        RedisBinary embedded = RedisBinary.embedded();
        RedisBinary byPath = RedisBinary.of(Path.of(embedded.program()));

        assertThat(RedisBinary.parse(embedded.program() + ", embedded,")).containsExactly(byPath, embedded);
    }

    @Test
    void emptyList_meansEmbedded() {
        assertThat(List.of(RedisBinary.parse(null), RedisBinary.parse(" "), RedisBinary.parse(",")))
                .containsOnly(List.of(RedisBinary.embedded()));
    }
}
