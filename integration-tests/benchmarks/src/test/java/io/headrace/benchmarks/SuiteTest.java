package io.headrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.benchmarks.Contender.Handling;
import io.headrace.benchmarks.Suite.WrongResultException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every contender does its job in every scenario. How fast is not looked at here. */
class SuiteTest {
    private static final Scale SMALL = new Scale(20_000, Map.of(Contender.Name.SPRING_DOCS, 2_000), 1, 1, false);
    private static final Scenario DRAIN = Scenario.DRAIN.among(List.of(Contender.Name.RAW_LETTUCE));

    static Stream<Named<Scenario>> scenarios() {
        return Scenario.EACH.stream().map(scenario -> Named.of(scenario.name(), scenario));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void eachContender_handlesAndAcksAll(Scenario scenario) {
        try (Suite suite = new Suite(SMALL, Runner::new, Progress.NONE)) {
            Results results = suite.measure(scenario);

            assertThat(scenario.contenders()).allSatisfy(contender -> {
                assertThat(results.perSecond(contender)).isPositive();
                assertThat(results.duplicates(contender)).isZero();
            });
        }
    }

    @Test
    void contenderInItsOwnProcess_doesTheSame() {
        try (Suite suite = new Suite(SMALL, ChildProcess::new, Progress.NONE)) {
            assertThat(suite.measure(DRAIN).messages(Contender.Name.RAW_LETTUCE))
                    .isEqualTo(20_000);
        }
    }

    /** Contenders that do not do their job are caught. */
    @Nested
    class PlantedBugs {
        @Test
        void acksThatAreNotSent_areFound() {
            assertThatThrownBy(() -> drainWith(AckLoser::new))
                    .isInstanceOf(WrongResultException.class)
                    .hasMessageContaining("pending at the end");
        }

        @Test
        void messagesThatAreNotHandled_areFound() {
            assertThatThrownBy(() -> drainWith((job, handling) -> Contender.Name.RAW_LETTUCE.open(job, event -> {
                        if (event.seq() != 17) {
                            handling.handle(event);
                        }
                    })))
                    .isInstanceOf(WrongResultException.class)
                    .hasMessageContaining("1 messages were not handled");
        }

        @Test
        void messagesHandledTwice_areCounted() {
            Results results = drainWith((job, handling) -> Contender.Name.RAW_LETTUCE.open(job, event -> {
                handling.handle(event);
                if (event.seq() == 17) {
                    handling.handle(event);
                }
            }));

            assertThat(results.duplicates(Contender.Name.RAW_LETTUCE)).isEqualTo(1);
        }

        @Test
        void changedMessages_areFound() {
            assertThatThrownBy(() -> drainWith((job, handling) -> Contender.Name.RAW_LETTUCE.open(
                            job,
                            event -> handling.handle(new Event(
                                    event.seq(), event.at(), event.user(), event.page(), event.amount() + 1, "")))))
                    .isInstanceOf(WrongResultException.class)
                    .hasMessageContaining("20000 messages were handled that were not sent like that");
        }

        @Test
        void messagesConfirmedThatWereNotSent_areFound() {
            Scenario durable = Scenario.EACH.get(Scenario.EACH.size() - 1).among(List.of(Contender.Name.REPLICATED));
            try (Suite suite = new Suite(SMALL, contender -> new Runner(SendLoser::new), Progress.NONE)) {
                assertThatThrownBy(() -> suite.measure(durable))
                        .isInstanceOf(WrongResultException.class)
                        .hasMessageContaining("20000 messages were confirmed, 0 are on the primary")
                        .hasMessageContaining("0 are on the replica");
            }
        }

        private static Results drainWith(Contender.Factory factory) {
            try (Suite suite = new Suite(SMALL, contender -> new Runner(factory), Progress.NONE)) {
                return suite.measure(DRAIN);
            }
        }
    }

    /** Says that all is acked, but has kept one ack of every batch to itself. */
    private record AckLoser(Job job, Handling handling, RawConnection connection) implements Contender {
        AckLoser(Job job, Handling handling) {
            this(job, handling, new RawConnection(job));
        }

        @Override
        public void start() {
            for (int handled = 0; handled < job.messages(); ) {
                RawBatch batch = connection.read(500).join();
                List<byte[]> ids = new ArrayList<>();
                for (int i = 0; i < batch.size(); i++) {
                    handle(batch, i);
                    ids.add(batch.id(i));
                }
                connection.ack(ids.subList(1, ids.size()));
                handled += ids.size();
            }
        }

        private void handle(RawBatch batch, int entry) {
            try {
                batch.handle(entry, handling);
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }

        @Override
        public long acked() {
            return job.messages();
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** Says that all is sent, and sends nothing. */
    private record SendLoser(Job job, Handling handling) implements Contender {
        @Override
        public void start() {
            for (int seq = 0; seq < job.messages(); seq++) {
                try {
                    handling.handle(Event.of(seq, job.bytes()));
                } catch (Exception failure) {
                    throw new IllegalStateException(failure);
                }
            }
        }

        @Override
        public long acked() {
            return job.messages();
        }

        @Override
        public void close() {}
    }
}
