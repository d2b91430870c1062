package io.headrace.examples.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private final Printed printed = new Printed();

    @Test
    void columns_areAligned() {
        new Table()
                .heading("before", "after")
                .row("bytes", 1, 2_747_282_505L)
                .row("distinct clients", "a note", 1_753, 2)
                .print(printed.stream());

        assertThat(printed.text()).isEqualTo("""
                                    before          after
                  bytes                  1  2,747,282,505
                  distinct clients   1,753              2  a note
                """);
    }

    @Test
    void bars_areInProportionAndNeverEmptyAboveZero() {
        new Table()
                .bars(List.of(
                        new Traffic.Count("2xx", 1000), new Traffic.Count("3xx", 500), new Traffic.Count("5xx", 1)))
                .print(printed.stream());

        assertThat(printed.text()).isEqualTo("""
                  2xx  1,000  ########################
                  3xx    500  ############
                  5xx      1  #
                """);
    }
}
