package io.headrace.examples.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final Printed printed = new Printed();
    private long nanos;

    @Test
    void watched_isOneLineRedrawnAtMostTenTimesPerSecond() {
        ProgressBar bar = new ProgressBar(printed.stream(), true, () -> nanos);

        for (int done = 0; done < 1000; done++) {
            bar.handled(done, 1000);
            nanos += Duration.ofMillis(1).toNanos();
        }
        bar.handled(1000, 1000);

        assertThat(printed.text().chars().filter(c -> c == '\r')).hasSize(11);
        assertThat(printed.text())
                .startsWith("\r  [..............................]   0 %  0 of 1,000 lines  0/s  ")
                .contains("\r  [###############...............]  50 %  500 of 1,000 lines  1,000/s  ")
                .endsWith("\r  [##############################] 100 %  1,000 of 1,000 lines  1,000/s  \n");
    }

    @Test
    void unwatched_printsAWholeLinePerQuarter() {
        ProgressBar bar = new ProgressBar(printed.stream(), false, () -> nanos);

        for (int done = 0; done <= 1000; done++) {
            bar.handled(done, 1000);
        }

        assertThat(printed.text().lines()).hasSize(4).first().asString().contains("25 %  250 of 1,000 lines");
        assertThat(printed.text()).doesNotContain("\r");
    }

    @Test
    void completed_staysSilent() {
        ProgressBar bar = new ProgressBar(printed.stream(), true, () -> nanos);
        bar.handled(10, 10);
        String complete = printed.text();

        bar.handled(9, 10);
        bar.handled(10, 10);

        assertThat(printed.text()).isEqualTo(complete);
    }
}
