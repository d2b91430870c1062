package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Attempts;
import io.headrace.message.EntryRef;
import io.headrace.message.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class InFlightTest {
    @Test
    void empty_holdsNothing() {
        InFlight inFlight = new InFlight();

        assertThat(inFlight.count()).isZero();
        assertThat(inFlight.bytes()).isZero();
        assertThat(inFlight.refs()).isEmpty();
    }

    @Test
    void entriesOfStreamAndLaneWithOneId_areTwo() {
        InFlight inFlight = new InFlight();
        Delivery fresh = Deliveries.of(Source.STREAM, 7, Attempts.NONE, "abc");
        Delivery replayed = Deliveries.of(Source.LANE, 7, Attempts.NONE, "abcde");
        inFlight.add(fresh);
        inFlight.add(replayed);
        assertThat(inFlight.refs()).containsExactlyInAnyOrder(fresh.ref(), replayed.ref());

        inFlight.remove(fresh);

        assertThat(inFlight.refs()).containsExactly(new EntryRef(Source.LANE, replayed.id));
        assertThat(inFlight.bytes()).isEqualTo("data".length() + "abcde".length());
    }

    @Property
    void sumsAndRefs_areThoseOfWhatIsIn(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        InFlight inFlight = new InFlight();
        List<Delivery> model = new ArrayList<>();

        for (int i = 0; i < 60; i++) {
            if (model.isEmpty() || random.nextInt(5) < 3) {
                Delivery delivery = Deliveries.of(Source.STREAM, i, Attempts.NONE, "x".repeat(random.nextInt(9)));
                model.add(delivery);
                inFlight.add(delivery);
            } else {
                inFlight.remove(model.remove(random.nextInt(model.size())));
            }

            assertThat(inFlight.count()).isEqualTo(model.size());
            assertThat(inFlight.bytes())
                    .isEqualTo(model.stream().mapToLong(Delivery::weight).sum());
            assertThat(inFlight.refs())
                    .isEqualTo(model.stream().map(Delivery::ref).collect(Collectors.toSet()));
        }
    }
}
