package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.StringReader;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProcessLinesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void moreThanAreKept_theLastStayAndAllAreCounted() {
        ProcessLines lines = read(IntStream.rangeClosed(1, ProcessLines.MOST + 2)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining("\n")));

        lines.awaitEnd(PATIENCE);

        assertThat(lines.printed()).isEqualTo(ProcessLines.MOST + 2);
        assertThat(lines.kept())
                .hasSize(ProcessLines.MOST)
                .startsWith("3")
                .endsWith(Integer.toString(ProcessLines.MOST + 2));
        assertThat(lines.tail()).hasSize(5);
    }

    @Test
    @Timeout(30)
    void outputEnded_isNotWaitedForLonger() {
        ProcessLines lines = read("one\ntwo");

        assertThat(lines.await("two"::equals, PATIENCE)).hasValue("two");
        assertThat(lines.await("one"::equals, PATIENCE)).hasValue("one");
        assertThat(lines.await("three"::equals, Duration.ofHours(1))).isEmpty();
    }

    private static ProcessLines read(String output) {
        ProcessLines lines = new ProcessLines(new BufferedReader(new StringReader(output)));
        lines.read("process-lines-test");
        return lines;
    }
}
