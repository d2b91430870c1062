package io.headrace.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.Attempts;
import io.headrace.broker.EntryBatch;
import io.headrace.message.Source;
import java.util.List;
import java.util.stream.IntStream;

/** Deliveries that no broker brought. */
final class Deliveries {
    private Deliveries() {}

    /** The entry with this number on the stream: id {@code 1-number}, one field {@code data}. */
    static Delivery fresh(int number) {
        return of(Source.STREAM, number, Attempts.NONE, "x");
    }

    static List<Delivery> fresh(int from, int to) {
        return IntStream.range(from, to).mapToObj(Deliveries::fresh).toList();
    }

    static Delivery of(Source source, int number, Attempts attempts, String data) {
        EntryBatch batch = new EntryBatch.Builder()
                .entry(1, number)
                .slices(List.of("data".getBytes(UTF_8), data.getBytes(UTF_8)))
                .build();
        return new Delivery("hr-anne", source, 1, attempts, batch, 0);
    }

    static List<Integer> numbers(List<Delivery> deliveries) {
        return deliveries.stream().map(delivery -> (int) delivery.id.sequence()).toList();
    }
}
