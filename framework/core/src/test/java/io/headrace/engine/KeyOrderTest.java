package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Attempts;
import io.headrace.broker.EntryBatch;
import io.headrace.message.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P13")
class KeyOrderTest {
    private static final int WINDOW = 64;

    private final List<Delivery> gone = new ArrayList<>();

    /** The key is the entry's number modulo this. */
    private int keys = 1;

    private final KeyOrder order = new KeyOrder(this::keyOf, gone::add);

    @Test
    void messagesOfAKey_goOneAtATime() {
        List<Delivery> deliveries = Deliveries.fresh(0, 3);
        deliveries.forEach(each -> order.add(each, 0));
        assertThat(Deliveries.numbers(gone)).containsExactly(0);

        order.ended(deliveries.get(0), 0);
        assertThat(Deliveries.numbers(gone)).containsExactly(0, 1);
        order.ended(deliveries.get(1), 0);

        assertThat(Deliveries.numbers(gone)).containsExactly(0, 1, 2);
    }

    @Test
    @Tag("P12")
    void blockedKey_doesNotKeepWhatItsMessagesCameWith() {
        EntryBatch.Builder reply = new EntryBatch.Builder();
        IntStream.range(0, 100)
                .forEach(
                        number -> reply.entry(1, number).slice(new byte[] {'d'}).slice(new byte[] {(byte) number}));
        EntryBatch batch = reply.build();
        List<Delivery> deliveries = IntStream.of(7, 8, 9)
                .mapToObj(entry -> new Delivery("hr-anne", Source.STREAM, 1, Attempts.NONE, batch, entry))
                .toList();
        order.add(deliveries.get(0), 0);
        order.add(deliveries.get(1), 0);
        assertThat(deliveries.get(1).batch()).isSameAs(batch); // it waits for no more than a handler

        deliveries.get(0).dueAt(1_000);
        order.retryLater(deliveries.get(0));
        order.add(deliveries.get(2), 0);

        assertThat(deliveries).allSatisfy(each -> {
            assertThat(each.batch().size()).isOne();
            assertThat(each.batch().fields(each.entry()).get(1)).containsExactly((int) each.id.sequence());
        });
    }

    @Test
    void otherKeys_goOn() {
        keys = 2;

        Deliveries.fresh(0, 4).forEach(each -> order.add(each, 0));

        assertThat(Deliveries.numbers(gone)).containsExactly(0, 1);
    }

    @Test
    void messagesWithoutAKey_doNotWait() {
        keys = 0;

        Deliveries.fresh(0, 4).forEach(each -> order.add(each, 0));

        assertThat(gone).hasSize(4);
        assertThat(order.room(WINDOW)).isEqualTo(WINDOW / 4);
    }

    @Test
    void failedMessage_goesAgainWhenItIsDueAndBeforeThoseBehindIt() {
        Delivery first = Deliveries.fresh(0);
        order.add(first, 0);
        order.add(Deliveries.fresh(1), 0);
        first.failedBefore(new Attempts(1, 0, 0, "x", 0, 0), 1_000);

        order.retryLater(first);

        assertThat(order.deadlineNanos()).isEqualTo(1_000);
        assertThat(order.blockedKeys()).isOne();
        assertThat(order.step(999)).isZero();
        assertThat(gone).hasSize(1);
        assertThat(order.step(1_000)).isOne();
        assertThat(Deliveries.numbers(gone)).containsExactly(0, 0);
        assertThat(order.blockedKeys()).isZero();
        assertThat(order.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void messageThatIsNotDueYet_blocksItsKeyUntilThen() {
        Delivery early = Deliveries.fresh(0);
        early.dueAt(500);
        order.add(early, 0);
        order.add(Deliveries.fresh(1), 0);
        assertThat(gone).isEmpty();

        order.step(500);

        assertThat(Deliveries.numbers(gone)).containsExactly(0);
    }

    @Test
    void earlierMessageThatComesLate_goesBeforeLaterOnesThatWait() {
        order.add(Deliveries.fresh(2), 0);
        order.add(Deliveries.fresh(4), 0);
        order.add(Deliveries.fresh(5), 0);

        order.add(Deliveries.fresh(3), 0);
        order.add(Deliveries.fresh(1), 0);
        for (int i = 0; i < 4; i++) {
            order.ended(gone.get(i), 0);
        }

        assertThat(Deliveries.numbers(gone)).containsExactly(2, 1, 3, 4, 5);
    }

    @Test
    void laneEntry_goesBehindWhatIsThere() {
        order.add(Deliveries.fresh(5), 0);
        order.add(Deliveries.fresh(6), 0);

        order.add(Deliveries.of(Source.LANE, 1, Attempts.NONE, "x"), 0);
        order.ended(gone.get(0), 0);
        order.ended(gone.get(1), 0);

        assertThat(Deliveries.numbers(gone)).containsExactly(5, 6, 1);
    }

    @Test
    @Tag("P12")
    void room_isWhatTheFullestKeyLeavesOfAQuarterOfTheWindow() {
        keys = 2;
        Deliveries.fresh(0, 20).forEach(each -> order.add(each, 0));
        assertThat(order.room(WINDOW)).isEqualTo(16 - 10);
        assertThat(order.room(40)).isZero();
        assertThat(order.room(1)).isEqualTo(1 - 10);

        order.add(Deliveries.fresh(21), 0);
        assertThat(order.fullestKey()).isEqualTo("1");
        order.ended(gone.get(0), 0);

        assertThat(order.room(WINDOW)).isEqualTo(16 - 11);
    }

    @Test
    void waiting_isGivenUpInTheOrderOfTheStream() {
        keys = 3;
        List<Delivery> all = Deliveries.fresh(0, 9);
        all.forEach(each -> order.add(each, 0));
        all.get(1).dueAt(1_000);
        order.retryLater(all.get(1));

        List<Delivery> taken = order.takeWaiting();

        assertThat(Deliveries.numbers(taken)).containsExactly(1, 3, 4, 5, 6, 7, 8);
        assertThat(order.room(WINDOW)).isEqualTo(WINDOW / 4 - 1); // two run still, and keep their keys
        order.add(Deliveries.fresh(12), 0);
        assertThat(gone).hasSize(3);
        order.ended(all.get(0), 0);
        assertThat(gone).hasSize(4);
    }

    @Property(tries = 300)
    void randomArrivalsEndsAndFailures_keepEachKeyInOrderAndOneAtATime(@ForAll long seed) {
        Random random = new Random(seed);
        List<Delivery> out = new ArrayList<>();
        Map<String, Delivery> running = new HashMap<>();
        Map<String, Integer> ended = new HashMap<>();
        int keyCount = 1 + random.nextInt(5);
        KeyOrder tested = new KeyOrder(delivery -> Long.toString(delivery.id.sequence() % keyCount), out::add);
        int next = 0;
        int left = 0;
        long now = 0;
        while (next < 120 || left > 0) {
            now++;
            if (next < 120 && random.nextBoolean()) {
                tested.add(Deliveries.fresh(next++), now);
                left++;
            }
            tested.step(now);
            for (Delivery begun : out) {
                assertThat(running.put(begun.key(), begun)).as("two of one key").isNull();
                assertThat((int) begun.id.sequence()).isGreaterThan(ended.getOrDefault(begun.key(), -1));
            }
            out.clear();
            for (Delivery each : List.copyOf(running.values())) {
                if (random.nextInt(3) == 0) {
                    running.remove(each.key());
                    if (random.nextInt(3) == 0) {
                        each.failedBefore(new Attempts(each.attempt(), 0, 0, "x", 0, 0), now + random.nextInt(20));
                        tested.retryLater(each);
                    } else {
                        ended.put(each.key(), (int) each.id.sequence());
                        tested.ended(each, now);
                        left--;
                    }
                }
            }
            assertThat(tested.room(4 * 200)).isBetween(200 - left, 200 - (left + keyCount - 1) / keyCount);
        }
        assertThat(tested.room(4)).isOne();
        assertThat(tested.fullestKey()).isNull();
    }

    private String keyOf(Delivery delivery) {
        return keys == 0 ? null : Long.toString(delivery.id.sequence() % keys);
    }
}
