package io.headrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.benchmarks.Arguments.BadArgumentException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    @Test
    void nothingGiven_measuresTheStandard() {
        Arguments arguments = Arguments.parse();

        assertThat(arguments.scenarios()).isEqualTo(Scenario.STANDARD);
        assertThat(arguments.scale()).isEqualTo(Scale.STANDARD);
        assertThat(arguments.help()).isFalse();
    }

    @Test
    void chosenScenariosAndContenders_areTheOnlyOnes() {
        Arguments arguments =
                Arguments.parse("--scenarios", "slow,drain-100B", "--contenders", "spring-tuned", "--rounds", "3");

        assertThat(arguments.scenarios()).containsExactly(Scenario.DRAIN.among(List.of(Contender.Name.SPRING_TUNED)));
        assertThat(arguments.scale().rounds()).isEqualTo(3);
    }

    @Test
    void beginningOfNames_meansAllOfThem_butNameMeansOne() {
        assertThat(Arguments.parse("--scenarios", "drain").scenarios()).hasSize(4);
        assertThat(Arguments.parse("--scenarios", "drain-1KiB").scenarios())
                .extracting(Scenario::name)
                .containsExactly("drain-1KiB");
    }

    @Test
    void scenarioThatIsNotStandard_runsIfItIsNamed() {
        Arguments arguments = Arguments.parse("--scenarios", "durable", "--contenders", "memory,fsync");

        assertThat(arguments.scenarios()).singleElement().satisfies(scenario -> {
            assertThat(scenario.name()).isEqualTo("durable");
            assertThat(scenario.contenders()).containsExactly(Contender.Name.MEMORY, Contender.Name.FSYNC);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--what", "--rounds", "--rounds 0", "--messages many", "--scenarios fast", "--contenders a"})
    void argumentsThatMakeNoSense_areRefused(String line) {
        assertThatThrownBy(() -> Arguments.parse(line.split(" "))).isInstanceOf(BadArgumentException.class);
    }
}
