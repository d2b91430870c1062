package io.headrace.benchmarks;

import io.headrace.message.Durability;

/** A way to consume a stream, or to send to one: connected when made, used for one {@link Job}. */
interface Contender extends AutoCloseable {
    /** Begins to take messages, or to send them. */
    void start();

    /** How many messages the server has confirmed, as acked or as sent. Asked every millisecond. */
    long acked();

    @Override
    void close();

    /** What is done with a message. Throwing means that it shall be done again, 100 ms later. */
    @FunctionalInterface
    interface Handling {
        void handle(Event event) throws Exception;
    }

    /** Makes a contender for a job. */
    @FunctionalInterface
    interface Factory {
        Contender open(Job job, Handling handling);
    }

    /** The contenders that there are: ways to consume, and what a send of Headrace may wait for. */
    enum Name implements Factory {
        RAW_LETTUCE("raw-lettuce"),
        SPRING_DOCS("spring-docs"),
        SPRING_TUNED("spring-tuned"),
        RAW_SOCKET("raw-socket"),
        HEADRACE("headrace"),
        MEMORY("memory"),
        REPLICATED("replicated-1"),
        FSYNC("fsync");

        private final String label;

        Name(String label) {
            this.label = label;
        }

        /** As in the tables. */
        String label() {
            return label;
        }

        @Override
        public Contender open(Job job, Handling handling) {
            return switch (this) {
                case RAW_LETTUCE -> RawLettuce.open(job, handling);
                case SPRING_DOCS -> new SpringDocumented(job, handling);
                case SPRING_TUNED -> new SpringTuned(job, handling);
                case RAW_SOCKET -> new RawSocket(job, handling);
                case HEADRACE -> new HeadraceContender(job, handling);
                case MEMORY -> new SendingContender(job, handling, Durability.memory());
                case REPLICATED -> new SendingContender(job, handling, Durability.replicated(1));
                case FSYNC -> new SendingContender(job, handling, Durability.fsync());
            };
        }
    }
}
