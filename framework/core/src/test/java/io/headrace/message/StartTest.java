package io.headrace.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class StartTest {
    @Test
    void namedStarts_areTheServersOwn() {
        assertThat(Start.earliest().position()).isEqualTo("0-0");
        assertThat(Start.latest().position()).isEqualTo("$");
        assertThat(Start.after(new MessageId(17, 3)).position()).isEqualTo("17-3");
    }

    @Property
    void at_includesTheFirstEntryOfItsMillisecondAndNoneBefore(
            @ForAll @LongRange(min = 1, max = 253_402_300_799_999L) long millis) {
        MessageId lastSkipped =
                MessageId.parse(Start.at(Instant.ofEpochMilli(millis)).position());

        assertThat(lastSkipped).isLessThan(new MessageId(millis, 0));
        assertThat(lastSkipped).isGreaterThanOrEqualTo(new MessageId(millis - 1, -1));
    }

    @Test
    void at_ignoresWhatIsFinerThanAMillisecond() {
        Instant time = Instant.parse("2026-01-01T00:00:00.000999999Z");

        assertThat(Start.at(time)).isEqualTo(Start.at(Instant.parse("2026-01-01T00:00:00Z")));
    }

    @Test
    void at_beforeTheEpochIsEarliest() {
        assertThat(Start.at(Instant.EPOCH)).isEqualTo(Start.earliest());
        assertThat(Start.at(Instant.parse("1900-01-01T00:00:00Z"))).isEqualTo(Start.earliest());
    }
}
