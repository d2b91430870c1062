package io.headrace.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.message.MessageId;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class IdTextTest {
    @Test
    void everyId_isWrittenAsItsText() {
        long[] numbers = LongStream.concat(
                        LongStream.of(0, 1, 1_732_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE, -1),
                        LongStream.iterate(10, power -> power > 0 && power <= 1_000_000_000_000_000_000L, p -> p * 10)
                                .flatMap(power -> LongStream.of(power - 1, power, power + 1)))
                .toArray();

        for (long millis : numbers) {
            for (long sequence : numbers) {
                MessageId id = new MessageId(millis, sequence);
                assertThat(new String(IdText.of(id), US_ASCII)).isEqualTo(id.toString());
            }
        }
    }
}
